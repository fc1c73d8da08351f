"""What Scripts/check-offline expects of stores and server when all is told."""

from collections import defaultdict
from datetime import datetime

from offline_devices import ENTITIES, PythonDevice
from stage import expect

PATHS = {"company": "companies", "driver": "drivers", "account": "accounts",
         "transaction": "transactions"}


def compare(people, device):
    """What a device has is what its user's routes show, field by field."""
    for entity in ENTITIES:
        found = {one["id"]: one for one in device.records(entity)}
        listed = {one["id"] for one in people.every(device.person, f"/{PATHS[entity]}")}
        if entity == "company" and device.person is people.driver:
            # Of the consumer they have the card, which no list has.
            listed.add(people.consumer_id)
        expect(set(found) == listed,
               f"{device.name}: {entity}: it has {set(found) - listed} that the server does not"
               f" show, and not {listed - set(found)}")
        for record_id, copy in found.items():
            shown = people.ask(device.person, "GET", f"/{PATHS[entity]}/{record_id}")
            expect(copy == shown, f"{device.name}: {entity} {record_id}: {differing(copy, shown)}")


def differing(copy, shown):
    return "; ".join(
        f"{key} is {copy.get(key)!r}, at the server {shown.get(key)!r}"
        for key in sorted(set(copy) | set(shown)) if copy.get(key) != shown.get(key))


def compare_fresh(stage, server, device, number):
    """What a device has is what one gets that begins at null."""
    fresh = PythonDevice(
        stage, f"http://127.0.0.1:{server.port}/api/fleet", f"{device.name}-{number}",
        device.person)
    expect(fresh.sync(), "a fresh device cannot sync")
    for entity in ENTITIES:
        ours, theirs = ({one["id"]: one for one in of.records(entity)} for of in (device, fresh))
        expect(ours == theirs, f"{device.name}: {entity}: {differing(ours, theirs)}")


def push_again(people, month):
    """All changes once more, under their ids: they are answered as before, and nothing happens.
    Returns the applied ones by record."""
    applied = defaultdict(list)
    for device, made in month.made.items():
        conflicts = {one["change_id"]: one for one in device.conflicts()}
        told = []
        for start in range(0, len(made), 200):
            answer = people.ask(device.person, "POST", "/sync", {
                "since": None, "limit": 1,
                "changes": [change for change, _ in made[start:start + 200]]})
            for one in answer["applied"]:
                expect(one["change_id"] not in conflicts,
                       f"{device.name}: {one} was refused before")
                applied[one["entity"], one["record_id"]].append(one)
                told.append(one["change_id"])
            for one in answer["conflicts"]:
                before = conflicts.get(one["change_id"])
                expect(before and (before["status"], before["code"], before.get("errors"))
                       == (one["status"], one["code"], one.get("errors")),
                       f"{device.name}: {one} was answered {before} before")
                told.append(one["change_id"])
        expect(sorted(told) == sorted(change["change_id"] for change, _ in made),
               f"{device.name}: {len(made)} changes, {len(told)} are known")
    return applied


def check_effects(people, month, applied):
    """Each change has its effect once."""
    changes = {change["change_id"]: (change, at)
               for made in month.made.values() for change, at in made}
    shown = {one["id"]: one for one in people.every(people.driver, "/transactions")}
    created, steps = set(), defaultdict(list)
    for (entity, record_id), known in applied.items():
        # What changed a record made another version of it.
        versions = [one["version"] for one in known
                    if changes[one["change_id"]][0]["op"] not in ("activate", "deactivate")]
        expect(len(set(versions)) == len(versions),
               f"{entity} {record_id}: two changes made one version: {known}")
        for one in known:
            change, at = changes[one["change_id"]]
            if entity == "transaction" and change["op"] == "create":
                created.add(record_id)
                check_time(shown[record_id], at)
            elif entity == "transaction":
                steps[record_id].append(change["op"])
    words = {"approve": "approved", "reject": "rejected", "cancel": "cancelled"}
    for record_id in created:
        status, taken = shown[record_id]["status"], [words[op] for op in steps[record_id]]
        expect(taken == ([status] if status != "pending" else []),
               f"transaction {record_id} is {status} by {taken}")
    return created, shown


def check_time(transaction, at):
    """What happened is dated by when it did, whatever the device's clock said."""
    told = datetime.fromisoformat(transaction["occurred_at"].replace("Z", "+00:00")).timestamp()
    expect(abs(told - at) < 60, f"{transaction['id']}: it occurred {told - at:.0f} s later")


def check_books(people, shown):
    """Balances are what was topped up less what was served."""
    for account_id in people.accounts:
        account = people.ask(people.consumer, "GET", f"/accounts/{account_id}")
        for unit, column in (("money", "total_price"), ("liters", "amount_liters")):
            put = sum(cents(one["amount"]) for one in people.topups
                      if one["account_id"] == account_id and one["unit"] == unit)
            served = sum(cents(one[column]) for one in shown.values()
                         if one["supplier_company_id"] == account["supplier_company_id"]
                         and one["settlement"] == unit and one["status"] == "approved"
                         and not one["reversed_at"])
            waits = sum(cents(one[column]) for one in shown.values()
                        if one["supplier_company_id"] == account["supplier_company_id"]
                        and one["settlement"] == unit and one["status"] == "pending")
            expect(cents(account[f"balance_{unit}"]) == put - served,
                   f"{account_id}: {unit}: {account[f'balance_{unit}']} of {put} less {served}")
            expect(cents(account[f"held_{unit}"]) == waits,
                   f"{account_id}: {unit}: {account[f'held_{unit}']} are held, not {waits}")


def cents(text):
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest)


def check_conflicts(device):
    """A refusal is one of a route, and an edit of another version shows the record."""
    for one in device.conflicts():
        expect(one["status"] in (403, 404, 409, 422), f"{device.name}: {one}")
        if one["code"] == "version_conflict":
            expect(one["record"] and one["record"]["version"] == one["version"],
                   f"{device.name}: a version_conflict shows no record: {one}")
