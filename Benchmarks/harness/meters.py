"""What a process and its children cost, as /proc tells it."""

import os
from pathlib import Path

TICK = 1e6 / os.sysconf("SC_CLK_TCK")  # in µs


def _stat(pid):
    """The fields after a process's name, or None when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def family(root):
    """A process and all that descend from it."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := _stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu(root):
    """The µs of processor time that the family has used; those that have ended count too."""
    ticks = 0
    for pid in family(root):
        if fields := _stat(pid):
            # utime, stime, cutime, cstime: proc(5), fields 14 to 17.
            ticks += sum(int(field) for field in fields[11:15])
    return ticks * TICK


def nanoseconds(root):
    """The processor time that each thread of the family has used, finer than `cpu`."""
    found = {}
    for pid in family(root):
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                found[task] = int(task.read_text().split()[0])
            except OSError:
                pass
    return found


def spent(before, after):
    """The µs between two answers of `nanoseconds`, of the threads that still live."""
    return sum(end - before.get(task, 0) for task, end in after.items()) / 1e3


def machine_cpu():
    """The µs of processor time that the whole machine has used."""
    user, nice, system, _, _, irq, softirq = (
        int(field) for field in Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) * TICK


def _memory(pid, field):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


def resident(root):
    """The family's resident memory in MiB; pages that are shared count for each."""
    return sum(_memory(pid, "VmRSS") for pid in family(root))


def peak(root):
    """The most that was resident since `forget_peak`, in MiB."""
    return sum(_memory(pid, "VmHWM") for pid in family(root))


def forget_peak(root):
    for pid in family(root):
        try:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            pass
