"""Who takes part in Scripts/check-offline: two suppliers, a consumer, a driver, and who works there."""

from datetime import datetime, timezone

from stage import expect

PASSWORD = "correct horse 7 battery"


class Person:
    def __init__(self, name, answer):
        self.name, self.email = name, f"{name}@example.com"
        self.token, self.id = answer["access_token"], answer["user"]["id"]


class People:
    """Asks a server for them. What is wrong with a request is the trial's fault, unless it may be
    refused: then its status is 4xx."""

    def __init__(self, server):
        self.server = server
        self.supplier = self.register("supplier", self.company("supplier_company", "Naftal"))
        self.second = self.register("second", self.company("supplier_company", "Petro"))
        self.consumer = self.register("consumer", {
            **self.company("consumer_company", "Trans"), "time_zone": zone(0)})
        self.attendant = self.register("attendant")
        self.leaver = self.register("leaver")
        self.supplier_id = self.owned(self.supplier)
        self.second_id = self.owned(self.second)
        self.consumer_id = self.owned(self.consumer)
        self.join(self.attendant, self.supplier, self.supplier_id, "manager")
        self.join(self.leaver, self.supplier, self.supplier_id, "operator")
        made = self.ask(self.consumer, "POST", "/drivers", {
            "name": "Karim", "email": "driver@example.com", "license_number": "L-0",
            "vehicle_number": "V-0", "monthly_limit": "9000000.00"})
        self.driver_id = made["id"]
        self.driver = self.register("driver", {
            "role": "driver", "license_number": "L-0",
            "invitation_code": made["invitation_code"]})
        self.accounts = [self.account(one) for one in (self.supplier_id, self.second_id)]
        self.topups = []
        for owner, account in zip((self.supplier, self.second), self.accounts):
            for unit in ("money", "liters"):
                self.top_up(owner, account, unit, "9000000.00")

    @staticmethod
    def company(role, name):
        return {"role": role, "company_name": name, "address": "1 Rue", "phone_number": "+213 1"}

    def register(self, name, profile=None):
        status, body, _ = self.server.ask("POST", "/api/fleet/auth/register", {
            "email": f"{name}@example.com", "password": PASSWORD, "name": name,
            **({"profile": profile} if profile else {})})
        expect(status == 201, f"{name} cannot register: {status} {body}")
        return Person(name, body)

    def ask(self, person, method, path, body=None, may_fail=False):
        """The answer; None where it was refused."""
        status, answer, _ = self.server.ask(method, "/api/fleet" + path, body, person.token)
        expect(status < (500 if may_fail else 300), f"{method} {path}: {status} {answer}")
        return answer if status < 300 else None

    def owned(self, person):
        return next(one["id"] for one in self.ask(person, "GET", "/companies")["items"]
                    if one["user_id"] == person.id)

    def join(self, person, owner, company, role):
        made = self.ask(owner, "POST", f"/companies/{company}/invitations", {
            "email": person.email, "role": role}, may_fail=True)
        if made:
            self.ask(person, "POST", "/invitations/accept", {"code": made["code"]}, may_fail=True)

    def account(self, supplier):
        return self.ask(self.consumer, "POST", "/accounts", {
            "supplier_company_id": supplier, "consumer_company_id": self.consumer_id})["id"]

    def top_up(self, owner, account, unit, amount):
        made = self.ask(owner, "POST", f"/accounts/{account}/topups", {
            "unit": unit, "kind": "payment", "amount": amount})
        self.topups.append(made)

    def every(self, person, path):
        """The items of all pages of a list."""
        found, cursor = [], ""
        while True:
            page = self.ask(person, "GET", f"{path}?limit=100{cursor}")
            found += page["items"]
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"


def zone(shift):
    """A time zone in which it is about noon: no month turns during a trial."""
    hours = 12 - datetime.now(timezone.utc).hour + shift
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
