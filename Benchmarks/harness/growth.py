"""Whether a path costs more when there is more in the database; see Scripts/bench --growth.

A small database is filled over HTTP, copied, and the copy is filled further by the ledger's own
batches. Then a server on either answers the same requests in turns: what they are held against
each other by is processor time a request, the server's and the database's."""

import argparse
import http.client
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import load
import seeding
from subjects import Atrium, Broken, Postgres, announce, run
from table import aligned

ROOT = Path(__file__).resolve().parents[2]
LIST = "/api/ajo/wallet/transactions?limit=20"
BOUND = 1.2
# How long the books are that have a thousandth page.
LONG = 25_000
# What a server of this size would be given: its manual says a quarter of the memory.
POSTGRES = "shared_buffers = 2GB\nmax_wal_size = 8GB"


def main():
    given = arguments()
    folder = Path(tempfile.mkdtemp(prefix="atrium-growth."))
    folder.chmod(0o755)
    kept = {}
    broken = []
    try:
        for engine in given.engines.split(","):
            place = folder / engine
            place.mkdir()
            place.chmod(0o755)
            pair = {"sqlite": SQLitePair, "postgres": PostgresPair}[engine](place, given)
            try:
                pair.fill()
                kept[engine] = measure(pair, given)
            finally:
                pair.stop()
                shutil.rmtree(place, ignore_errors=True)
            broken += report(engine, kept[engine])
    except Broken as error:
        sys.exit(f"bench: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        results = ROOT / "Benchmarks/results" / time.strftime("%Y-%m-%d-%H%M%S-growth")
        results.mkdir(parents=True)
        (results / "turns.json").write_text(json.dumps(kept, indent=1))
    if broken:
        sys.exit(f"bench: more than {BOUND} × the cost of little data: {', '.join(broken)}")


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/bench --growth")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--engines", default="postgres,sqlite", metavar="NAMES")
    for name, default in [
        ("seed", 1_000), ("users", 100_000), ("entries", 5_000_000), ("rounds", 7), ("seconds", 2),
    ]:
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


class Pair:
    """The same product on little and on much."""

    database = None

    def __init__(self, folder, given):
        self.folder, self.given = folder, given
        self.programs = Path(os.environ["BENCH_PROGRAMS"])
        self.small = self.large = None

    def fill(self):
        given = self.given
        self.small = Atrium("little", self.folder / "little", self.programs, self.address("little"))
        self.small.prepare()
        self.small.start()
        announce(f"registering {given.seed} users")
        seeding.seed(self.small, given.seed, 40)
        self.small.stop()
        self.copy()
        self.large = Atrium("much", self.folder / "much", self.programs, self.address("much"))
        shutil.copy(self.small.users_file, self.large.users_file)
        announce(f"filling up to {given.users:,} users and {given.entries:,} entries")
        began = time.monotonic()
        run(os.environ["BENCH_FILL"], self.address("much"), given.users, given.entries, LONG,
            self.large.users_file)
        announce(f"filled in {time.monotonic() - began:.0f} s; verifying the ledger")
        print(self.large.tool("atrium", "ledger", "verify").strip())
        for server in (self.small, self.large):
            server.start()

    def stop(self):
        for server in (self.small, self.large):
            if server:
                server.stop()


class SQLitePair(Pair):
    def address(self, name):
        return f"sqlite:{self.folder}/{name}.db"

    def copy(self):
        for file in self.folder.glob("little.db*"):
            if not file.name.endswith(".lock"):
                shutil.copy(file, self.folder / file.name.replace("little", "much"))


class PostgresPair(Pair):
    def __init__(self, folder, given):
        super().__init__(folder, given)
        self.database = Postgres(ROOT, folder / "postgres", POSTGRES)
        self.database.start()
        self.addresses = {"little": self.database.database("little")}

    def address(self, name):
        return self.addresses[name]

    def copy(self):
        self.database.sql("postgres", "CREATE DATABASE much TEMPLATE little")
        self.addresses["much"] = self.addresses["little"].replace("/little?", "/much?")
        self.database.sql("little", "VACUUM ANALYZE")

    def stop(self):
        super().stop()
        self.database.stop()


def measure(pair, given):
    """Turns of every path on both; answers the µs of each."""
    people = [line.split() for line in pair.large.users_file.read_text().splitlines()]
    deep = pair.folder / "deep"
    deep.write_text("".join(
        f"{token} {page_behind(pair.large, token, 999)}\n" for _, token, _ in people[:4]))
    long = pair.folder / "long"
    long.write_text("".join(f"{token} {LIST}\n" for _, token, _ in people[:4]))
    paths = [
        ("wallet", "get.lua", {"PATH_UNDER_TEST": "/api/ajo/wallet"}),
        ("20 transactions", "get.lua", {"PATH_UNDER_TEST": LIST}),
        ("transfer", "transfer.lua", {}),
        ("own account", "get.lua", {"PATH_UNDER_TEST": "/api/auth/me"}),
        ("sessions", "get.lua", {"PATH_UNDER_TEST": "/api/auth/sessions"}),
    ]
    turns = {}
    for name, script, settings in paths:
        turns[name] = alternate(pair, given, [
            (server, script, settings) for server in (pair.small, pair.large)])
    turns["page 1,000 against page 1"] = alternate(pair, given, [
        (pair.large, "lines.lua", {"LINES": str(file)}) for file in (long, deep)])
    return turns


def alternate(pair, given, sides):
    """Turns on either side, one after the other, so that what else the machine does hits both."""
    found = [[] for _ in sides]
    for number in range(given.rounds + 1):
        for side, (server, script, settings) in zip(found, sides):
            result = load.measured(
                lambda: load.wrk(server, script, 64, given.seconds, **settings), server,
                pair.database)
            if result["refused"] or result["broken"]:
                raise Broken(f"{server.name} refused requests of {script}: {result}")
            # The first turn warms up.
            if number:
                side.append([result["cpu"], result.get("database", 0)])
    return found


def page_behind(server, token, pages):
    """The path of the page that so many others come before."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    path = LIST
    for _ in range(pages):
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        path = LIST + "&cursor=" + json.loads(connection.getresponse().read())["next_cursor"]
    return path


def report(engine, turns):
    rows = [[engine, "little: server", "database", "much: server", "database", "ratio", ""]]
    broken = []
    for name, (little, much) in turns.items():
        medians = [
            [statistics.median(turn[part] for turn in side) for part in (0, 1)]
            for side in (little, much)]
        ratio = statistics.median(
            sum(after) / sum(before) for before, after in zip(little, much))
        if ratio > BOUND:
            broken.append(f"{name} on {engine}")
        rows.append([
            name, *(f"{value:,.1f}" for side in medians for value in side), f"{ratio:.2f}",
            "missed" if ratio > BOUND else "met"])
    print(aligned(rows), flush=True)
    return broken


main()
