"""A month of Scripts/check-offline: what people do without a network, and others with one."""

import time

from offline_people import PASSWORD, zone
from stage import expect

DAY = 86_400


class Month:
    """What three devices change, and what is changed by the routes meanwhile. Everything follows
    from the dice and from what the devices have."""

    def __init__(self, people, devices, dice):
        self.people, self.dice = people, dice
        self.driver, self.pump, self.office = devices
        self.made, self.edits = {device: [] for device in devices}, 0
        self.licenses = 0

    # Without a network

    def live(self, first_day, last_day, actions):
        """Has days pass, the first as many days ago as the last day is from today."""
        for ago in range(last_day, first_day, -1):
            for device in self.made:
                # The last day is today.
                device.ago = (ago - 1) * DAY
            for _ in range(actions):
                self.drive()
                self.serve()
                self.run_office()
        for device in self.made:
            device.ago = 0

    def change(self, device, entity, op, record_id=None, data=None):
        change = device.change(entity, op, record_id, data)
        self.made[device].append((change, time.time() - device.ago))
        return change["record_id"]

    def pick(self, device, entity, **wanted):
        found = [one for one in device.records(entity)
                 if all(one.get(key) == value for key, value in wanted.items())]
        return self.dice.choice(found)["id"] if found else None

    def request(self, device, receiver, **more):
        people = self.people
        supplier = self.dice.choice([people.supplier_id] * 4 + [people.second_id])
        if supplier == people.second_id:
            receiver = people.second.id if receiver != people.driver.id else receiver
        return self.change(device, "transaction", "create", data={
            "receiver_id": receiver, "supplier_company_id": supplier,
            "consumer_company_id": people.consumer_id, "driver_id": people.driver_id,
            "amount_liters": f"{self.dice.randint(1, 90)}.50", "price_per_liter": "29.01",
            "settlement": self.dice.choice(["money", "money", "liters"]), **more})

    def drive(self):
        """The driver asks for fuel, thinks better of it, and decides what the pump asks for."""
        roll = self.dice.random()
        if roll < 0.6:
            self.request(self.driver, self.people.supplier.id)
        elif roll < 0.7:
            self.decide(self.driver, ["cancel"], can_decide=False)
        elif roll < 0.85:
            self.decide(self.driver, ["approve", "reject"], can_decide=True)
        elif roll < 0.95:
            self.edit(self.driver, "driver", self.people.driver_id, phone_number=self.phone())
        else:
            # None of it is theirs to do.
            self.edit(self.driver, "company", self.people.consumer_id, name="Mine")

    def serve(self):
        """An attendant decides what they know of, perhaps what is decided by now."""
        roll = self.dice.random()
        if roll < 0.45:
            self.decide(self.pump, ["approve", "approve", "reject"], can_decide=True)
        elif roll < 0.6:
            self.decide(self.pump, ["approve"], can_decide=True, amount_liters="0.50")
        elif roll < 0.75:
            self.request(self.pump, self.people.driver.id)
        elif roll < 0.8:
            self.decide(self.pump, ["cancel", "approve"], can_decide=False)
        elif roll < 0.9:
            self.edit(self.pump, "company", self.people.supplier_id, phone_number=self.phone())
        elif roll < 0.95:
            self.change(self.pump, "company", self.dice.choice(["activate", "activate", "deactivate"]),
                        self.people.supplier_id)
        else:
            self.edit(self.pump, "driver", self.people.driver_id, name="Nobody's")

    def run_office(self):
        """The office makes, edits, stops and deletes drivers, and edits the company."""
        roll, people = self.dice.random(), self.people
        other = self.pick(self.office, "driver") or people.driver_id
        if roll < 0.25:
            # Some licences are taken, some ids are, and some drivers have no name.
            self.licenses += self.dice.choice([0, 1, 1, 1])
            made = self.change(self.office, "driver", "create", data={
                "name": self.dice.choice(["Ali"] * 9 + [""]),
                "email": f"d{self.licenses}@example.com",
                "license_number": f"N-{self.licenses}",
                "vehicle_number": f"V-{self.licenses % 5}"})
            # An edit of what the server does not know of yet.
            self.edit(self.office, "driver", made, truck_model="Actros")
        elif roll < 0.65:
            self.edit(self.office, "driver", other, phone_number=self.phone())
        elif roll < 0.7:
            self.edit(self.office, "driver", other, odometer=f"{self.count()}.0")
        elif roll < 0.8:
            if other != people.driver_id:
                self.change(self.office, "driver",
                            self.dice.choice(["deactivate", "activate", "delete", "delete"]), other)
        elif roll < 0.9:
            self.edit(self.office, "company", people.consumer_id, name=f"Trans {self.count()}")
        elif roll < 0.94:
            self.decide(self.office, ["cancel", "approve"], status="pending")
        elif roll < 0.97:
            self.change(self.office, "driver", self.dice.choice(["approve", "reject"]), other)
        else:
            # Refused: it is in use, or they own one.
            self.change(self.office, "company", "delete", people.consumer_id)
            self.change(self.office, "company", "create", data={
                "name": "Second", "type": "consumer", "address": "1", "phone_number": "1"})

    def decide(self, device, ops, amount_liters=None, **wanted):
        found = self.pick(device, "transaction", **{"status": "pending", **wanted})
        if found:
            data = {"amount_liters": amount_liters} if amount_liters else None
            self.change(device, "transaction", self.dice.choice(ops), found, data)

    def edit(self, device, entity, record_id, **data):
        self.change(device, entity, "update", record_id, data)

    def count(self):
        self.edits += 1
        return self.edits

    def phone(self):
        return f"+213 {self.count()}"

    # With a network

    def meanwhile(self):
        """What others do by the routes while devices sync. Some of it is refused by then."""
        people, dice = self.people, self.dice
        for _ in range(8):
            act = dice.choice([
                self._pay, self._reverse, self._suspend, self._rename, self._move_clock,
                self._come_and_go, self._change_role, self._edit_driver])
            act()
        # The owner trades again.
        people.ask(people.supplier, "PATCH", f"/companies/{people.supplier_id}",
                   {"is_active": True}, may_fail=True)
        people.ask(people.second, "PATCH", f"/accounts/{people.accounts[1]}",
                   {"is_active": True}, may_fail=True)

    def _pay(self):
        owner, account = self.dice.choice(
            list(zip((self.people.supplier, self.people.second), self.people.accounts)))
        self.people.top_up(owner, account, self.dice.choice(["money", "liters"]), "100.00")

    def _reverse(self):
        path = f"/companies/{self.people.supplier_id}/transactions"
        listed = self.people.ask(self.people.supplier, "GET", path + "?status=approved&limit=5")
        for one in listed["items"][:1]:
            self.people.ask(self.people.supplier, "POST", f"/transactions/{one['id']}/reverse",
                            {"reason": "mistake"}, may_fail=True)

    def _suspend(self):
        self.people.ask(self.people.second, "PATCH", f"/accounts/{self.people.accounts[1]}",
                        {"is_active": False}, may_fail=True)
        self.people.ask(self.people.consumer, "PATCH", f"/accounts/{self.people.accounts[0]}",
                        {"low_balance_money": f"{self.dice.randint(1, 9)}.00"}, may_fail=True)

    def _rename(self):
        owner, company = self.dice.choice([
            (self.people.supplier, self.people.supplier_id),
            (self.people.second, self.people.second_id)])
        self.people.ask(owner, "PATCH", f"/companies/{company}",
                        {"name": f"Fuel {self.count()}"}, may_fail=True)

    def _move_clock(self):
        self.people.ask(self.people.consumer, "PATCH", f"/companies/{self.people.consumer_id}",
                        {"time_zone": zone(self.dice.choice([-2, -1, 0]))}, may_fail=True)

    def _come_and_go(self):
        """The attendant works at the other supplier now and then."""
        people = self.people
        people.join(people.attendant, people.second, people.second_id,
                    self.dice.choice(["viewer", "operator"]))
        if self.dice.random() < 0.5:
            people.ask(people.second, "DELETE",
                       f"/companies/{people.second_id}/members/{people.attendant.id}",
                       may_fail=True)

    def _change_role(self):
        people = self.people
        people.ask(people.supplier, "PUT",
                   f"/companies/{people.supplier_id}/members/{people.attendant.id}",
                   {"role": self.dice.choice(["manager", "manager", "operator"])}, may_fail=True)

    def _edit_driver(self):
        people = self.people
        people.ask(people.consumer, "PATCH", f"/drivers/{people.driver_id}",
                   {"truck_model": f"T-{self.count()}"}, may_fail=True)

    # At its end

    def settle(self):
        """Somebody who decided something deletes their account, and a supplier closes."""
        people = self.people
        asked = people.ask(people.driver, "POST", "/transactions", {
            "receiver_id": people.leaver.id, "supplier_company_id": people.supplier_id,
            "consumer_company_id": people.consumer_id, "amount_liters": "1.00",
            "price_per_liter": "29.01"})
        people.ask(people.leaver, "PUT", f"/transactions/{asked['id']}/approve", {})
        status, answer, _ = people.server.ask(
            "DELETE", "/api/auth/me", {"password": PASSWORD}, people.leaver.token)
        expect(status == 204, f"{people.leaver.name} cannot leave: {status} {answer}")
        return asked["id"]
