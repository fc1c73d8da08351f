"""Webhooks that tell of deposits: how many are answered a second, and how many are applied."""

import concurrent.futures
import hashlib
import hmac
import http.client
import json
import sqlite3
import time

import load
import seeding
from subjects import CORES, Broken

#: What the sandbox signs with.
SECRET = "sk_sandbox"
#: More webhooks than an engine answers in a second, which is how long they are sent.
COUNT = 12_000


def webhooks(bench, server):
    """Each webhook is answered before it is applied, so the two are told apart. What is applied
    takes the machine's time, too, while others are answered."""
    server.limits = {
        "ATRIUM_PAYMENTS_SANDBOX_ENABLED": "true", "ATRIUM_PAYMENTS_SANDBOX_SECRET": SECRET}
    server.stop()
    server.start()
    try:
        return told_and_credited(bench, server)
    finally:
        server.stop()
        server.limits = {}
        server.start()


def told_and_credited(bench, server):
    file = server.folder / "lines"
    file.write_text("".join(told(server)))
    before, began = credited(bench, server), []

    def tell():
        began.append(time.monotonic())
        return load.wrk(
            server, "webhook.lua", 64, 1, LINES=str(file), THREADS=str(CORES))

    result = load.measured(tell, server, bench.postgres if server.uses_postgres else None)
    if result["refused"]:
        raise Broken(f"{server.name} refused webhooks: {result}")
    sent = min(COUNT, result["requests"])
    while credited(bench, server) - before < sent:
        if time.monotonic() - began[0] > 120:
            raise Broken(f"{server.name} has not applied its webhooks within two minutes")
        time.sleep(0.02)
    return {
        "webhooks": sent, "answered/s": round(result["rate"]),
        "p99 ms": result["p99"], "CPU µs": result["cpu"], "Postgres µs": result.get("database"),
        "credited/s": round(sent / (time.monotonic() - began[0])),
    }


def told(server):
    """Begins deposits; answers lines of "signature body", a webhook for each."""
    people = [line.split() for line in server.users_file.read_text().splitlines()]

    def some(first):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        lines = []
        for number in range(first, COUNT, 8):
            person = people[number % len(people)]
            deposit = seeding.post(
                connection, "/api/ajo/wallet/deposit", person[1],
                {"amount": "100.00", "provider": "sandbox"})
            body = json.dumps({"event": "charge.success", "data": {
                "id": f"bench-{deposit['reference']}", "reference": deposit["reference"],
                "status": "success", "amount": 10_000, "currency": "NGN",
                "gateway_response": "Approved"}}, separators=(",", ":"))
            signature = hmac.new(SECRET.encode(), body.encode(), hashlib.sha512).hexdigest()
            lines.append(f"{signature} {body}\n")
        return lines

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return sum(pool.map(some, range(8)), [])


def credited(bench, server):
    """How many deposits are."""
    count = "SELECT count(*) FROM ajo_deposits WHERE state = 'succeeded'"
    if server.uses_postgres:
        return int(bench.postgres.sql("atrium", count))
    with sqlite3.connect(server.storage.removeprefix("sqlite:"), timeout=30) as database:
        return database.execute(count).fetchone()[0]
