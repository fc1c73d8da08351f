"""Has devices sync after a month without a network; see Scripts/check-offline."""

import argparse
import random
import shutil
from collections import Counter

import offline_verdict as verdict
from offline_devices import NodeDevice, PythonDevice, sync_all
from offline_month import DAY, Month
from offline_people import People
from stage import AdministeredServer, Stage, expect, say, until
from stage.lossy import LossyLine

HOUR, DAYS = 3_600, 30


def trial(stage, engine, changes, seed):
    server = AdministeredServer(stage, stage.database(engine), engine)
    server.migrate()
    server.start()
    people = People(server)
    line, dice = LossyLine(stage, server, seed), random.Random(seed)
    url = line.url + "/api/fleet"
    Office = NodeDevice if shutil.which("node") else PythonDevice
    if Office is PythonDevice:
        say("    there is no Node: all devices run Clients/python")
    devices = [
        PythonDevice(stage, url, f"{engine}-driver", people.driver, 3 * DAY),
        PythonDevice(stage, url, f"{engine}-pump", people.attendant, -2 * HOUR),
        Office(stage, url, f"{engine}-office", people.consumer, -40 * DAY)]
    sync_all(devices, line, 0)
    month, total, rounds = Month(people, devices, dice), 0, 0
    while total < changes:
        # The first time it is a month; then a day or two, so that they know of each other.
        days = DAYS if rounds == 0 else 2
        month.live(0, days, max(1, min(40, changes // 6 // days // 3)))
        waiting = sum(len(device.waiting()) for device in devices)
        total, rounds = total + waiting, rounds + 1
        sync_all(devices, line, 0.3, month.meanwhile)
        # What the last ones pushed.
        sync_all(devices, line, 0)
        sync_all(devices, line, 0)
        for device in devices:
            expect(not device.waiting(), f"{device.name} still has changes that wait")
            verdict.compare(people, device)
    left = month.settle()
    judge(stage, server, people, month, devices, line, left)
    refused = Counter(one["code"] for device in devices for one in device.conflicts())
    say(f"{engine}: {total} changes in {rounds} rounds, {line.lost} requests and answers lost,"
        f" refused: {dict(refused.most_common())}")
    server.end()


def judge(stage, server, people, month, devices, line, left):
    """What must hold when the month is over."""
    applied = verdict.push_again(people, month)
    _, shown = verdict.check_effects(people, month, applied)
    expect(left in shown, "what somebody decided who left is gone")
    until_forgotten(people, left)
    sync_all(devices, line, 0)
    sync_all(devices, line, 0)
    for device in devices:
        verdict.compare(people, device)
        verdict.compare_fresh(stage, server, device, "fresh")
        verdict.check_conflicts(device)
    verdict.check_books(people, {
        one["id"]: one for one in people.every(people.consumer, "/transactions")})
    found = server.tool("atrium", "ledger", "verify")
    expect("differ" not in found, found)


def until_forgotten(people, transaction):
    """A job forgets who has left."""
    until(lambda: people.ask(people.driver, "GET", f"/transactions/{transaction}")["decided_by"]
          is None, 60, "who has left is still named")


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-offline")
    parser.add_argument(
        "--changes", type=int, default=2_000, metavar="N", help="2,000 unless given")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], help="both unless given")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="1 unless given")
    given = parser.parse_args()
    with Stage("check-offline") as stage:
        for engine in [given.engine] if given.engine else ["sqlite", "postgres"]:
            trial(stage, engine, given.changes, given.seed)
        stage.say_kept()


if __name__ == "__main__":
    main()
