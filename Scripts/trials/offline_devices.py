"""Devices of Scripts/check-offline: the clients of Clients/, each with its files and a wrong clock."""

import json
import shutil
import subprocess
import threading
import time
from datetime import datetime, timedelta, timezone

from atrium_sync import AtriumSync, Unreachable
from stage import ROOT, Broken, expect

ENTITIES = ("company", "driver", "account", "transaction")


class PythonDevice:
    """One with Clients/python. Its clock is ahead by `skew` seconds, and shows `ago` seconds less
    while it is without a network."""

    def __init__(self, stage, url, name, person, skew=0):
        self.skew, self.ago, self.name, self.person = skew, 0, name, person
        self.make = lambda: AtriumSync(
            url, lambda: person.token, str(stage.folder / f"{name}.db"), now=self._now, page=200)
        self.client = self.make()
        stage.finally_do(lambda: self.client.close())

    def _now(self):
        return datetime.now(timezone.utc) + timedelta(seconds=self.skew - self.ago)

    def change(self, entity, op, record_id=None, data=None):
        return self.client.change(entity, op, record_id, data)

    def sync(self):
        try:
            self.client.sync()
            return True
        except Unreachable:
            return False

    def reopen(self):
        self.client.close()
        self.client = self.make()

    def records(self, entity):
        return self.client.records(entity)

    def waiting(self):
        return self.client.waiting()

    def conflicts(self):
        return self.client.conflicts()


class NodeDevice:
    """The same with Clients/javascript."""

    def __init__(self, stage, url, name, person, skew=0):
        client = stage.folder / "atrium-sync.mjs"
        shutil.copy(ROOT / "Clients/javascript/atrium-sync.js", client)
        self.skew, self.ago, self.name, self.person = skew, 0, name, person
        self.process = subprocess.Popen(
            ["node", str(ROOT / "Scripts/trials/offline_device.mjs"), str(client), url,
             person.token, str(stage.folder / f"{name}.jsonl")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stage.finally_do(self.process.kill)

    def _ask(self, command, **rest):
        clock = (self.skew - self.ago) * 1_000
        self.process.stdin.write(json.dumps({"command": command, "clock": clock, **rest}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "it ended"}')
        expect("error" not in answer, f"{self.name}: {answer.get('error')}")
        return answer["answer"]

    def change(self, entity, op, record_id=None, data=None):
        return self._ask("change", entity=entity, op=op, record_id=record_id, data=data)

    def sync(self):
        return self._ask("sync")

    def reopen(self):
        self._ask("reopen")

    def records(self, entity):
        return self._ask("records", entity=entity)

    def waiting(self):
        return self._ask("waiting")

    def conflicts(self):
        return self._ask("conflicts")


def sync_all(devices, line, loss, meanwhile=None):
    """Has devices sync at once, each until it is done, while something else happens."""
    line.loss, failures = loss, []

    def work(device):
        try:
            tries = 0
            while not device.sync():
                tries += 1
                expect(tries < 400, f"{device.name} does not come through")
                # Whatever was under way, the app may be ended by then.
                if tries % 3 == 0:
                    device.reopen()
        except Exception as error:  # told by who waits
            failures.append(error)

    def act():
        try:
            meanwhile()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(device,), daemon=True) for device in devices]
    if meanwhile:
        threads.append(threading.Thread(target=act, daemon=True))
    for thread in threads:
        thread.start()
    end = time.monotonic() + 1_200
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
        expect(not thread.is_alive(), "devices do not come to an end")
    line.loss = 0
    if failures:
        raise Broken(f"{type(failures[0]).__name__}: {failures[0]}") from failures[0]
