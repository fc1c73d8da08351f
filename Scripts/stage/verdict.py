"""What a driver found, and the command line of those that take engines."""

import argparse
import os
import resource
import sys

from .wire import percentile

P99_MS = 250


def options(description):
    """Reads the command line: the engines, --long, --port."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgres"])
    parser.add_argument("--long", action="store_true", help="the whole size, some minutes")
    parser.add_argument(
        "--port", type=int, default=0, help="where to listen; a free port unless told")
    chosen = parser.parse_args()
    raise_limit()
    return chosen


def raise_limit():
    """Opens as many descriptors as may be: many sockets are a descriptor each, here as well."""
    hard = hard_limit()
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def hard_limit():
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


class Verdict:
    """Gathers what was found, and says whether all of it is as it must be."""

    def __init__(self):
        self.whole = True

    def check(self, name, value, is_good, bound=""):
        """Says a value and what it must be."""
        self.whole = self.whole and bool(is_good)
        shown = f"{value:.1f}" if isinstance(value, float) else str(value)
        print(f"  {name:<58} {shown:>12}  {bound}{'' if is_good else '   BROKEN'}", flush=True)

    def expect(self, holds, what):
        """Says what was found where that is not as it must be."""
        if not holds:
            self.whole = False
            print(f"  BROKEN  {what}", flush=True)

    def others(self, found, tolerated=0):
        times, wrong = found
        p99 = percentile(times, 0.99)
        # They wait for processors as well, where others use them.
        load = f"{os.getloadavg()[0]:.0f} on {os.cpu_count()} processors"
        self.check(
            f"p99 of {len(times)} requests of others, ms", p99, p99 < P99_MS,
            f"under {P99_MS} (load {load})")
        bad = sum(wrong.values())
        self.check(f"others' answers that were not 200 {wrong or ''}", bad, bad <= tolerated,
                   f"at most {tolerated}")

    def exit(self):
        sys.exit(0 if self.whole else 1)
