"""Follows Atrium's topics over a WebSocket, reconnects, and goes on where it was.

    realtime = AtriumRealtime("wss://example.com/api/ws", token=fresh_access_token)
    realtime.subscribe("user:0190…", on_event=print, on_lost=fetch_state_again)
    await realtime.run()            # until it is cancelled, or realtime.close() is called

Events of a topic come in order, each once. When the connection breaks, what was missed meanwhile
comes first. If the server no longer has it, `on_lost` is called: fetch the state again.

Python 3.9 or later; nothing but the standard library.
"""

import asyncio
import base64
import hashlib
import inspect
import json
import os
import random
import ssl
import struct
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Tuple
from urllib.parse import urlsplit

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass
class Topic:
    """A topic that is followed."""

    on_event: Callable[[dict], Any]
    on_lost: Optional[Callable[[], Any]] = None
    on_refused: Optional[Callable[[str], Any]] = None
    on_following: Optional[Callable[[], Any]] = None
    #: (epoch, offset) of the last event that was told; pass it as `start` to go on there.
    position: Optional[Tuple[str, int]] = None


class AtriumRealtime:
    """A connection that is made again whenever it breaks."""

    def __init__(
        self,
        url: str,
        token: Callable[[], Any],
        shortest_pause: float = 0.5,
        longest_pause: float = 30.0,
        silence: float = 45.0,
        ssl_context: Optional[ssl.SSLContext] = None,
    ):
        """
        url: `wss://…/api/ws`, or `ws://` without TLS.
        token: gives an access token for each connection; may be a coroutine function.
        shortest_pause, longest_pause: seconds between connections; they grow, and vary.
        silence: seconds without a word after which the connection counts as lost.
        """
        self.url, self.token, self.ssl_context = url, token, ssl_context
        self.shortest_pause, self.longest_pause = shortest_pause, longest_pause
        self.silence = silence
        self.topics: Dict[str, Topic] = {}
        self._failures = 0
        self._is_closed = False
        self._writer: Optional[asyncio.StreamWriter] = None

    def subscribe(
        self,
        topic: str,
        on_event: Callable[[dict], Any],
        on_lost: Optional[Callable[[], Any]] = None,
        on_refused: Optional[Callable[[str], Any]] = None,
        on_following: Optional[Callable[[], Any]] = None,
        start: Optional[Tuple[str, int]] = None,
    ) -> Topic:
        """Follows a topic. `on_event` gets the message: topic, event, at, data, epoch, offset.
        `on_lost`: events were missed that the server no longer has. `on_refused` gets a code: the
        topic is not, or not any more, ours. `on_following`: the server tells what happens from now
        on; also after each reconnection."""
        entry = Topic(on_event, on_lost, on_refused, on_following, start)
        self.topics[topic] = entry
        self._ask(topic, entry)
        return entry

    def unsubscribe(self, topic: str) -> None:
        """Leaves a topic."""
        if self.topics.pop(topic, None):
            self._say({"type": "unsubscribe", "topic": topic})

    def close(self) -> None:
        """Ends the connection for good; `run` returns."""
        self._is_closed = True
        if self._writer:
            self._writer.close()

    async def run(self) -> None:
        """Stays connected until `close` is called or the task is cancelled."""
        while not self._is_closed:
            try:
                await self._connection()
            except (OSError, EOFError, ValueError, asyncio.TimeoutError):
                pass
            finally:
                if self._writer:
                    self._writer.close()
                self._writer = None
            if not self._is_closed:
                pause = min(self.longest_pause, self.shortest_pause * 2**self._failures)
                self._failures += 1
                await asyncio.sleep(pause / 2 + random.random() * pause / 2)

    # --- What follows is not for callers.

    async def _connection(self) -> None:
        reader, writer = await self._open()
        self._writer = writer
        for topic, entry in list(self.topics.items()):
            self._ask(topic, entry)
        text = b""
        while True:
            try:
                first, payload = await asyncio.wait_for(self._frame(reader), self.silence / 3)
            except asyncio.TimeoutError:
                # The server pings every half minute; ask once before the connection is given up.
                self._say({"type": "ping"})
                first, payload = await asyncio.wait_for(self._frame(reader), self.silence / 1.5)
            self._failures = 0
            opcode = first & 0x0F
            if opcode == 9:
                self._send(10, payload)
            elif opcode == 8:
                self._send(8, payload[:2])
                return
            elif opcode in (0, 1):
                text += payload
                if first & 0x80:
                    message, text = json.loads(text), b""
                    await self._hear(message)

    async def _open(self) -> Tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        token = self.token()
        if inspect.isawaitable(token):
            token = await token
        parts = urlsplit(self.url)
        is_secure = parts.scheme == "wss"
        context = (self.ssl_context or ssl.create_default_context()) if is_secure else None
        port = parts.port or (443 if is_secure else 80)
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(parts.hostname, port, ssl=context), self.silence
        )
        key = base64.b64encode(os.urandom(16)).decode()
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        writer.write(
            (
                f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: Upgrade\r\n"
                f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                f"Authorization: Bearer {token}\r\n\r\n"
            ).encode()
        )
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), self.silence)
        lines = head.decode("latin-1").split("\r\n")
        accept = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
        fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        given = {name.lower(): value for name, value in fields.items()}
        if " 101 " not in lines[0] + " " or given.get("sec-websocket-accept") != accept:
            writer.close()
            raise ValueError(lines[0])
        return reader, writer

    @staticmethod
    async def _frame(reader: asyncio.StreamReader) -> Tuple[int, bytes]:
        first, length = await reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack(">H", await reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await reader.readexactly(8))
        return first, await reader.readexactly(length)

    def _ask(self, topic: str, entry: Topic) -> None:
        message = {"type": "subscribe", "topic": topic}
        if entry.position:
            message["epoch"], message["offset"] = entry.position
        self._say(message)

    def _say(self, message: dict) -> None:
        if self._writer:
            self._send(1, json.dumps(message).encode())

    def _send(self, opcode: int, payload: bytes) -> None:
        count = len(payload)
        if count < 126:
            head = struct.pack(">BB", 0x80 | opcode, 0x80 | count)
        else:
            head = struct.pack(">BBH", 0x80 | opcode, 0xFE, count)
        mask = os.urandom(4)
        masked = bytes(octet ^ mask[index % 4] for index, octet in enumerate(payload))
        if self._writer:
            self._writer.write(head + mask + masked)

    async def _hear(self, message: dict) -> None:
        name = message.get("topic")
        entry = self.topics.get(name)
        if not entry:
            return
        place = (message.get("epoch"), message.get("offset"))
        if message["type"] == "subscribed":
            entry.position = place
            if message.get("recovered") is False and entry.on_lost:
                await self._call(entry.on_lost)
            if entry.on_following:
                await self._call(entry.on_following)
        elif message["type"] == "event":
            # A socket that follows a topic already may tell of an event a second time.
            known = entry.position
            if known and known[0] == place[0] and place[1] <= known[1]:
                return
            entry.position = place
            await self._call(entry.on_event, message)
        elif message["type"] == "error":
            self.topics.pop(name, None)
            if entry.on_refused:
                await self._call(entry.on_refused, message["code"])

    @staticmethod
    async def _call(handler: Callable[..., Any], *arguments: Any) -> None:
        result = handler(*arguments)
        if inspect.isawaitable(result):
            await result


async def _watch(url: str, token: str, topics: list) -> None:
    def show(event: dict) -> None:
        print(json.dumps(event), flush=True)

    realtime = AtriumRealtime(url, token=lambda: token)
    for topic in topics:
        realtime.subscribe(
            topic,
            on_event=show,
            on_following=lambda topic=topic: show({"following": topic}),
            on_refused=lambda code, topic=topic: show({"refused": topic, "code": code}),
        )
    await realtime.run()


if __name__ == "__main__":
    import sys

    if len(sys.argv) < 4:
        sys.exit("usage: atrium_realtime.py URL TOKEN TOPIC...   shows what happens, a line each")
    asyncio.run(_watch(sys.argv[1], sys.argv[2], sys.argv[3:]))
