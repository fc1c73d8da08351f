"""A supplier and a consumer with some sales to read, made through the product's own doors."""

import concurrent.futures
import http.client

import seeding

MOUNT = "/api/fleet"
#: How many sales there are to read.
SALES = 200


class Reading:
    """What wrk is to ask, "token path" or "token path body", as the owners of both companies."""

    def __init__(self, path, body=None):
        self._path, self._body = path, body

    def prepare(self, bench, server, seconds):
        file = server.folder / "firms"
        if not file.exists():
            people = [line.split() for line in server.users_file.read_text().splitlines()]
            file.write_text("".join(
                f"{token} {company}\n" for token, company in firms(server, people[-2:])))
        lines = server.folder / "lines"
        lines.write_text("".join(
            f"{token} {MOUNT}{self._path.format(id=company)}{self._pushed(server, token)}\n"
            for token, company in map(str.split, file.read_text().splitlines())))
        return {"LINES": str(lines)}

    def _pushed(self, server, token):
        return f" {self._body(server, token)}" if self._body else ""


def caught_up(server, token):
    """The body of a pull by somebody who has everything."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    since, has_more = None, True
    while has_more:
        page = seeding.post(connection, f"{MOUNT}/sync", token, {"since": since, "limit": 1_000})
        since, has_more = page["cursor"], page["has_more"]
    return f'{{"since":"{since}"}}'


def firms(server, people):
    """Tokens of both owners, each with the company's id."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def make(path, token, body):
        return seeding.post(connection, MOUNT + path, token, body)

    (_, seller, _), (buyer_id, buyer, _) = people
    supplier, consumer = (
        make("/companies", token, {
            "name": f"The {kind}", "type": kind, "address": "Algiers",
            "phone_number": "+213 21 000 000"})["id"]
        for token, kind in ((seller, "supplier"), (buyer, "consumer")))
    sides = {"supplier_company_id": supplier, "consumer_company_id": consumer}
    account = make("/accounts", buyer, sides)["id"]
    make(f"/accounts/{account}/topups", seller, {
        "unit": "money", "kind": "payment", "amount": "100000000.00"})
    driver = make("/drivers", buyer, {
        "consumer_company_id": consumer, "name": "Amel", "email": "amel@example.com",
        "license_number": "16-1", "monthly_limit": "10000000.00"})["id"]

    def sell(first):
        own = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for _ in range(first, SALES, 8):
            sale = seeding.post(own, f"{MOUNT}/transactions", seller, {
                **sides, "receiver_id": buyer_id, "driver_id": driver, "amount_liters": "40.00",
                "price_per_liter": "29.01", "product": "diesel"})
            seeding.put(own, f"{MOUNT}/transactions/{sale['id']}/approve", buyer, {})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(sell, range(8)))
    return [(seller, supplier), (buyer, consumer)]
