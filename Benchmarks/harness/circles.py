"""Savings circles to read and to pay into, made through the product's own doors."""

import concurrent.futures
import datetime
import http.client
import random

import load
import seeding
from subjects import CORES

#: How many members the circles have that are paid into: each is paid its square of contributions.
MEMBERS = 10
#: More than an engine takes in a second.
RATE = 8_000
#: So that those who pay at once seldom meet in one circle.
FEWEST = 500
#: How many members the circle has that is read.
MANY = 100


class Contributions:
    """What wrk is to pay in each turn: nobody pays the same contribution twice."""

    def __init__(self):
        self._left = {}

    def prepare(self, bench, server, seconds):
        """Leaves lines of "token circle cycle" for a turn, each of another circle than the last."""
        wanted = seconds * RATE
        left = self._left.setdefault(server.name, [])
        if len(left) < wanted:
            # Enough for all turns, so that those of one turn are of many circles.
            turns = bench.options.rounds + 1
            left += contributions(server, max(FEWEST, turns * wanted // MEMBERS**2 + 1))
            random.shuffle(left)
        lines, self._left[server.name] = left[:wanted], left[wanted:]
        file = server.folder / "lines"
        file.write_text("".join(lines))
        return {"LINES": str(file), "THREADS": str(CORES)}


def contributions(server, circles):
    people = [line.split() for line in server.users_file.read_text().splitlines()]

    def some(first):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        lines = []
        for number in range(first, circles, 8):
            members = random.sample(people, MEMBERS)
            circle = found(connection, members)
            lines += [
                f"{member[1]} {circle} {cycle}\n" for member in members
                for cycle in range(1, MEMBERS + 1)]
        return lines

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return sum(pool.map(some, range(8)), [])


def found(connection, members):
    """A circle that has started, and whose first due day is in a month; answers its id."""
    date = datetime.date.today() + datetime.timedelta(days=30)
    circle = seeding.post(connection, "/api/ajo/circles", members[0][1], {
        "name": "Family Ajo", "amount": "1.00", "frequency": "weekly", "size": len(members),
        "cycle_start_date": date.isoformat()})
    for member in members[1:]:
        seeding.post(connection, "/api/ajo/circles/join", member[1], {
            "invite_code": circle["invite_code"]})
    seeding.post(connection, f"/api/ajo/circles/{circle['id']}/start", members[0][1], {})
    return circle["id"]


class Reading:
    """What wrk is to read: lines of "token path", of members of one large circle."""

    def __init__(self, path):
        self._path = path

    def prepare(self, bench, server, seconds):
        file = server.folder / "members"
        if not file.exists():
            people = [line.split() for line in server.users_file.read_text().splitlines()]
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            members = people[:MANY]
            circle = found(connection, members)
            file.write_text("".join(f"{member[1]} {circle}\n" for member in members))
        lines = server.folder / "lines"
        lines.write_text("".join(
            f"{token} {self._path.format(circle=circle)}\n"
            for token, circle in map(str.split, file.read_text().splitlines())))
        return {"LINES": str(lines)}


def transfers(name):
    """Transfers at the same server, to compare with."""
    def turn(bench, seconds):
        server = bench.servers[name]
        return load.measured(
            lambda: load.wrk(server, "transfer.lua", 64, seconds), server,
            bench.postgres if server.uses_postgres else None)
    return turn
