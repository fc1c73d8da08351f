"""What Fleet's clients pull: nothing new, a page, and 10,000 records."""

import http.client
import json
import time

import fleet_reads
from subjects import Broken

RECORDS = 10_000
PAGE = 1_000
SYNC = f"{fleet_reads.MOUNT}/sync"


def pulled(side, token, since, limit):
    """One page."""
    connection = http.client.HTTPConnection("127.0.0.1", side.server.port, timeout=120)
    connection.request(
        "POST", SYNC, json.dumps({"since": since, "limit": limit}),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise Broken(f"sync: {answer.status} {content.decode()}")
    return json.loads(content)


def whole(side, token):
    """The cursor of somebody who has everything."""
    since, has_more = None, True
    while has_more:
        page = pulled(side, token, since, PAGE)
        since, has_more = page["cursor"], page["has_more"]
    return since


def idle(side):
    """Both owners of the first pair, who have everything."""
    return [
        f'{token} {SYNC} {{"since":"{whole(side, token)}"}}' for token in side.few.owners]


def first_page(side):
    return [f'{token} {SYNC} {{"since":null,"limit":500}}' for token in side.few.owners]


def thousands(side):
    """Seconds for the first 10,000 records of the supplier with 100,000, page after page."""
    turns = []
    for _ in range(3):
        began, count, since = time.monotonic(), 0, None
        while count < RECORDS:
            page = pulled(side, side.many.owners[0], since, PAGE)
            since, count = page["cursor"], count + len(page["changes"])
            if not page["has_more"] and count < RECORDS:
                raise Broken(f"there are only {count} records to pull")
        turns.append(time.monotonic() - began)
    return {"target": 2_000, "alone": min(turns) * 1_000}


READS = [
    fleet_reads.Read("an idle pull", idle, 10),
    fleet_reads.Read("a first pull of 500", first_page, 100),
]
