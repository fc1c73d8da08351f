"""How long a statement of 10,000 entries takes in each form, and how much memory it makes the server
need beyond what it had."""

import concurrent.futures
import http.client
import time

import meters
import seeding

ENTRIES = 10_000


def statement(bench, server):
    people = [line.split() for line in server.users_file.read_text().splitlines()]
    fill(server, people[0], people[1:])
    figures = {}
    for form in ("json", "csv", "pdf"):
        # The first one finds fonts and warms caches.
        download(server, people[0][1], form)
        before = meters.resident(server.pid)
        meters.forget_peak(server.pid)
        begun = time.monotonic()
        size = download(server, people[0][1], form)
        figures[f"{form} s"] = round(time.monotonic() - begun, 2)
        figures[f"{form} MiB"] = round(size / 2**20, 1)
        figures[f"{form} memory MiB"] = round(meters.peak(server.pid) - before, 1)
    return figures


def fill(server, payee, payers):
    """Others pay somebody until their statement has as many entries."""
    def some(first):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for number in range(first, ENTRIES, 8):
            seeding.post(
                connection, "/api/ajo/wallet/transfer", payers[number % len(payers)][1],
                {"to_user_id": payee[0], "amount": "1.00", "note": f"market, stall {number}"})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(some, range(8)))


def download(server, token, form):
    """Reads a statement of the current month; answers how many octets it has."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(
        "GET", f"/api/ajo/wallet/statement?format={form}",
        headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"statement: {answer.status} {answer.read().decode()}")
    size = 0
    while piece := answer.read(65_536):
        size += len(piece)
    return size
