"""What statements of a second do to those who have nothing to do with them."""

import http.client
import statistics
import threading

import load
from subjects import Broken

#: Who asks for what is held at any time: more than all the pipelined connections of two loops.
ASKING = 8


def held(bench, server):
    """Wallet reads by themselves, and while another table is locked for a second at a time and
    ASKING clients ask for what is in it: ordinary statements of a context, each of which takes up
    to a second on one of the loops. Turns alternate; the figures are medians."""
    turns = {"calm": [], "held": []}
    load.wrk(server, "get.lua", 64, 1, PATH_UNDER_TEST="/api/ajo/wallet")
    for _ in range(bench.options.rounds):
        turns["calm"].append(_read(bench, server))
        with Holding(bench, server) as holding:
            turns["held"].append(_read(bench, server))
        if not holding.answered:
            raise Broken("nobody was held up: " + "; ".join(sorted(holding.failures)))
    medians = {
        f"{name}, {key} ms": statistics.median(turn[key] for turn in results)
        for name, results in turns.items() for key in ("p50", "p99")}
    ratios = [held["p99"] / calm["p99"] for calm, held in zip(turns["calm"], turns["held"])]
    return {**medians, "p99 held / calm": statistics.median(ratios)}


def _read(bench, server):
    return load.wrk(
        server, "get.lua", 64, max(4, bench.options.seconds), PATH_UNDER_TEST="/api/ajo/wallet")


class Holding:
    """Locks API keys for a second, again and again, and has clients ask for their own."""

    def __init__(self, bench, server):
        self.bench, self.server = bench, server
        self.over = threading.Event()
        self.answered, self.failures = 0, set()
        lines = server.users_file.read_text().splitlines()
        self.tokens = [line.split()[1] for line in lines[:ASKING]]

    def __enter__(self):
        self.threads = [threading.Thread(target=self._lock)] + [
            threading.Thread(target=self._ask, args=[token]) for token in self.tokens]
        for thread in self.threads:
            thread.start()
        # What a server has not met yet it cannot know.
        self.over.wait(2)
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _lock(self):
        while not self.over.is_set():
            # One after the other, as psql takes its time to start.
            self.bench.postgres.sql(
                "atrium", "BEGIN; LOCK TABLE auth_api_keys; SELECT pg_sleep(1); COMMIT;\n" * 4)

    def _ask(self, token):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        while not self.over.is_set():
            connection.request(
                "GET", "/api/auth/api-keys", headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                self.answered += 1
            else:
                self.failures.add(f"status {answer.status}")
