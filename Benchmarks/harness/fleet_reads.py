"""What is read of Fleet: for each row of the table, who asks for what."""

import datetime
import http.client
import json
import random
from dataclasses import dataclass
from typing import Callable

from subjects import Broken

#: How many companies ask, of each type, and how many drivers.
ASKING = 50
MOUNT = "/api/fleet"


class Side:
    """A server, and who asks it. In its file of users the owners of companies come first, suppliers
    before consumers, then drivers."""

    def __init__(self, server, companies):
        self.server = server
        self.tokens = [line.split()[1] for line in server.users_file.read_text().splitlines()]
        suppliers = max(1, companies // 5)
        self.few = Firms(self, 0, suppliers)
        self.many = Firms(self, min(1, suppliers - 1), suppliers + min(1, suppliers - 1))
        chance = random.Random(15)

        def some(first, last):
            return chance.sample(range(first, last), min(ASKING, last - first))

        self.owners = [
            (self.tokens[number], self.company(self.tokens[number]))
            for number in some(0, suppliers) + some(suppliers, companies)]
        self.drivers = [
            (token, self.get(token, "/drivers")["items"][0])
            for token in map(self.tokens.__getitem__, some(companies, len(self.tokens)))]

    def company(self, token):
        """The company that somebody owns."""
        found = self.get(token, "/companies?limit=100")["items"]
        return next(company for company in found if company.get("my_role") == "owner")

    def get(self, token, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request("GET", MOUNT + path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise Broken(f"GET {path}: {answer.status} {content.decode()}")
        return json.loads(content)


class Firms:
    """A supplier and a consumer who have an account with each other alone."""

    def __init__(self, side, supplier, consumer):
        self.side = side
        self.owners = [side.tokens[supplier], side.tokens[consumer]]
        self.companies = [side.company(token) for token in self.owners]

    @property
    def drivers(self):
        return self.side.get(
            self.owners[1], f"/companies/{self.companies[1]['id']}/drivers?limit=20")["items"]

    @property
    def receipted(self):
        path = f"/companies/{self.companies[0]['id']}/transactions?status=approved&limit=100"
        return [sale["id"] for sale in self.side.get(self.owners[0], path)["items"]]


@dataclass
class Read:
    """A row of the table."""

    name: str
    #: Lines of "token path" or "token path body", for a side.
    lines: Callable
    #: In milliseconds, for one at a time.
    target: float = 10
    #: Whether only the large side has as much of it.
    large_only: bool = False


def everybody(path):
    return lambda side: [
        f"{token} {MOUNT}{path}" for token, _ in side.owners + side.drivers]


def owners(path, of=None):
    """Each owner about their company, or those of companies of one type."""
    return lambda side: [
        f"{token} {MOUNT}{path.format(id=company['id'])}" for token, company in side.owners
        if of in (None, company["type"])]


def drivers(path):
    return lambda side: [
        f"{token} {MOUNT}{path.format(id=driver['id'])}" for token, driver in side.drivers]


def firms(path, which):
    """The owners of a measured pair about their companies."""
    return lambda side: [
        f"{token} {MOUNT}{path.format(id=company['id'])}"
        for token, company in zip(which(side).owners, which(side).companies)]


def firms_drivers(path, which):
    """A consumer of a measured pair about its drivers."""
    return lambda side: [
        f"{which(side).owners[1]} {MOUNT}{path.format(id=driver['id'])}"
        for driver in which(side).drivers]


def firms_other(path, which):
    """Either company of a measured pair about what it has with somebody else: nothing."""
    def lines(side):
        found = which(side)
        other = side.few.companies if found is side.many else side.many.companies
        return [
            f"{token} {MOUNT}{path.format(id=company['id'], other=stranger['id'])}"
            for token, company, stranger in zip(found.owners, found.companies, reversed(other))]
    return lines


def receipts(path):
    return lambda side: [
        f"{side.few.owners[0]} {MOUNT}{path.format(id=sale)}" for sale in side.few.receipted]


def days(count):
    """The query of so many days up to today, in the companies' zone."""
    today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).date()
    first = today - datetime.timedelta(days=count - 1)
    return f"from={first}&to={today}"


def few(side):
    return side.few


def many(side):
    return side.many


LIST = "/transactions?limit=20"
OWN = "/companies/{id}/transactions?limit=20"
READS = [
    Read("transactions", everybody(LIST)),
    Read("a company's transactions", owners(OWN)),
    Read("pending", owners("/transactions/pending?limit=20")),
    Read("history", everybody("/transactions/history?limit=20")),
    Read("transactions, approved, a week", owners(f"{LIST}&status=approved&{days(7)}")),
    Read("transactions, oldest first", everybody(f"{LIST}&sort=created_at")),
    Read("transactions in litres", owners(f"{LIST}&settlement=liters")),
    Read("transactions, 1 in 20 (lpg)", owners(f"{LIST}&product=lpg")),
    Read("history, 1 in 20 (lpg)", owners("/transactions/history?limit=20&product=lpg")),
    Read("1 in 1,000 of 100,000 (adblue)", firms(f"{OWN}&product=adblue", many), large_only=True),
    Read("none of 100,000 (another company)", firms_other(f"{OWN}&company_id={{other}}", many),
         large_only=True),
    Read("drivers", owners("/companies/{id}/drivers?limit=20", "consumer")),
    Read("accounts", owners("/accounts?limit=20")),
    Read("a driver, with the month", drivers("/drivers/{id}")),
    Read("consumption, a month",
         firms_drivers(f"/drivers/{{id}}/consumption?{days(30)}", few), 250),
    Read("consumption of 4,000 in a year",
         firms_drivers(f"/drivers/{{id}}/consumption?{days(365)}", many), 250, large_only=True),
    Read("statistics of 1,000", firms(f"/companies/{{id}}/statistics?{days(31)}", few), 250),
    Read("statistics of 100,000", firms(f"/companies/{{id}}/statistics?{days(365)}", many), 250,
         large_only=True),
    Read("receipt", receipts("/transactions/{id}/receipt")),
    Read("receipt as PDF", receipts("/transactions/{id}/receipt?format=pdf"), 100),
]
