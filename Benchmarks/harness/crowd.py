"""Whether a request costs more when more users ask; see Scripts/bench --crowd.

Two databases are filled with users who all have a live token, few in one and many in the other. A
server on each first answers every user once, which is counted apart. Then both answer the same
number of requests of users drawn by chance, in short turns one after the other, so that what else
the machine does hits both. They are held against each other by processor time a request, the
server's and the database's: the median of the ratios of neighbouring turns."""

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
PATHS = {
    "wallet": "/api/ajo/wallet",
    "20 transactions": "/api/ajo/wallet/transactions?limit=20",
    "own account": "/api/auth/me",
    "transfer": "transfer",
}
SHOWN = re.compile(
    r"^atrium_((?:token_cache|account_cache|sqlite_cache)\w*) (\S+)$", re.M)


def main():
    given = arguments()
    folder = Path(tempfile.mkdtemp(prefix="atrium-crowd."))
    folder.chmod(0o755)
    kept, rows, tables = {}, [heading(given)], []
    try:
        asks = load.compile_client("asks", folder)
        for engine in given.engines.split(","):
            place = folder / engine
            place.mkdir()
            place.chmod(0o755)
            crowd = Crowd(engine, place, asks, given)
            try:
                crowd.start()
                kept[engine] = crowd.measure()
                rows += [row(engine, *item, given.check or BOUND) for item in kept[engine].items()]
                tables.append(crowd.tables())
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
    print(aligned(rows), *tables, sep="\n", flush=True)
    missed = [line[0] for line in rows if line[-1] == "missed"]
    if missed and given.check:
        sys.exit(f"bench: more than {given.check} × the cost with few users: {', '.join(missed)}")


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/bench --crowd")
    parser.add_argument("--crowd", action="store_true")
    parser.add_argument("--engines", default="postgres,sqlite", metavar="NAMES")
    parser.add_argument("--paths", default=",".join(PATHS), metavar="NAMES")
    parser.add_argument(
        "--check", type=float, nargs="?", const=BOUND, metavar="RATIO",
        help=f"fail where one is exceeded; {BOUND} unless said otherwise")
    for name, default in [
        ("few", 1_000), ("users", 100_000), ("entries", 4), ("rounds", 15), ("requests", 5_000),
        ("connections", 64),
    ]:
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


class Crowd:
    """The same product with few users and with many."""

    def __init__(self, engine, folder, asks, given):
        self.folder, self.asks, self.given = folder, asks, given
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
        return {name: self._turns(PATHS[name]) for name in self.given.paths.split(",")}

    def _turns(self, path):
        """What each user's first request cost, and turns by chance, with few and with many."""
        # Each path remembers other things of a user. The few come often, so that a server has found
        # its speed.
        first = [
            self._ask(server, path, max(10 * self.given.few, users), 0)
            for server, users in zip(self.servers, (self.given.few, self.given.users))]
        sides = [[], []]
        for number in range(self.given.rounds):
            for place in (0, 1) if number % 2 else (1, 0):
                sides[place].append(
                    self._ask(self.servers[place], path, self.given.requests, -1))
        return {"first": first, "turns": sides}

    def _ask(self, server, path, requests, start):
        parts = [part for part in (server, self.database) if part]
        before = [meters.nanoseconds(part.pid) for part in parts]
        result = json.loads(run(
            self.asks, server.port, server.users_file, self.given.users, requests,
            self.given.connections, time.time_ns(), start, path))
        # What is done after the last answer was sent. No other turn is under way.
        time.sleep(0.05)
        costs = [
            meters.spent(begun, meters.nanoseconds(part.pid)) / requests
            for begun, part in zip(before, parts)]
        if result["refused"]:
            raise Broken(f"{server.name} refused requests of {path}: {result}")
        return {"server": costs[0], "database": sum(costs[1:]), **result}

    def tables(self):
        """How full the servers' tables are, and their memory."""
        lines = []
        for server in self.servers:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("GET", "/metrics")
            found = SHOWN.findall(connection.getresponse().read().decode())
            lines.append(
                f"  {server.name}: {meters.peak(server.pid):,.0f} MiB at most; "
                + ", ".join(f"{name} {float(value):,.0f}" for name, value in found))
        return "\n".join(lines)


def heading(given):
    few, many = f"{given.few:,} users", f"{given.users:,}"
    return ["µs a request", f"{few}: server", "database", f"{many}: server", "database",
            "first requests", "ratio", "half of them", ""]


def row(engine, name, measured, bound):
    """The medians of one path. What the first requests cost is shown and not judged."""
    few, many = measured["turns"]
    ratios = [cost(after) / cost(before) for before, after in zip(few, many)]
    low, ratio, high = statistics.quantiles(ratios, n=4)
    return [
        f"{engine}, {name}",
        *(f"{statistics.median(turn[part] for turn in side):,.1f}"
          for side in (few, many) for part in ("server", "database")),
        f"{cost(measured['first'][1]):,.1f}", f"{ratio:.2f}", f"{low:.2f}–{high:.2f}",
        "missed" if ratio > bound else "met"]


def cost(turn):
    return turn["server"] + turn["database"]


main()
