"""What servers cost that have little to do."""

import socket
import statistics

import meters


def _ask(connection):
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = connection.recv(65_536)
        if not chunk:
            raise OSError("the server closed an idle connection")
        answer += chunk


def _ask_once(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        _ask(connection)


def idle(bench, server):
    """KiB of memory for each connection that asked once and is kept, on a server just started:
    one that was busy before has room left over."""
    server.stop()
    server.start()
    _ask_once(server)
    before = meters.resident(server.pid)
    connections = []
    try:
        for _ in range(bench.idle_connections):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            connections.append(connection)
            _ask(connection)
        after = meters.resident(server.pid)
    finally:
        for connection in connections:
            connection.close()
    return {
        "connections": len(connections), "MiB before": before, "MiB with them": after,
        "KiB each": max(0, after - before) * 1024 / len(connections)}


def start(bench, server):
    """The median of some starts, on a store that is there already."""
    server.stop()
    times, memory = [], []
    for number in range(bench.starts):
        if number:
            server.stop()
        times.append(server.start())
        memory.append(meters.resident(server.pid))
    return {"ms until ready": statistics.median(times), "MiB then": statistics.median(memory)}
