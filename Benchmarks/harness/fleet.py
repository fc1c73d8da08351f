"""What Fleet's reads cost among few transactions and among many; see Scripts/bench --fleet.

Two databases are filled by `fill fleet`: one pair of companies with 1,000 transactions, and 1,000
companies with 20,000 drivers and 5,000,000 transactions. A server on either answers the same
requests in turns, so whatever else the machine does hits both. A pair of companies has the same
1,000 transactions of the last 30 days in both; another one has 100,000 of the last year in the
large one. Times are beside their targets; what grows is judged by processor time, the server's and the
database's."""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import fleet_reads
import fleet_sync
import load
import meters
from fleet_topics import topics
from subjects import Atrium, Broken, Postgres, announce, run
from table import aligned

ROOT = Path(__file__).resolve().parents[2]
BOUND = 1.2
POSTGRES = "shared_buffers = 2GB\nmax_wal_size = 2GB\nwork_mem = 16MB"
#: Companies, drivers and transactions of the small database.
SMALL = (2, 25, 1_000)


def main():
    given = arguments()
    folder = Path(tempfile.mkdtemp(prefix="atrium-fleet."))
    folder.chmod(0o755)
    kept, broken = {}, []
    try:
        for engine in given.engines.split(","):
            place = folder / engine
            place.mkdir()
            place.chmod(0o755)
            pair = Pair(engine, place, given)
            try:
                pair.start()
                kept[engine] = measure(pair, given)
                broken += report(engine, kept[engine])
            finally:
                pair.stop()
                shutil.rmtree(place, ignore_errors=True)
    except Broken as error:
        sys.exit(f"bench: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        results = ROOT / "Benchmarks/results" / time.strftime("%Y-%m-%d-%H%M%S-fleet")
        results.mkdir(parents=True)
        (results / "turns.json").write_text(json.dumps(kept, indent=1))
    if broken:
        sys.exit(f"bench: missed: {', '.join(broken)}")


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/bench --fleet")
    parser.add_argument("--fleet", action="store_true")
    parser.add_argument("--engines", default="postgres,sqlite", metavar="NAMES")
    parser.add_argument("--only", metavar="NAMES", help="some of the rows, by parts of their names")
    for name, default in [
        ("companies", 1_000), ("drivers", 20_000), ("transactions", 5_000_000), ("rounds", 5),
        ("seconds", 2), ("sockets", 10_000),
    ]:
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


class Pair:
    """The same product on few transactions and on many."""

    def __init__(self, engine, folder, given):
        self.folder, self.given = folder, given
        self.programs = Path(os.environ["BENCH_PROGRAMS"])
        self.database = Postgres(ROOT, folder / "postgres", POSTGRES) if engine == "postgres" \
            else None
        self.small = self.large = None

    def start(self):
        if self.database:
            self.database.start()
        given = self.given
        self.small = self._filled("few", *SMALL)
        self.large = self._filled("many", given.companies, given.drivers, given.transactions)

    def _filled(self, name, companies, drivers, transactions):
        address = self.database.database(name) if self.database \
            else f"sqlite:{self.folder}/{name}.db"
        server = Atrium(name, self.folder / name, self.programs, address)
        server.prepare()
        # It makes the key that tokens are signed with.
        server.start()
        server.stop()
        began = time.monotonic()
        run(os.environ["BENCH_FILL"], "fleet", address, companies, drivers, transactions,
            server.users_file)
        announce(f"filled {transactions:,} transactions in {time.monotonic() - began:.0f} s, "
                 f"{self._size(name) / 2**30:.1f} GiB")
        announce(server.tool("atrium", "ledger", "verify").strip())
        server.start()
        return server

    def _size(self, name):
        if self.database:
            return int(self.database.sql(name, "SELECT pg_database_size(current_database())"))
        return (self.folder / f"{name}.db").stat().st_size

    def stop(self):
        for server in (self.small, self.large):
            if server:
                server.stop()
        if self.database:
            self.database.stop()


def measure(pair, given):
    """What each row of the table was, in turns."""
    sides = [
        fleet_reads.Side(pair.small, SMALL[0]), fleet_reads.Side(pair.large, given.companies)]
    rows = {}
    for read in fleet_reads.READS + fleet_sync.READS:
        if given.only and not any(part in read.name for part in given.only.split(",")):
            continue
        rows[read.name] = compare(pair, given, read, sides)
        announce(f"  {read.name}: {rows[read.name]}")
    if not given.only or "pull" in given.only:
        rows["a pull of 10,000"] = fleet_sync.thousands(sides[1])
    if not given.only or "topic" in given.only:
        rows.update(topics(pair.large, sides[1], given.sockets))
    return rows


def compare(pair, given, read, sides):
    """One request at a time on the large side, then 64 at a time on either, in turns."""
    lines = [None if read.large_only and side is sides[0] else read.lines(side) for side in sides]
    large = pair.large
    for _ in range(2):
        alone = ask(pair, large, lines[1], 1, given.seconds)
    row = {"target": read.target, "alone": alone["p50"], "alone p99": alone["p99"]}
    turns = [[], []]
    for number in range(given.rounds + 1):
        for place, server in enumerate((pair.small, large)):
            if lines[place] is None:
                continue
            result = ask(pair, server, lines[place], 64, given.seconds)
            # The first turn warms up.
            if number:
                turns[place].append(result)
    row["p50"] = statistics.median(turn["p50"] for turn in turns[1])
    row["p99"] = statistics.median(turn["p99"] for turn in turns[1])
    costs = [[turn["cost"] for turn in side] for side in turns]
    row["cost"] = statistics.median(costs[1])
    row["others"] = statistics.median(turn["others"] for turn in turns[1])
    if costs[0]:
        row["small cost"] = statistics.median(costs[0])
        row["ratio"] = statistics.median(after / before for before, after in zip(*costs))
    return row


def ask(pair, server, lines, connections, seconds):
    file = server.folder / "lines"
    file.write_text("".join(line + "\n" for line in lines))
    parts = [part for part in (server, pair.database) if part]
    before = [meters.nanoseconds(part.pid) for part in parts]
    result = load.measured(
        lambda: load.wrk(server, "lines.lua", connections, seconds, LINES=str(file)), server)
    result["cost"] = sum(
        meters.spent(begun, meters.nanoseconds(part.pid)) for begun, part in zip(before, parts)
    ) / max(1, result["requests"])
    if result["refused"] or result["broken"]:
        raise Broken(f"{server.name} refused {lines[0].split()[1]}: {result}")
    return result


def report(engine, rows):
    table = [[engine, "alone, ms", "p50 of 64", "p99", "wanted", "µs among few", "among many",
              "ratio", ""]]
    broken = []
    for name, row in rows.items():
        missed = row["target"] and row["alone"] > row["target"] \
            or row.get("ratio", 0) > BOUND
        if missed:
            broken.append(f"{name} on {engine}")
        table.append([
            name, shown(row["alone"]), shown(row.get("p50")), shown(row.get("p99")),
            f"{row['target']:,} {row.get('unit', 'ms')}" if row["target"] else "–",
            shown(row.get("small cost")), shown(row.get("cost")),
            f"{row['ratio']:.2f}" if "ratio" in row else "–", "missed" if missed else "met"])
    print(aligned(table), flush=True)
    return broken


def shown(value):
    return "–" if value is None else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


main()
