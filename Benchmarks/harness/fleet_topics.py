"""Sockets that follow a company's topic, and how soon an event is with all of them."""

import http.client
import json
import statistics

import fleet_reads
import meters
from sockets import Crowd
from subjects import Broken


def topics(server, side, count):
    """Memory with so many sockets of a company's owner, and the time from before the request that
    changes the company until the last one has the event."""
    token, company = side.many.owners[0], side.many.companies[0]
    people = server.users_file.read_text()
    server.users_file.write_text(f"- {token} -\n" + people)
    crowd = Crowd(server, count, f"fleet.company:{company['id']}")
    try:
        memory = meters.resident(server.pid)
        change = Change(server, token, company["id"])
        crowd.told(change, count)
        turns = [crowd.told(change, count)[1] for _ in range(5)]
    finally:
        server.users_file.write_text(people)
        crowd.close()
    return {
        f"{count:,} idle sockets": {"target": 60, "unit": "MiB", "alone": memory},
        f"an event to {count:,} sockets": {
            "target": 1_000, "alone": statistics.median(turns), "p99": max(turns)},
    }


class Change:
    """Changes a company's address, which its event tells."""

    def __init__(self, server, token, company):
        self.server, self.token, self.company = server, token, company

    def __call__(self, topic, mark):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request(
            "PATCH", f"{fleet_reads.MOUNT}/companies/{self.company}",
            json.dumps({"address": mark}),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise Broken(f"PATCH a company: {answer.status} {answer.read().decode()}")
