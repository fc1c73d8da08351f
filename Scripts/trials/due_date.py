"""Has many savings circles come due at once; see Scripts/check-due-date."""

import argparse
import threading
import time

from stage import AdministeredServer, Broken, Stage, expect, say, until

MEMBERS, AMOUNT = 10, 1_000
DAY, WEEK = 86_400_000, 7 * 86_400_000
# Lagos is one hour ahead of Greenwich.
LAGOS = 3_600_000

# The id of the Nth of a kind: circles by their number, members and others beside them.
NAMED = "md5('{kind} ' || {number})::uuid"


def fill(database, circles, first):
    """Makes circles that have started, each member with a mandate and the money for all cycles.

    `first` is the midnight in Lagos, in ms, at which the first due day begins.
    """
    circle, user = NAMED.format(kind="circle", number="c"), NAMED.format(
        kind="user", number=f"(c * {MEMBERS} + m)")
    date = f"(to_timestamp({first + LAGOS} / 1000.0) AT TIME ZONE 'UTC')::date"
    due = first + 5 * 60_000
    database.run(f"""
SET synchronous_commit = off;
CREATE TABLE trial_seats AS
  SELECT c, m, {circle} AS circle, {user} AS person
  FROM generate_series(1, {circles}) AS c, generate_series(1, {MEMBERS}) AS m;
INSERT INTO ajo_circles (id, name, host_id, state, amount, frequency, cycle_start_date, time_zone,
  size, members_count, payout_order, default_policy, fee_policy, late_fee, grace_days, cycles,
  current_cycle, due_at, version, created_at, started_at)
SELECT circle, 'Circle ' || c, person, 'active', {AMOUNT}, 'weekly', {date}, 'Africa/Lagos',
  {MEMBERS}, {MEMBERS}, 'fixed', 'wait', 'pot', 0, 0, {MEMBERS}, 1,
  to_timestamp({due} / 1000.0), 1, now(), now()
FROM trial_seats WHERE m = 1;
INSERT INTO ajo_members (circle_id, user_id, role, state, payout_order, mandate, joined_at)
SELECT circle, person, CASE m WHEN 1 THEN 'host' ELSE 'member' END, 'active', m, true, now()
FROM trial_seats;
INSERT INTO ajo_cycles (circle_id, number, due_date, recipient_id)
SELECT circle, m, {date} + 7 * (m - 1), person FROM trial_seats;
INSERT INTO ajo_contributions (id, circle_id, cycle_number, user_id, state, amount, due_date)
SELECT gen_random_uuid(), s.circle, y.number, s.person, 'pending', {AMOUNT}, y.due_date
FROM trial_seats s JOIN ajo_cycles y ON y.circle_id = s.circle;
INSERT INTO ledger_accounts (id, owner_id, owner_kind, code, unit, may_overdraw, credits_posted,
  last_hash, opened_at)
SELECT gen_random_uuid(), person, 'user', 'ajo.wallet', 'NGN', false, {AMOUNT * MEMBERS},
  decode(repeat('00', 32), 'hex'), now() FROM trial_seats;
INSERT INTO platform_jobs (id, context, kind, state, args, unique_key, max_attempts, scheduled_at,
  created_at)
VALUES (gen_random_uuid(), 'ajo', 'ajo.mandate', 'scheduled',
  '{{"slice":{{"moment":{due}}}}}', '{due}  ', 25, to_timestamp({due} / 1000.0), now());
ANALYZE;
""")


def count(database, sql):
    return int(database.run(sql)[0][0])


def check(database, circles, cycle):
    """What the tables say once a due date is over."""
    seats = circles * MEMBERS

    def same(what, sql, wanted):
        found = count(database, sql)
        expect(found == wanted, f"{what}: {found}, not {wanted}")

    same("contributions paid", f"""
        SELECT count(*) FROM ajo_contributions WHERE state = 'paid' AND cycle_number <= {cycle}
        """, seats * cycle)
    same("pots paid out", f"""
        SELECT count(*) FROM ajo_cycles
        WHERE number <= {cycle} AND paid = {AMOUNT * MEMBERS}""", circles * cycle)
    same("pots paid out before their time", f"""
        SELECT count(*) FROM ajo_cycles WHERE number > {cycle} AND paid IS NOT NULL""", 0)
    for kind, wanted in (("contribution", seats), ("payout", circles)):
        same(f"transfers of kind {kind}", f"""
            SELECT count(*) FROM ledger_transfers WHERE kind = '{kind}'""", wanted * cycle)
    same("wallets that do not hold what they must", f"""
        SELECT count(*) FROM trial_seats s JOIN ledger_accounts a
          ON a.owner_id = s.person AND a.code = 'ajo.wallet'
        WHERE a.credits_posted - a.debits_posted <>
          {AMOUNT * MEMBERS} - {cycle} * {AMOUNT}
          + CASE WHEN s.m <= {cycle} THEN {AMOUNT * MEMBERS} ELSE 0 END""", 0)
    same("pots that are not empty", """
        SELECT count(*) FROM ledger_accounts
        WHERE code = 'ajo.circle' AND credits_posted <> debits_posted""", 0)
    same("circles with something in their pot", "SELECT count(*) FROM ajo_circles WHERE pot <> 0", 0)
    same("jobs left", """
        SELECT count(*) FROM platform_jobs
        WHERE kind IN ('ajo.cycle', 'ajo.mandate') AND state NOT IN ('completed', 'scheduled')
        """, 0)


def move(server, moment, wait=1_200):
    """Moves the clock, and waits until what is due is done; answers how long it took. A server
    that is killed meanwhile is asked again once it is back."""
    began = time.monotonic()
    end = began + wait
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment / 1000))
    while True:
        expect(time.monotonic() < end, f"after {wait} s not all is done that is due by {now}")
        try:
            # Business time may have got there, and goes on by itself.
            late = server.admin("GET", "/api/admin/clock")["now"] >= now
            body = {"advance_seconds": 0} if late else {"now": now}
            moved = server.admin("PUT", "/api/admin/clock?wait=600", body, seconds=660)
        except OSError:
            time.sleep(0.2)
            continue
        if moved["jobs_pending"] == 0:
            return time.monotonic() - began


class Meter:
    """The seconds of processors that servers and their database use; no server is killed while
    it runs."""

    def __init__(self, cluster, server):
        self.cluster, self.server = cluster, server
        self.began = cluster.processor_s(), server.processor_s()

    def __str__(self):
        database, server = self.began
        return (f"{self.server.processor_s() - server:.0f} s of processors by the server, "
                f"{self.cluster.processor_s() - database:.0f} s by Postgres")


def move_with_kills(database, servers, moment, done, whole, kills):
    """Moves the clock, and kills one of the servers after the other, each time that a part of the
    work is done; each comes back at once."""
    failures = []

    def kill():
        try:
            for number in range(1, kills + 1):
                part = whole * number // (kills + 1)
                until(lambda: count(database, done) >= part, 1_200, f"{part} are not done", 0.2)
                # The first is the one that waits until all is done.
                victim = servers[number % 2]
                victim.kill()
                say(f"    killed the {victim.name} server with {count(database, done)} done")
                victim.start(60)
        except Broken as error:
            failures.append(error)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    took = move(servers[0], moment)
    killer.join(90)
    if failures:
        raise failures[0]
    expect(not killer.is_alive(), "not every server was killed that was to be")
    return took


def trial(stage, circles, limit, kills):
    cluster = stage.postgres()
    database = cluster.database()
    servers = [
        AdministeredServer(stage, database, name, clock_test="1") for name in ("first", "second")]
    servers[0].migrate()
    first = ((int(time.time() * 1000) + LAGOS) // DAY + 3) * DAY - LAGOS
    began = time.monotonic()
    fill(database, circles, first)
    say(f"{circles} circles of {MEMBERS} made in {time.monotonic() - began:.0f} s")
    servers[0].start()
    meter = Meter(cluster, servers[0])
    mandates = move(servers[0], first + 6 * 60_000)
    say(f"{circles * MEMBERS} mandates in {mandates:.1f} s ({meter})")
    meter = Meter(cluster, servers[0])
    payouts = move(servers[0], first + DAY + 11 * 60_000)
    check(database, circles, 1)
    say(f"{circles} payouts in {payouts:.1f} s ({meter})")
    if limit:
        expect(mandates + payouts <= limit, f"that is more than {limit} s")

    meter = Meter(cluster, servers[0])
    reminders = move(servers[0], first + WEEK - 60_000)
    say(f"members reminded twice in {reminders:.1f} s ({meter})")
    servers[1].start()
    mandates = move_with_kills(
        database, servers, first + WEEK + 6 * 60_000,
        "SELECT count(*) FROM ajo_contributions WHERE state = 'paid' AND cycle_number = 2",
        circles * MEMBERS, kills)
    payouts = move_with_kills(
        database, servers, first + WEEK + DAY + 11 * 60_000,
        "SELECT count(*) FROM ajo_cycles WHERE paid IS NOT NULL AND number = 2", circles, kills)
    check(database, circles, 2)
    say(f"with {kills} kills in each: {mandates:.1f} s and {payouts:.1f} s")
    for server in servers:
        server.end()


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-due-date")
    parser.add_argument(
        "--circles", type=int, default=10_000, metavar="N", help="10,000 unless given")
    parser.add_argument(
        "--limit", type=int, default=120, metavar="S",
        help="seconds for mandates and payouts of the first due date; 0 for none; 120 unless given")
    parser.add_argument(
        "--kills", type=int, default=3, metavar="N",
        help="how often a server is killed in each part of the second due date; 3 unless given")
    given = parser.parse_args()
    with Stage("check-due-date") as stage:
        trial(stage, given.circles, given.limit, given.kills)


if __name__ == "__main__":
    main()
