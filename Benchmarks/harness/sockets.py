"""What sockets cost that hear nothing, and how soon an event is with all who follow its topic."""

import base64
import os
import select
import socket
import sqlite3
import statistics
import subprocess
import time
import uuid

import meters
from subjects import Broken


class Wire:
    """A socket of one user."""

    def __init__(self, port, token):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.rest = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            "GET /api/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Authorization: Bearer {token}\r\n\r\n".encode())
        if not self.read_to(b"\r\n\r\n").startswith(b"HTTP/1.1 101"):
            raise Broken(f"a socket was answered {self.rest[:60]!r}")

    def read_to(self, mark):
        """Reads until the mark has come; answers everything that came."""
        while mark not in self.rest:
            chunk = self.socket.recv(65_536)
            if not chunk:
                raise Broken(f"a socket was closed after {self.rest[:60]!r}")
            self.rest += chunk
        came, self.rest = self.rest, b""
        return came

    def follow(self, topic):
        text = f'{{"type":"subscribe","topic":"{topic}"}}'.encode()
        # The mask is 0, which leaves the text as it is.
        self.socket.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
        self.read_to(b'"subscribed"')


class Crowd:
    """Sockets of one user on a server that was just started; they follow a topic, that user's unless
    another is named."""

    def __init__(self, server, count, topic=None):
        server.limits = {
            "ATRIUM_WEBSOCKET_MAX_PER_USER": str(count + 10),
            "ATRIUM_WEBSOCKET_MAX_CONNECTIONS": str(count + 10),
            "ATRIUM_HTTP_MAX_CONNECTIONS": str(count + 100),
            # Nobody answers here while others connect.
            "ATRIUM_WEBSOCKET_PING_INTERVAL": "3600s"}
        server.stop()
        server.start()
        id, token, *_ = server.users_file.read_text().split("\n")[0].split()
        self.server, self.topic, self.wires = server, topic or f"user:{id}", []
        self.before = meters.resident(server.pid)
        for _ in range(count):
            self.wires.append(Wire(server.port, token))
            self.wires[-1].follow(self.topic)

    def close(self):
        for wire in self.wires:
            wire.socket.close()
        self.server.stop()
        self.server.limits = {}
        self.server.start()

    def told(self, publish, count):
        """Publishes an event; answers the ms until the first of so many sockets has it, and until
        the last one has."""
        mark = uuid.uuid4().hex
        waiting = {wire.socket.fileno(): wire for wire in self.wires[:count]}
        others = self.wires[count:]
        poll = select.epoll()
        for descriptor in waiting:
            poll.register(descriptor, select.EPOLLIN)
        began, first = time.monotonic(), None
        publish(self.topic, mark)
        mark = mark.encode()
        while waiting:
            if time.monotonic() - began > 60:
                raise Broken(f"after a minute {len(waiting)} of {count} sockets have not the event")
            for descriptor, _ in poll.poll(1):
                wire = waiting[descriptor]
                wire.rest += wire.socket.recv(65_536)
                if mark in wire.rest:
                    first = first or time.monotonic()
                    wire.rest = b""
                    poll.unregister(descriptor)
                    del waiting[descriptor]
        last = time.monotonic()
        poll.close()
        for wire in others:
            wire.read_to(mark)
        return (first - began) * 1000, (last - began) * 1000


class Publisher:
    """Puts events into the outbox as a unit of work does, with one commit each."""

    def __init__(self, bench, server):
        self.psql = None
        if server.uses_postgres:
            self.psql = subprocess.Popen(
                [str(bench.postgres.programs / "psql"), "-d", server.storage, "-Atq", "-v",
                 "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        else:
            self.file = sqlite3.connect(
                server.storage.removeprefix("sqlite:"), timeout=60, isolation_level=None)

    def __call__(self, topic, mark):
        columns = "(id, context, type, aggregate, number, topics, data, at)"
        values = f"'bench', 'bench.thing.changed', '{mark}', 1, '[\"{topic}\"]', '[\"{mark}\"]'"
        if self.psql:
            self.psql.stdin.write(
                f"INSERT INTO platform_outbox {columns} VALUES ('{mark}', {values}, now());\n"
                "SELECT pg_notify('platform_events', '');\n")
            self.psql.stdin.flush()
        else:
            self.file.execute(
                f"INSERT INTO platform_outbox {columns}"
                f" VALUES (x'{mark}', {values}, {int(time.time() * 1000)})")

    def close(self):
        if self.psql:
            self.psql.stdin.close()
            self.psql.wait()
        else:
            self.file.close()


def idle_sockets(bench, server):
    """Memory of a server that was just started, and with sockets that follow a topic."""
    crowd = Crowd(server, bench.options.sockets)
    try:
        after = meters.resident(server.pid)
        return {
            "sockets": len(crowd.wires), "MiB before": crowd.before, "MiB with them": after,
            "KiB each": max(0, after - crowd.before) * 1024 / len(crowd.wires)}
    finally:
        crowd.close()


def publish(bench, server):
    """Milliseconds from before the commit of an event until all sockets that follow its topic have
    it, where there is one and where there are many.

    A server hears within a second of what another process writes into its SQLite file, so there
    only the time from the first to the last is told."""
    figures = {}
    for count in (1, bench.options.sockets):
        crowd, publisher = Crowd(server, count), Publisher(bench, server)
        try:
            crowd.told(publisher, count)
            many = bench.options.rounds * (10 if count == 1 else 3)
            turns = [crowd.told(publisher, count) for _ in range(many)]
        finally:
            publisher.close()
            crowd.close()
        who = f"{count:,} subscriber{'s' if count > 1 else ''}"
        if server.uses_postgres:
            figures[f"{who}, ms"] = statistics.median(last for _, last in turns)
            figures[f"worst of {len(turns)}"] = max(last for _, last in turns)
        if count > 1:
            figures["first to last, ms"] = statistics.median(last - first for first, last in turns)
    return figures
