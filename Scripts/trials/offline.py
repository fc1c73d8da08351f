"""Has devices sync after a month without a network; see Scripts/check-offline."""

import argparse
import json
import random
import shutil
import subprocess
import threading
from datetime import datetime, timedelta, timezone

from atrium_sync import AtriumSync, Unreachable
from stage import ROOT, AdministeredServer, Broken, Stage, expect, say
from stage.lossy import LossyLine

PASSWORD = "correct horse 7 battery"
HOUR, DAY = 3_600, 86_400


class PythonDevice:
    """One with Clients/python."""

    def __init__(self, stage, line, name, token, skew):
        self.make = lambda: AtriumSync(
            line.url + "/api/fleet", lambda: token, str(stage.folder / f"{name}.db"),
            now=lambda: datetime.now(timezone.utc) + timedelta(seconds=skew), page=200)
        self.name, self.client = name, self.make()

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
    """One with Clients/javascript."""

    def __init__(self, stage, line, name, token, skew):
        client = stage.folder / "atrium-sync.mjs"
        shutil.copy(ROOT / "Clients/javascript/atrium-sync.js", client)
        self.name = name
        self.process = subprocess.Popen(
            ["node", str(ROOT / "Scripts/trials/offline_device.mjs"), str(client),
             line.url + "/api/fleet", token, str(stage.folder / f"{name}.jsonl"),
             str(skew * 1_000)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stage.finally_do(self.process.kill)

    def _ask(self, command, **rest):
        self.process.stdin.write(json.dumps({"command": command, **rest}) + "\n")
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


class People:
    """A supplier and a consumer with an account together, and a driver."""

    def __init__(self, server):
        self.server = server
        self.supplier = self.register("supplier", self.company("supplier_company", "Naftal"))
        self.consumer = self.register("consumer", self.company("consumer_company", "Trans"))
        self.supplier_id, self.consumer_id = self.owned(self.supplier), self.owned(self.consumer)
        made = self.ask(self.consumer, "POST", "/drivers", {
            "name": "Karim", "email": "driver@example.com", "license_number": "L-0",
            "vehicle_number": "V-0", "monthly_limit": "9000000.00"})
        self.driver_id = made["id"]
        self.driver = self.register("driver", {
            "role": "driver", "license_number": "L-0",
            "invitation_code": made["invitation_code"]})
        account = self.ask(self.consumer, "POST", "/accounts", {
            "supplier_company_id": self.supplier_id, "consumer_company_id": self.consumer_id})
        self.ask(self.supplier, "POST", f"/accounts/{account['id']}/topups", {
            "unit": "money", "kind": "payment", "amount": "9000000.00"})

    @staticmethod
    def company(role, name):
        return {"role": role, "company_name": name, "address": "1 Rue", "phone_number": "+213 1"}

    def register(self, name, profile):
        status, body, _ = self.server.ask("POST", "/api/fleet/auth/register", {
            "email": f"{name}@example.com", "password": PASSWORD, "name": name,
            "profile": profile})
        expect(status == 201, f"{name} cannot register: {status} {body}")
        return body["access_token"], body["user"]["id"]

    def ask(self, person, method, path, body=None):
        status, answer, _ = self.server.ask(method, "/api/fleet" + path, body, person[0])
        expect(status < 300, f"{method} {path} was answered {status} {answer}")
        return answer

    def owned(self, person):
        return next(one["id"] for one in self.ask(person, "GET", "/companies")["items"]
                    if one["user_id"] == person[1])

    def every(self, person, path):
        """The items of all pages of a list."""
        found, cursor = [], ""
        while True:
            page = self.ask(person, "GET", f"{path}?limit=100{cursor}")
            found += page["items"]
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"


class Month:
    """What three people do without a network."""

    def __init__(self, people, devices, dice):
        self.people, self.dice = people, dice
        self.driver, self.pump, self.office = devices
        self.made, self.edits = [], 0

    def drive(self):
        """The driver asks for fuel."""
        people = self.people
        self.made.append(self.driver.change("transaction", "create", data={
            "receiver_id": people.supplier[1], "supplier_company_id": people.supplier_id,
            "consumer_company_id": people.consumer_id,
            "amount_liters": f"{self.dice.randint(1, 90)}.50",
            "price_per_liter": "29.01"})["record_id"])

    def decide(self):
        """The attendant decides something that they know of, perhaps what is decided by now."""
        known = [one for one in self.pump.records("transaction") if one["status"] == "pending"]
        if known:
            op = self.dice.choice(["approve", "approve", "reject"])
            self.pump.change("transaction", op, self.dice.choice(known)["id"])

    def run_office(self):
        """The office makes and edits drivers, and decides nothing."""
        drivers = self.office.records("driver")
        kind = self.dice.random()
        if kind < 0.3 or not drivers:
            number = self.dice.randint(1, 400)
            made = self.office.change("driver", "create", data={
                "name": f"Driver {number}", "email": f"d{number}@example.com",
                "license_number": f"N-{number}"})
            # An edit of what the server does not know of yet.
            self.office.change("driver", "update", made["record_id"], {"truck_model": "Actros"})
        elif kind < 0.9:
            self.edits += 1
            self.office.change("driver", "update", self.dice.choice(drivers)["id"], {
                "phone_number": f"+213 {self.edits}"})
        else:
            other = self.dice.choice(drivers)["id"]
            if other != self.people.driver_id:
                self.office.change("driver", self.dice.choice(["deactivate", "delete"]), other)


def sync_all(devices, line, loss):
    """Has devices sync at once, each until it is done."""
    line.loss, failures = loss, []

    def work(device):
        try:
            tries = 0
            while not device.sync():
                tries += 1
                expect(tries < 200, f"{device.name} does not come through")
                # Whatever was under way, the app may be ended by then.
                if tries % 3 == 0:
                    device.reopen()
        except (Broken, OSError, ValueError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(device,), daemon=True) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    if failures:
        raise Broken(str(failures[0]))
    line.loss = 0


def compare(people, device, person, company):
    """What a device has is what its user's routes show."""
    wanted = {
        "transaction": people.every(person, "/transactions"),
        "driver": people.every(person, f"/companies/{company}/drivers")
        if company else [people.ask(person, "GET", f"/drivers/{people.driver_id}")]
        if person is people.driver else [],
        "account": people.every(person, "/accounts") if company else [],
    }
    for entity, records in wanted.items():
        found = {one["id"]: one for one in device.records(entity)}
        expect(set(found) == {one["id"] for one in records},
               f"{device.name} has {len(found)} of {entity}, the server {len(records)}")
        for record in records:
            shown = people.ask(person, "GET", f"/{plural(entity)}/{record['id']}")
            expect(found[record["id"]] == shown,
                   f"{device.name} has {found[record['id']]}, the server {shown}")
    for copy in device.records("company"):
        shown = people.ask(person, "GET", f"/companies/{copy['id']}")
        expect(copy == shown, f"{device.name} has {copy}, the server {shown}")


def plural(entity):
    return "companies" if entity == "company" else entity + "s"


def trial(stage, engine, changes, seed):
    server = AdministeredServer(stage, stage.database(engine), engine)
    server.migrate()
    server.start()
    people = People(server)
    line, dice = LossyLine(stage, server, seed), random.Random(seed)
    Office = NodeDevice if shutil.which("node") else PythonDevice
    if Office is PythonDevice:
        say("    there is no Node: all devices run Clients/python")
    devices = [
        PythonDevice(stage, line, f"{engine}-driver", people.driver[0], 3 * DAY),
        PythonDevice(stage, line, f"{engine}-pump", people.supplier[0], -2 * HOUR),
        Office(stage, line, f"{engine}-office", people.consumer[0], -40 * DAY)]
    sync_all(devices, line, 0)
    month = Month(people, devices, dice)
    total = 0
    while total < changes:
        for _ in range(60):
            month.drive()
            month.decide()
            month.run_office()
        total += sum(len(device.waiting()) for device in devices)
        sync_all(devices, line, 0.3)
    sync_all(devices, line, 0)
    # What the last ones pushed.
    sync_all(devices, line, 0)
    for device in devices:
        expect(not device.waiting(), f"{device.name} still has changes that wait")
    refused = {one["change"]["record_id"] for one in devices[0].conflicts()}
    shown = people.every(people.driver, "/transactions")
    expect({one["id"] for one in shown} == set(month.made) - refused,
           f"{len(shown)} transactions of {len(month.made)} requests, {len(refused)} refused")
    compare(people, devices[0], people.driver, None)
    compare(people, devices[1], people.supplier, people.supplier_id)
    compare(people, devices[2], people.consumer, people.consumer_id)
    conflicts = [len(device.conflicts()) for device in devices]
    say(f"{engine}: {total} changes, {line.lost} requests and answers lost, conflicts {conflicts}")
    server.end()


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
