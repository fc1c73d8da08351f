"""Whether a request costs more when more users ask; see Scripts/bench --crowd.

Two databases are filled with users who all have a live token, few in one and many in the other. A
server on each answers the same requests of any of its users, in turns: what they are held against
each other by is processor time a request, the server's and the database's."""

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import load
import meters
from subjects import Atrium, Broken, Postgres, announce, run
from table import aligned

ROOT = Path(__file__).resolve().parents[2]
BOUND = 1.2
POSTGRES = "shared_buffers = 1GB\nmax_wal_size = 8GB"
PATHS = [
    ("wallet", "get.lua", {"PATH_UNDER_TEST": "/api/ajo/wallet"}),
    ("20 transactions", "get.lua", {"PATH_UNDER_TEST": "/api/ajo/wallet/transactions?limit=20"}),
    ("own account", "get.lua", {"PATH_UNDER_TEST": "/api/auth/me"}),
    ("transfer", "transfer.lua", {}),
]
SHOWN = re.compile(r"^(atrium_(?:token_cache|account_cache)\w*) (\S+)$", re.M)


def main():
    given = arguments()
    folder = Path(tempfile.mkdtemp(prefix="atrium-crowd."))
    folder.chmod(0o755)
    kept, broken = {}, []
    try:
        for engine in given.engines.split(","):
            place = folder / engine
            place.mkdir()
            place.chmod(0o755)
            crowd = Crowd(engine, place, given)
            try:
                crowd.start()
                kept[engine] = crowd.measure()
                broken += report(engine, kept[engine], given)
                print(crowd.tables(), flush=True)
            finally:
                crowd.stop()
                shutil.rmtree(place, ignore_errors=True)
    except Broken as error:
        sys.exit(f"bench: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        results = ROOT / "Benchmarks/results" / time.strftime("%Y-%m-%d-%H%M%S-crowd")
        results.mkdir(parents=True)
        (results / "turns.json").write_text(json.dumps(kept, indent=1))
    if broken:
        sys.exit(f"bench: more than {BOUND} × the cost with few users: {', '.join(broken)}")


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/bench --crowd")
    parser.add_argument("--crowd", action="store_true")
    parser.add_argument("--engines", default="postgres,sqlite", metavar="NAMES")
    for name, default in [
        ("few", 1_000), ("users", 100_000), ("entries", 4), ("rounds", 5), ("seconds", 3),
        ("connections", 64),
    ]:
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


class Crowd:
    """The same product with few users and with many."""

    def __init__(self, engine, folder, given):
        self.folder, self.given = folder, given
        self.programs = Path(os.environ["BENCH_PROGRAMS"])
        self.database = Postgres(ROOT, folder / "postgres", POSTGRES) if engine == "postgres" \
            else None
        self.servers = []

    def start(self):
        if self.database:
            self.database.start()
        for name, users in (("few", self.given.few), ("many", self.given.users)):
            address = self.database.database(name) if self.database \
                else f"sqlite:{self.folder}/{name}.db"
            server = Atrium(name, self.folder / name, self.programs, address)
            server.prepare()
            # It makes the key that tokens are signed with.
            server.start()
            server.stop()
            began = time.monotonic()
            run(os.environ["BENCH_FILL"], "crowd", address, users, users * self.given.entries,
                server.users_file)
            announce(f"filled {users:,} users in {time.monotonic() - began:.0f} s")
            server.start()
            self.servers.append(server)

    def stop(self):
        for server in self.servers:
            server.stop()
        if self.database:
            self.database.stop()

    def measure(self):
        """Turns of every path with few and with many, one after the other, so that what else the
        machine does hits both."""
        turns = {}
        for name, script, settings in PATHS:
            sides = [[] for _ in self.servers]
            for number in range(self.given.rounds + 1):
                for side, server in zip(sides, self.servers):
                    # The first turn warms up, as long as a crowd takes to have come once.
                    seconds = self.given.seconds * (1 if number else 3)
                    result = load.measured(
                        lambda: load.wrk(
                            server, script, self.given.connections, seconds, **settings),
                        server, self.database)
                    if result["refused"] or result["broken"]:
                        raise Broken(f"{server.name} refused requests of {script}: {result}")
                    if number:
                        side.append(result)
            turns[name] = sides
        return turns

    def tables(self):
        """How full the servers' tables are, and their memory."""
        lines = []
        for server in self.servers:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("GET", "/metrics")
            found = SHOWN.findall(connection.getresponse().read().decode())
            lines.append(
                f"  {server.name}: {meters.peak(server.pid):,.0f} MiB at most; " + ", ".join(
                    f"{name.removeprefix('atrium_')} {float(value):,.0f}" for name, value in found))
        return "\n".join(lines)


def report(engine, turns, given):
    rows = [[
        engine, f"{given.few:,}: server µs", "database", f"{given.users:,}: server µs", "database",
        "req/s", "req/s", "p99 ms", "p99 ms", "ratio", ""]]
    broken = []
    for name, sides in turns.items():
        ratio = statistics.median(cost(after) / cost(before) for before, after in zip(*sides))
        if ratio > BOUND:
            broken.append(f"{name} on {engine}")
        rows.append([
            name,
            *(f"{median(side, key):,.1f}" for side in sides for key in ("cpu", "database")),
            *(f"{median(side, 'rate'):,.0f}" for side in sides),
            *(f"{median(side, 'p99'):,.1f}" for side in sides),
            f"{ratio:.2f}", "missed" if ratio > BOUND else "met"])
    print(aligned(rows), flush=True)
    return broken


def cost(turn):
    return turn["cpu"] + turn.get("database", 0)


def median(side, key):
    return statistics.median(turn.get(key, 0) for turn in side)


main()
