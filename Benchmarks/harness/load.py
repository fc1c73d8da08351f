"""What makes load, and what is read off while it does."""

import json
import os
import re
import resource
import subprocess
import time
from pathlib import Path

import meters
from subjects import CORES, Broken, run

HERE = Path(__file__).resolve().parent.parent


def wrk(server, script, connections, seconds, **settings):
    """One run of wrk with a script of ours."""
    env = {"WRK_SCRIPTS": str(HERE / "wrk"), "USERS": str(server.users_file), **settings}
    printed = run(
        "wrk", "-t", min(CORES, connections), "-c", connections, "-d", f"{seconds}s", "--timeout",
        "30s", "-s", HERE / "wrk" / script, f"http://127.0.0.1:{server.port}", env=env)
    found = re.search(r"^RESULT (.*)$", printed, re.M)
    if not found:
        raise Broken(f"wrk printed no result: {printed}")
    return json.loads(found[1])


def measured(turn, server=None, database=None):
    """Runs a turn and reads off what it cost: per request in µs, memory in MiB, and what share of
    the machine went to processes that have nothing to do with it."""
    settle()
    parts = [part for part in (server, database) if part]
    if server:
        meters.forget_peak(server.pid)
    before = [meters.cpu(part.pid) for part in parts]
    others = meters.machine_cpu() - sum(before) - own_cpu()
    began = os.times().elapsed
    result = turn()
    after = [meters.cpu(part.pid) for part in parts]
    others = meters.machine_cpu() - sum(after) - own_cpu() - others
    costs = [(end - start) / max(1, result["requests"]) for start, end in zip(before, after)]
    result["rate"] = result["requests"] / result["seconds"]
    if server:
        result["cpu"] = costs.pop(0)
        result["memory"] = meters.peak(server.pid)
    if database:
        result["database"] = costs.pop(0)
    elapsed = os.times().elapsed - began
    result["others"] = max(0, others) / (elapsed * 1e6 * CORES)
    return result


def settle():
    """Waits until the machine has done what the turn before left it: a client that stops leaves
    requests behind that were taken, and a sign-in is much to do. Not for ever."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        before = meters.machine_cpu()
        time.sleep(0.1)
        if meters.machine_cpu() - before < 0.1 * 1e6 * CORES * 0.1:
            return


def own_cpu():
    """The µs of this process and of the load clients that it has waited for."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    ) * 1e6


def pgbench(postgres, script, clients, seconds, users):
    """pgbench on statements that are prepared once."""
    printed = run(
        postgres.programs / "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", CORES, "-T",
        seconds, "-D", f"users={users}", "-f", HERE / "floor" / script, "-h", postgres.home, "-p",
        postgres.port, "-U", "atrium", "floor")
    count = int(re.search(r"transactions actually processed: (\d+)", printed)[1])
    rate = float(re.search(r"tps = ([\d.]+)", printed)[1])
    # Its connecting is left out of the rate, as wrk's is.
    return {"requests": count, "seconds": count / rate if rate else seconds}


def program(path, *arguments):
    """A bare loop of ours: it prints how often it went round, and the seconds that took."""
    began = os.times()
    count, seconds = run(path, *arguments).split()
    ended = os.times()
    spent = (
        ended.children_user + ended.children_system - began.children_user - began.children_system)
    count = int(count)
    return {"requests": count, "seconds": float(seconds), "cpu": spent * 1e6 / max(1, count)}


def compile_floor(name, folder, *libraries):
    built = Path(folder) / name
    subprocess.run(
        ["gcc", "-O2", "-o", built, HERE / "floor" / f"{name}.c", *libraries], check=True)
    return built


def compile_client(name, folder):
    """A client of ours that ends by count, where wrk ends by time."""
    built = Path(folder) / name
    run("gcc", "-O2", "-D_GNU_SOURCE", "-o", built, HERE / "load" / f"{name}.c")
    return built
