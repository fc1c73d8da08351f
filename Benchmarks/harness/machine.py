"""Where and with what the figures were made."""

import os
import platform
import subprocess
import time
from pathlib import Path


def _first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return "?"
    return ((done.stdout or done.stderr).strip().splitlines() or ["?"])[0]


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return platform.machine()


def _autogroup():
    try:
        return Path("/proc/sys/kernel/sched_autogroup_enabled").read_text().strip()
    except OSError:
        return "?"


def describe(root, folder, postgres, programs):
    """One line for each thing that a reader would ask about."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    disk = subprocess.run(
        ["df", "--output=source,fstype", str(folder)], capture_output=True, text=True)
    commit = _first_line("git", "-C", str(root), "describe", "--always", "--dirty")
    return [
        f"{time.strftime('%Y-%m-%d %H:%M %Z')}, Atrium {commit}",
        f"{_processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, "
        f"Linux {platform.release()}, {' '.join(disk.stdout.split()[-2:])}",
        f"{_first_line(str(postgres / 'postgres'), '--version')}, "
        f"{_first_line('nginx', '-v').replace('nginx version: ', '')}, "
        f"{_first_line('wrk', '-v').split(' Copyright')[0]}, Python {platform.python_version()}",
        f"programs: {programs}",
        f"sched_autogroup_enabled: {_autogroup()} (with 1 each server process of Postgres is a "
        "scheduling group of its own)",
        f"load before the run: {' '.join(f'{load:.1f}' for load in os.getloadavg())}",
    ]
