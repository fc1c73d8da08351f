"""What is measured. Adding a workload is adding an entry to WORKLOADS."""

from dataclasses import dataclass, field
from typing import Callable

import fuel
import load
import quiet
from circles import Contributions, Reading, transfers
from deposits import webhooks
from held import held
from sales import Sales
from sockets import idle_sockets, publish
from statement import statement
from subjects import CORES
from work import work

sales = Sales()

# The servers, by the names that stand in the tables.
PG, LITE = "Atrium on Postgres", "Atrium on SQLite"
RAW, ORM, NGINX = "FastAPI, asyncpg", "FastAPI, ORM", "nginx, a constant"
# The floors.
SELECT, FOUR, FUNCTION = "pgbench, select", "pgbench, 4 statements", "pgbench, function"
MERCHANT_FOUR = "pgbench, 4 statements to one"
TRANSFERS_PG, TRANSFERS_LITE = "transfers on Postgres", "transfers on SQLite"
COMMITS, HASHES = "SQLite, a commit each", "libargon2 alone"


@dataclass
class Target:
    """A figure of ours against a bound; both as a reader would say them."""

    text: str
    value: Callable
    bound: float
    at_most: bool = False

    def verdict(self, figures):
        try:
            value = self.value(figures)
        except (KeyError, ZeroDivisionError):
            return None
        met = value <= self.bound if self.at_most else value >= self.bound
        sign = "≤" if self.at_most else "≥"
        return f"{'met   ' if met else 'MISSED'}  {self.text}: {value:.2f} ({sign} {self.bound:g})"


def ratio(ours, theirs, bound):
    return Target(
        f"{ours} / {theirs}, requests a second",
        lambda f: f[ours]["rate"] / f[theirs]["rate"], bound)


def below_a_millisecond(ours):
    return Target(
        f"µs of the server's processor time a request, {ours}", lambda f: f[ours]["cpu"], 1_000,
        at_most=True)


def within(milliseconds, ours):
    return Target(
        f"p50 in ms, {ours}", lambda f: f[ours]["p50"], milliseconds, at_most=True)


def within_two_seconds(ours):
    return Target(
        f"s for 10,000 entries as PDF, {ours}", lambda f: f[ours]["pdf s"], 2, at_most=True)


def within_fifty_milliseconds(ours):
    return Target(f"p99 ms, {ours}", lambda f: f[ours]["p99"], 50, at_most=True)


def calm(ours, theirs):
    """Our worst case is no worse than their usual one."""
    return Target(
        f"p99 of {ours} / p50 of {theirs}", lambda f: f[ours]["p99"] / f[theirs]["p50"], 1,
        at_most=True)


@dataclass
class Workload:
    name: str
    title: str
    #: The servers that are asked.
    subjects: list
    #: The wrk script, and the variables that it reads.
    script: str = ""
    settings: dict = field(default_factory=dict)
    #: What else takes its turn: names, each with a function of the bench and the seconds.
    floors: dict = field(default_factory=dict)
    targets: list = field(default_factory=list)
    connections: tuple = (64, 512)
    #: How many times as long its turns are; where answers take a second, those that are under way
    #: when a turn ends weigh too much in a short one.
    longer: int = 1
    #: Makes what a turn needs, before it is measured: a function of the bench, the server and the
    #: seconds that answers more variables for the script.
    prepare: Callable = None
    #: For what is not load: makes rows by itself.
    measure: Callable = None


def pgbench(script, clients):
    """`clients`: as many as suit the statement best on a machine of few processors."""
    return lambda bench, seconds: load.measured(
        lambda: load.pgbench(bench.postgres, script, clients, seconds, bench.users),
        database=bench.postgres)


def commits(bench, seconds):
    file = bench.folder / f"commits{bench.next_number()}.db"
    return load.measured(lambda: load.program(
        bench.compiled("sqlite_commits", "-lsqlite3"), file, bench.users, seconds))


def hashes(bench, seconds):
    memory, passes = bench.hashing()
    return load.measured(lambda: load.program(
        bench.compiled("argon2_hashes", "-largon2", "-lpthread"), memory, passes, CORES, seconds))


#: For what is held against half of the rate of transfers at the same server.
BESIDE_TRANSFERS = {
    "floors": {TRANSFERS_PG: transfers(PG), TRANSFERS_LITE: transfers(LITE)},
    "targets": [
        ratio(PG, TRANSFERS_PG, 0.5), ratio(LITE, TRANSFERS_LITE, 0.5),
        within_fifty_milliseconds(PG), within_fifty_milliseconds(LITE),
    ],
    "connections": (64,),
}

WORKLOADS = [
    Workload(
        "healthz", "GET /healthz", [PG, NGINX, RAW], "plain.lua",
        {"PATH_UNDER_TEST": "/healthz"},
        targets=[
            ratio(PG, RAW, 7),
            Target("µs a request / nginx's", lambda f: f[PG]["cpu"] / f[NGINX]["cpu"], 1.3, True),
            Target("the same, at the very most",
                   lambda f: f[PG]["cpu"] / f[NGINX]["cpu"], 2, True),
        ]),
    Workload(
        "wallet", "GET /api/ajo/wallet of one of the users", [PG, LITE, RAW, ORM], "get.lua",
        {"PATH_UNDER_TEST": "/api/ajo/wallet"}, {SELECT: pgbench("select.sql", 16)},
        [ratio(PG, RAW, 15), ratio(PG, SELECT, 0.8), ratio(PG, ORM, 15)]),
    Workload(
        "transactions", "GET /api/ajo/wallet/transactions?limit=20 of one of the users",
        [PG, LITE, RAW, ORM], "get.lua",
        {"PATH_UNDER_TEST": "/api/ajo/wallet/transactions?limit=20"},
        targets=[ratio(PG, RAW, 12)]),
    Workload(
        "rows", "GET /api/ajo/wallet/transactions?limit=100: JSON of 100 rows", [PG, LITE, RAW],
        "get.lua", {"PATH_UNDER_TEST": "/api/ajo/wallet/transactions?limit=100"},
        connections=(64,)),
    Workload(
        "transfer", "POST /api/ajo/wallet/transfer from a user to another, with a idempotency key",
        [PG, LITE, RAW, ORM], "transfer.lua", {},
        {
            FOUR: pgbench("transfer.sql", 32), FUNCTION: pgbench("function.sql", 64),
            COMMITS: commits,
        },
        [
            ratio(PG, RAW, 15), ratio(PG, FOUR, 2), ratio(LITE, COMMITS, 4),
            Target(f"{LITE}, transfers a second, where the disk allows",
                   lambda f: f[LITE]["rate"], 10_000),
            calm(PG, RAW), calm(LITE, RAW),
        ]),
    Workload(
        "merchant", "the same, everybody to one merchant", [PG, LITE, RAW, ORM], "transfer.lua",
        {"TO": "merchant"}, {MERCHANT_FOUR: pgbench("merchant.sql", 16)},
        [ratio(PG, RAW, 15), calm(PG, RAW), calm(LITE, RAW)]),
    Workload(
        "contribution", "POST /api/ajo/circles/{id}/contributions, to circles of ten, beside transfers",
        [PG, LITE], "contribution.lua", prepare=Contributions().prepare,
        floors={TRANSFERS_PG: transfers(PG), TRANSFERS_LITE: transfers(LITE)},
        targets=[ratio(PG, TRANSFERS_PG, 0.5), ratio(LITE, TRANSFERS_LITE, 0.5)],
        connections=(64,)),
    Workload(
        "request", "POST /api/fleet/transactions at forty suppliers, beside transfers", [PG, LITE],
        "request.lua", prepare=sales.requests, **BESIDE_TRANSFERS),
    Workload(
        "approve", "PUT /api/fleet/transactions/{id}/approve at forty suppliers, beside transfers",
        [PG, LITE], "approval.lua", prepare=sales.approvals, **BESIDE_TRANSFERS),
    Workload(
        "circle", "GET /api/ajo/circles/{id} of one with 100 members", [PG, LITE], "lines.lua",
        prepare=Reading("/api/ajo/circles/{circle}").prepare,
        targets=[below_a_millisecond(PG), below_a_millisecond(LITE)], connections=(64,)),
    Workload(
        "dashboard", "GET /api/ajo/users/dashboard of a member of a circle of 100", [PG, LITE],
        "lines.lua", prepare=Reading("/api/ajo/users/dashboard").prepare, connections=(64,)),
    Workload(
        "deposit", "webhooks of deposits, answered and then credited", [PG, LITE],
        measure=webhooks, connections=(0,)),
    Workload(
        "fuel", "GET /api/fleet/transactions?limit=20 of either side of 200 sales", [PG, LITE],
        "lines.lua", prepare=fuel.Reading("/transactions?limit=20").prepare,
        targets=[within(10, PG), within(10, LITE)], connections=(64,)),
    Workload(
        "statistics", "GET /api/fleet/companies/{id}/statistics of 200 sales", [PG, LITE],
        "lines.lua", prepare=fuel.Reading("/companies/{id}/statistics").prepare,
        connections=(64,)),
    Workload(
        "pull", "POST /api/fleet/sync of a client that has everything", [PG, LITE], "lines.lua",
        prepare=fuel.Reading("/sync", fuel.caught_up).prepare, connections=(64,)),
    Workload(
        "login", "POST /api/auth/login: one Argon2id hash each", [PG, LITE], "login.lua", {},
        {HASHES: hashes}, [ratio(PG, HASHES, 0.8)], connections=(64,), longer=2),
    Workload(
        "held", "the wallet beside statements that take a second on every loop; wanted: 2", [PG],
        measure=held, connections=(0,)),
    Workload(
        "work", "changes of a row, with an event, and jobs; event / change wanted: 1.25", [PG, LITE],
        measure=work, connections=(0,)),
    Workload(
        "statement", "a statement of 10,000 entries in each form; wanted: 2 s, and memory that does "
        "not grow with it", [PG, LITE], measure=statement,
        targets=[within_two_seconds(PG), within_two_seconds(LITE)], connections=(0,)),
    Workload(
        "publish", "an event to those who follow its topic; 10,000 within 1,000 ms wanted", [PG, LITE],
        measure=publish, connections=(0,)),
    Workload(
        "sockets", "sockets that follow a topic and hear nothing; 10,000 in 60 MiB wanted", [LITE, PG],
        measure=idle_sockets, connections=(0,)),
    Workload(
        "idle", "kept-alive connections that say nothing", [LITE, NGINX, RAW],
        measure=quiet.idle, connections=(0,)),
    Workload(
        "start", "from the start of the process to the first 200 of /readyz or /healthz",
        [LITE, PG, RAW], measure=quiet.start, connections=(0,)),
]
