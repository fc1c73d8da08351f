"""Measures Atrium beside what else one could take; see Scripts/bench."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import machine
import table
from bench import Bench
from subjects import Broken, announce
from workloads import WORKLOADS

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Options:
    """How much is measured, and on how many users."""

    users: int = 1_000
    # So that next to nobody has fewer than 100.
    movements: int = 140
    rounds: int = 3
    seconds: int = 2
    idle_connections: int = 5_000
    sockets: int = 10_000
    starts: int = 5


QUICK = Options(users=200, rounds=1, seconds=1, idle_connections=1_000, sockets=1_000, starts=2)
LONG = Options(users=10_000, movements=140, rounds=5, seconds=15)


def arguments():
    names = [workload.name for workload in WORKLOADS]
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="about a minute, one short turn each")
    size.add_argument("--long", action="store_true", help="10,000 users, long turns")
    parser.add_argument(
        "--only", metavar="NAMES", help=f"some of {','.join(names)}, separated by commas")
    parser.add_argument(
        "--connections", metavar="NUMBERS", help="instead of 64,512 (8,64 for login)")
    for name in ("users", "rounds", "seconds"):
        parser.add_argument(f"--{name}", type=int, metavar="N")
    given = parser.parse_args()
    for name in (given.only or "").split(","):
        if name and name not in names:
            parser.error(f"there is no workload {name}; there are {', '.join(names)}")
    return given


def main():
    given = arguments()
    options = QUICK if given.quick else LONG if given.long else Options()
    for name in ("users", "rounds", "seconds"):
        setattr(options, name, getattr(given, name) or getattr(options, name))
    chosen = [w for w in WORKLOADS if not given.only or w.name in given.only.split(",")]
    results = ROOT / "Benchmarks/results" / time.strftime("%Y-%m-%d-%H%M%S")
    results.mkdir(parents=True)
    folder = Path(tempfile.mkdtemp(prefix="atrium-bench."))
    # Postgres runs as somebody else where we are root.
    folder.chmod(0o755)
    bench = Bench(
        ROOT, folder, Path(os.environ["BENCH_PROGRAMS"]), os.environ["BENCH_PYTHON"], options)
    began = time.monotonic()
    try:
        bench.start({name for workload in chosen for name in workload.subjects})
        with open(results / "table.txt", "w") as file:
            report(bench, chosen, given, Tee(file))
        announce(f"took {time.monotonic() - began:.0f} s; raw figures are in {results}")
    except Broken as error:
        sys.exit(f"bench: {error}")
    finally:
        bench.stop()
        (results / "turns.json").write_text(json.dumps(bench.results, indent=1))
        shutil.rmtree(folder, ignore_errors=True)


def report(bench, chosen, given, out):
    out.say("\n".join(machine.describe(
        ROOT, bench.folder, bench.postgres.programs, bench.programs)))
    out.say(
        f"{bench.users:,} users, {bench.options.rounds} turns of {bench.options.seconds} s each; "
        "medians. 'others': the share of the machine that went elsewhere.")
    for workload in chosen:
        for connections in connections_of(workload, given):
            figures = bench.run(workload, connections)
            title = f"\n{workload.name}: {workload.title}"
            if workload.measure:
                out.say(title + "\n" + table.plain_table(figures))
            else:
                out.say(f"{title}, {connections} connections")
                out.say(table.load_table(figures, workload.subjects[0]))
            for target in workload.targets:
                if verdict := target.verdict(figures):
                    out.say("    " + verdict)


def connections_of(workload, given):
    if given.connections and not workload.measure:
        return [int(number) for number in given.connections.split(",")]
    return workload.connections[:1] if given.quick else workload.connections


class Tee:
    def __init__(self, file):
        self.file = file

    def say(self, text):
        print(text, flush=True)
        print(text, file=self.file, flush=True)


main()
