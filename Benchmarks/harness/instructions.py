"""Counts the instructions and allocations of short paths and holds them against checked-in
figures; see Scripts/bench --check."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from table import aligned

FIGURES = Path(__file__).resolve().parent.parent / "instructions.json"
# Above this a path counts as having become slower.
TOLERANCE = 0.10
# What a path costs is the slope between two runs; more steps make it no more exact.
FEW, MANY = 100, 600


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench --check")
    parser.add_argument("--check", action="store_true", help="count instructions, and nothing else")
    parser.add_argument("--update", action="store_true", help="rewrite the checked-in figures")
    parser.add_argument("--only", metavar="NAMES", help="some paths, separated by commas")
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="count each N times, and tell the spread")
    given = parser.parse_args()
    program = os.environ["BENCH_INSTRUCTIONS"]
    titles = dict(
        line.split("\t") for line in _run(program, "--list").splitlines())
    names = [name for name in titles if not given.only or name in given.only.split(",")]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        counted = list(pool.map(lambda name: _counted(program, name, given.repeat), names))
    found = dict(zip(names, counted))
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {"paths": {}}
    if known.get("compiler") not in (None, _compiler()):
        print(f"the figures are of another compiler: {known['compiler']}")
    slower = _report(titles, found, known["paths"], given.repeat)
    if given.update:
        _write(known, found)
    elif slower:
        sys.exit(f"bench: more than {TOLERANCE:.0%} above the figures: {', '.join(slower)}; if "
                 "that is worth it, say why and run Scripts/bench --check --update")


def _report(titles, found, known, repeat):
    rows = [["", "instructions", "was", "change", "allocations", "was", *["spread"] * (repeat > 1)]]
    slower = []
    for name, figures in found.items():
        was = known.get(name, {})
        row = [f"{name}: {titles[name]}"]
        for key in ("instructions", "allocations"):
            row += [f"{figures[key]:,}", f"{was[key]:,}" if key in was else "–"]
            if key == "instructions":
                row.append(f"{figures[key] / was[key] - 1:+.1%}" if key in was else "–")
            if key in was and figures[key] > was[key] * (1 + TOLERANCE):
                slower.append(f"{name} ({key})")
        if repeat > 1:
            row.append(f"{figures['spread']:.2%}")
        rows.append(row)
    print(aligned(rows))
    return slower


def _write(known, found):
    paths = known["paths"] | {
        name: {key: figures[key] for key in ("instructions", "allocations")}
        for name, figures in found.items()}
    FIGURES.write_text(
        json.dumps({"compiler": _compiler(), "paths": paths}, indent=2) + "\n")
    print(f"wrote {FIGURES}")


def _counted(program, name, repeat):
    runs = [_slope(program, name) for _ in range(repeat)]
    instructions = sorted(run["instructions"] for run in runs)
    middle = instructions[len(instructions) // 2]
    return {
        "instructions": middle, "allocations": runs[0]["allocations"],
        "spread": (instructions[-1] - instructions[0]) / middle}


def _slope(program, name):
    few, many = (_callgrind(program, name, count) for count in (FEW, MANY))
    return {key: round((many[key] - few[key]) / (MANY - FEW)) for key in few}


def _callgrind(program, name, count):
    with tempfile.NamedTemporaryFile(prefix="callgrind.") as out:
        # Hashing by chance would put keys in other places each time.
        _run("valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", program, name,
             str(count), env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
        return _read(Path(out.name).read_text())


def _read(profile):
    """The instructions of a run, and how often memory was allocated in it: in callgrind's format
    a `calls=` line follows the name of what is called."""
    names, called, allocations = {}, "", 0
    for line in profile.splitlines():
        if found := re.match(r"c?fn=\((\d+)\)(?: (.*))?$", line):
            if found[2]:
                names[found[1]] = found[2]
            if line.startswith("c"):
                called = names[found[1]]
        elif line.startswith("calls=") and called.split("'")[0] in ALLOCATORS:
            allocations += int(line[6:].split()[0])
    instructions = int(re.search(r"^(?:totals|summary): (\d+)", profile, re.M)[1])
    return {"instructions": instructions, "allocations": allocations}


ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"}


def _compiler():
    return _run("swift", "--version").splitlines()[0].strip()


def _run(*command, env=None):
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        sys.exit(f"bench: {' '.join(command)}: {done.stderr.strip()[-2000:]}")
    return done.stdout


main()
