"""Fuel to request and to approve: suppliers, consumers and drivers, made through the product's own
doors."""

import concurrent.futures
import http.client
import json
import random
import sqlite3

import load
import seeding
from subjects import CORES, Broken

#: Sales wait for others of their supplier.
SUPPLIERS = 40
CONSUMERS = 160
#: Of each consumer, so that none has many requests that wait.
DRIVERS = 8
FLEET = "/api/fleet"


class Sales:
    """Requests and approvals for wrk. A world is made once for each server."""

    def __init__(self):
        self._worlds = {}

    def requests(self, bench, server, seconds):
        """Leaves lines of "token body" for a turn."""
        return wanted(server, self._world(bench, server))

    def approvals(self, bench, server, seconds):
        """Requests what a turn is to approve; leaves lines of "token id". An approval takes no
        third of what a request does."""
        trades = self._world(bench, server)
        ask(server, trades, 3 * seconds)
        return waiting(bench, server, trades)

    def _world(self, bench, server):
        if server.name not in self._worlds:
            trades = self._worlds[server.name] = world(server)
            ask(server, trades, 1)
            load.wrk(server, "approval.lua", 64, 1, **waiting(bench, server, trades))
            if server.uses_postgres:
                # As autovacuum does within a minute: until then, Postgres plans for empty tables.
                bench.postgres.sql("atrium", "VACUUM ANALYZE")
        return self._worlds[server.name]


def ask(server, trades, seconds):
    """Requests fuel for so long."""
    made = load.wrk(server, "request.lua", 64, seconds, **wanted(server, trades))
    if made["refused"] or not made["requests"]:
        raise Broken(f"{server.name} refused requests for fuel: {made}")


def wanted(server, trades):
    return lines(server, [f"{trade['token']} {trade['body']}\n" for trade in trades])


def waiting(bench, server, trades):
    """What waits to be approved, each by its supplier's owner, in an order by chance."""
    owners = {trade["supplier"]: trade["seller"] for trade in trades}
    sales = pending(bench, server)
    random.shuffle(sales)
    return lines(server, [f"{owners[supplier]} {sale}\n" for sale, supplier in sales])


def lines(server, of_turn):
    file = server.folder / "lines"
    file.write_text("".join(of_turn))
    return {"LINES": str(file), "THREADS": str(CORES)}


def world(server):
    """Companies of the first users: each consumer has drivers, and an account with a supplier."""
    people = [line.split() for line in server.users_file.read_text().splitlines()]
    if len(people) < SUPPLIERS + CONSUMERS:
        raise Broken(f"fuel is sold and bought by {SUPPLIERS + CONSUMERS} users at least")
    sellers, buyers = people[:SUPPLIERS], people[SUPPLIERS:SUPPLIERS + CONSUMERS]
    suppliers = at_once(server, sellers, lambda connection, person: company(
        connection, person, "supplier"))

    def trades(connection, numbered):
        number, buyer = numbered
        seller, supplier = sellers[number % SUPPLIERS], suppliers[number % SUPPLIERS]
        consumer = company(connection, buyer, "consumer")
        drivers = [
            seeding.post(connection, f"{FLEET}/drivers", buyer[1], {
                "name": "Driver", "email": f"driver{number}-{place}@example.com",
                "license_number": f"L-{place}", "monthly_limit": "900000000.00"})["id"]
            for place in range(DRIVERS)]
        account = seeding.post(connection, f"{FLEET}/accounts", buyer[1], {
            "supplier_company_id": supplier, "consumer_company_id": consumer})["id"]
        seeding.post(connection, f"{FLEET}/accounts/{account}/topups", seller[1], {
            "unit": "money", "kind": "payment", "amount": "900000000.00"})
        return [{
            "token": buyer[1], "seller": seller[1], "supplier": supplier,
            "body": json.dumps({
                "receiver_id": seller[0], "driver_id": driver, "supplier_company_id": supplier,
                "consumer_company_id": consumer, "amount_liters": "1.00",
                "price_per_liter": "29.01"}, separators=(",", ":"))} for driver in drivers]

    return sum(at_once(server, list(enumerate(buyers)), trades), [])


def company(connection, person, kind):
    return seeding.post(connection, f"{FLEET}/companies", person[1], {
        "name": "Fuel", "type": kind, "address": "1 rue Didouche Mourad, Alger",
        "phone_number": "+213551234567"})["id"]


def at_once(server, items, make):
    """Makes something of each, eight at a time; answers what was made, in order."""
    def some(first):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        return [(place, make(connection, items[place]))
                for place in range(first, len(items), 8)]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return [made for _, made in sorted(
            sum(pool.map(some, range(8)), []), key=lambda pair: pair[0])]


def pending(bench, server):
    """The requests that wait to be decided, each with its supplier."""
    statement = "SELECT {id}, {company} FROM fleet_transactions WHERE status = 'pending'"
    if server.uses_postgres:
        printed = bench.postgres.sql("atrium", statement.format(
            id="id", company="supplier_company_id"))
        return [tuple(line.split("|")) for line in printed.splitlines()]
    with sqlite3.connect(server.storage.removeprefix("sqlite:"), timeout=30) as database:
        rows = database.execute(statement.format(id="id", company="supplier_company_id"))
        return [(as_text(sale), as_text(supplier)) for sale, supplier in rows]


def as_text(value):
    """An id as clients see it."""
    if isinstance(value, str):
        return value
    digits = bytes(value).hex()
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])
