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


def number(database, sql):
    return int(database.run(sql)[0][0])


def check(database, circles, cycle):
    """What the tables say once a due date is over."""
    seats = circles * MEMBERS

    def same(what, sql, wanted):
        found = number(database, sql)
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


def move(server, moment):
    """Moves the clock, and waits until what is due is done; answers how long it took."""
    began = time.monotonic()
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment / 1000))
    moved = server.admin("PUT", "/api/admin/clock?wait=600", {"now": now}, seconds=660)
    expect(moved["jobs_pending"] == 0, f"at {now} jobs are left: {moved}")
    return time.monotonic() - began


def move_with_a_kill(database, servers, moment, done, half):
    """Moves the clock, and kills the second server when half of the work is done."""
    first, second = servers
    failures = []

    def kill():
        try:
            until(lambda: number(database, done) >= half, 300, "half of it is not done")
            second.kill()
            say(f"    killed a server with {number(database, done)} done")
        except Broken as error:
            failures.append(error)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    took = move(first, moment)
    killer.join(10)
    if failures:
        raise failures[0]
    second.start()
    return took


def trial(stage, circles, limit):
    database = stage.postgres().database()
    servers = [
        AdministeredServer(stage, database, name, clock_test="1") for name in ("first", "second")]
    servers[0].migrate()
    first = ((int(time.time() * 1000) + LAGOS) // DAY + 3) * DAY - LAGOS
    began = time.monotonic()
    fill(database, circles, first)
    say(f"{circles} circles of {MEMBERS} made in {time.monotonic() - began:.0f} s")
    servers[0].start()
    mandates = move(servers[0], first + 6 * 60_000)
    payouts = move(servers[0], first + DAY + 11 * 60_000)
    check(database, circles, 1)
    say(f"{circles * MEMBERS} mandates in {mandates:.1f} s, {circles} payouts in {payouts:.1f} s")
    if limit:
        expect(mandates + payouts <= limit, f"that is more than {limit} s")

    servers[1].start()
    mandates = move_with_a_kill(
        database, servers, first + WEEK + 6 * 60_000,
        "SELECT count(*) FROM ajo_contributions WHERE state = 'paid' AND cycle_number = 2",
        circles * MEMBERS // 2)
    payouts = move_with_a_kill(
        database, servers, first + WEEK + DAY + 11 * 60_000,
        "SELECT count(*) FROM ajo_cycles WHERE paid IS NOT NULL AND number = 2", circles // 2)
    check(database, circles, 2)
    say(f"with a server killed in each: {mandates:.1f} s and {payouts:.1f} s")
    for server in servers:
        server.end()


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-due-date")
    parser.add_argument(
        "--circles", type=int, default=10_000, metavar="N", help="10,000 unless given")
    parser.add_argument(
        "--limit", type=int, default=120, metavar="S",
        help="seconds for mandates and payouts of the first due date; 0 for none; 120 unless given")
    given = parser.parse_args()
    with Stage("check-due-date") as stage:
        trial(stage, given.circles, given.limit)


if __name__ == "__main__":
    main()
