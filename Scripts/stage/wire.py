"""Requests octet by octet, and those who have nothing to do with a fault."""

import multiprocessing
import socket
import time


def connect(port, receive_buffer=None, timeout=10, segment=None):
    """A connection. With segments as long as networks have them, 1,400 octets, the kernel takes as
    much for a reader as for one elsewhere, and not the megabytes that it takes on this machine."""
    wire = socket.socket()
    if segment:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
    if receive_buffer:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    wire.settimeout(timeout)
    try:
        wire.connect(("127.0.0.1", port))
    except OSError:
        wire.close()
        raise
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return wire


def get(path, *fields):
    """A request's octets; each field is a line."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a", *fields, "", ""]).encode()


def bearer(token):
    return f"Authorization: Bearer {token}"


def read(wire):
    """The next answer's status and body."""
    answer = _until(wire, b"", lambda octets: b"\r\n\r\n" in octets)
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = head.lower().split(b"\r\n")
    if b"transfer-encoding: chunked" in fields:
        return int(head.split()[1]), _chunks(wire, body)
    length = next(
        (int(line.split(b":")[1]) for line in fields if line.startswith(b"content-length:")), 0)
    return int(head.split()[1]), _until(wire, body, lambda octets: len(octets) >= length)


def _until(wire, octets, is_enough):
    while not is_enough(octets):
        chunk = wire.recv(65_536)
        if not chunk:
            raise ConnectionError("closed within an answer" if octets else "closed without one")
        octets += chunk
    return octets


def _chunks(wire, rest):
    body = b""
    while True:
        rest = _until(wire, rest, lambda octets: b"\r\n" in octets)
        line, _, rest = rest.partition(b"\r\n")
        length = int(line, 16)
        rest = _until(wire, rest, lambda octets: len(octets) >= length + 2)  # noqa: B023
        if length == 0:
            return body
        body += rest[:length]
        rest = rest[length + 2:]


def ask(wire, request):
    """Sends a request; answers its status and body."""
    wire.sendall(request)
    return read(wire)


class Others:
    """Two clients in a process of their own that ask for a wallet and for the health, as those do
    who have nothing to do with the fault: one on a connection that stays, one on new ones. They
    are at it when this is made. `kept` is what they ask for instead of a wallet."""

    def __init__(self, server, kept=None):
        self.kept = kept
        self.results = multiprocessing.Queue()
        self.begun, self.ended = multiprocessing.Event(), multiprocessing.Event()
        self.process = multiprocessing.Process(
            target=self._run, args=(server.port, server.person().token), daemon=True)
        self.process.start()
        self.begun.wait(30)

    def _run(self, port, token):
        wallet = self.kept or get("/api/ajo/wallet", bearer(token))
        health = get("/healthz", "Connection: close")
        times, wrong, wire = [], {}, None
        while not self.ended.is_set():
            for request, is_new in ((wallet, False), (health, True)):
                began = time.monotonic()
                try:
                    if is_new:
                        with connect(port) as once:
                            status, _ = ask(once, request)
                    else:
                        wire = wire or connect(port)
                        status, _ = ask(wire, request)
                except OSError as error:
                    status = type(error).__name__
                    if not is_new and wire:
                        wire.close()
                        wire = None
                times.append((time.monotonic() - began) * 1000)
                if status != 200:
                    key = f"{'new' if is_new else 'kept'} {status}"
                    wrong[key] = wrong.get(key, 0) + 1
            self.begun.set()
            time.sleep(0.01)
        self.results.put((times, wrong))

    def end(self):
        """How long each request took, in ms, and the answers that were not 200."""
        self.ended.set()
        found = self.results.get(timeout=30)
        self.process.join()
        return found


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else float("inf")
