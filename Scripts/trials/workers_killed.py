"""Kills servers while they run jobs; see Scripts/check-workers-killed."""

import argparse
import itertools
import json
import threading
import time
import uuid

from stage import AdministeredServer, Broken, Stage, expect, in_background, say, until
from stage.receiver import Receiver

KINDS = "kind IN ('platform.clear_webhook', 'webhook.deliver')"
# Webhooks, and how many aggregates each of them hears of.
HOOKS, LINES = 8, 25
PICKED_UP_MS = 60_000

# Triggers write down every step of a job, and every effect, in the transaction that it happens in.
# On Postgres an effect takes a while, so that workers die in the midst of it.
TABLES = {
    True: """
CREATE TABLE trial_log (place bigserial PRIMARY KEY, what text, id uuid, worker uuid, at_ms bigint);
CREATE INDEX ON trial_log (id);
CREATE FUNCTION trial_job() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO trial_log (what, id, worker, at_ms) VALUES (NEW.state, NEW.id, NEW.worker,
    floor(extract(epoch FROM clock_timestamp()) * 1000)); RETURN NULL; END $$;
CREATE FUNCTION trial_effect() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO trial_log (what, id) VALUES ('cleared', OLD.webhook_id);
  PERFORM pg_sleep(0.1); RETURN NULL; END $$;
CREATE FUNCTION trial_delivery() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO trial_log (what, id) VALUES ('delivered', NEW.id); RETURN NULL; END $$;
CREATE TRIGGER trial_jobs AFTER UPDATE ON platform_jobs FOR EACH ROW
  WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION trial_job();
CREATE TRIGGER trial_effects AFTER DELETE ON platform_webhook_deliveries FOR EACH ROW
  EXECUTE FUNCTION trial_effect();
CREATE TRIGGER trial_deliveries AFTER UPDATE ON platform_webhook_deliveries FOR EACH ROW
  WHEN (NEW.state = 'succeeded' AND OLD.state <> 'succeeded') EXECUTE FUNCTION trial_delivery();
""",
    False: """
CREATE TABLE trial_log (place INTEGER PRIMARY KEY, what TEXT, id BLOB, worker BLOB, at_ms INTEGER);
CREATE INDEX trial_log_id ON trial_log (id);
CREATE TRIGGER trial_jobs AFTER UPDATE ON platform_jobs FOR EACH ROW WHEN NEW.state <> OLD.state
BEGIN
  INSERT INTO trial_log (what, id, worker, at_ms) VALUES (NEW.state, NEW.id, NEW.worker,
    CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
END;
CREATE TRIGGER trial_effects AFTER DELETE ON platform_webhook_deliveries FOR EACH ROW
BEGIN INSERT INTO trial_log (what, id) VALUES ('cleared', OLD.webhook_id); END;
CREATE TRIGGER trial_deliveries AFTER UPDATE ON platform_webhook_deliveries FOR EACH ROW
  WHEN NEW.state = 'succeeded' AND OLD.state <> 'succeeded'
BEGIN INSERT INTO trial_log (what, id) VALUES ('delivered', NEW.id); END;
""",
}


class Dialect:
    """What the two engines write in two ways."""

    def __init__(self, database):
        self.is_postgres = database.is_postgres

    def id(self, value):
        return f"'{value}'" if self.is_postgres else f"x'{value.hex}'"

    def text(self, column):
        return f"{column}::text" if self.is_postgres else f"lower(hex({column}))"

    @property
    def now(self):
        return "now()" if self.is_postgres else f"{int(time.time() * 1000)}"


def enqueue(session, dialect, count):
    """Jobs that clear a webhook that is gone, of which one delivery is left."""
    now = dialect.now
    jobs = [(uuid.uuid4(), uuid.uuid4()) for _ in range(count)]
    rows = ", ".join(
        f"({dialect.id(job)}, 'platform', 'platform.clear_webhook', 'available', "
        f"'{json.dumps({'webhook_id': str(hook)})}', 1000, {now}, {now})" for job, hook in jobs)
    left = ", ".join(
        f"({dialect.id(job)}, {dialect.id(hook)}, {dialect.id(job)}, 'trial', 'trial', '{job}', 1, "
        f"'{{}}', 'succeeded', {now})" for job, hook in jobs)
    session.run(f"""
        BEGIN;
        INSERT INTO platform_webhook_deliveries (id, webhook_id, event_id, event_type, context,
          aggregate, number, body, state, created_at) VALUES {left};
        INSERT INTO platform_jobs (id, context, kind, state, args, max_attempts, scheduled_at,
          created_at) VALUES {rows};
        COMMIT""")
    return [hook for _, hook in jobs]


def publish(session, dialect, line, number):
    """An event of an aggregate, as a unit of work leaves it in the outbox."""
    session.run(f"""
        BEGIN;
        INSERT INTO platform_event_numbers (context, aggregate, number)
        VALUES ('trial', 'line:{line}', 1) ON CONFLICT (context, aggregate)
        DO UPDATE SET number = platform_event_numbers.number + 1;
        INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
        VALUES ({dialect.id(uuid.uuid4())}, 'trial', 'trial.line.moved', 'line:{line}', {number},
          '[]', '{{"line": {line}, "n": {number}}}', {dialect.now});
        COMMIT""")


class Deaths:
    """Kills one server after the other, every two seconds, and starts it again."""

    def __init__(self, servers, session, dialect):
        self.servers, self.session, self.dialect = servers, session, dialect
        self.deaths, self.lives, self.seen = [], {}, set()
        self.is_over, self.failure = False, None
        # Set whenever there is new work: who dies with nothing to do shows nothing.
        self.work = threading.Event()

    def begin(self, server):
        """Starts a server, and finds out as which worker it shows itself."""
        server.start()
        end = time.monotonic() + 10
        while time.monotonic() < end:
            rows = self.session.run(f"SELECT {self.dialect.text('id')} FROM platform_workers")
            if new := {row[0] for row in rows} - self.seen:
                self.seen |= new
                self.lives[server.name] = new
                return
            time.sleep(0.02)
        raise Broken(f"{server.name} does not show itself")

    def run(self):
        try:
            for server in itertools.cycle(self.servers):
                following = time.monotonic() + 2
                while time.monotonic() < following:
                    if self.is_over:
                        return
                    time.sleep(0.02)
                self.work.clear()
                if self.work.wait(1):
                    # A receiver takes 50 ms: some deliveries are under way by now.
                    time.sleep(0.03)
                server.kill()
                self.deaths.append((self.lives.pop(server.name), time.time() * 1000))
                self.begin(server)
        except Exception as error:
            self.failure = error


def trial(stage, engine, count):
    database = stage.database(engine)
    dialect = Dialect(database)
    receiver = Receiver(stage, pause=0.05)
    keeper = AdministeredServer(
        stage, database, f"{engine}-web", role="web" if database.is_postgres else "all")
    if database.is_postgres:
        keeper.migrate()
    keeper.start()
    session = database.session()
    for number in range(HOOKS):
        keeper.admin("POST", "/api/admin/webhooks", {
            "url": f"{receiver.url}/{number}", "events": ["trial.line.moved"]})
    # From here on, whoever does anything may die.
    keeper.end()
    database.run(TABLES[database.is_postgres])
    servers = [
        AdministeredServer(
            stage, database, f"{engine}-worker-{number}",
            role="worker" if database.is_postgres else "all")
        for number in range(3 if database.is_postgres else 1)]
    deaths = Deaths(servers, database.session(), dialect)
    for server in servers:
        deaths.begin(server)
    killing = in_background(deaths.run)

    events = count // 5 // HOOKS
    began, hooks, numbers = time.monotonic(), [], dict.fromkeys(range(LINES), 0)
    for step in range(events):
        hooks += enqueue(session, dialect, (count - events * HOOKS) // events)
        line = step % LINES
        numbers[line] += 1
        publish(session, dialect, line, numbers[line])
        deaths.work.set()
        # On Postgres effects take their time and workers are busy; on SQLite more of them must come
        # for longer.
        time.sleep(0.02 if database.is_postgres else 0.1)
    enqueued = time.monotonic() - began

    def over():
        if deaths.failure:
            raise deaths.failure
        unfinished = session.run(
            "SELECT (SELECT count(*) FROM platform_outbox WHERE relayed_at IS NULL)"
            f" + (SELECT count(*) FROM platform_jobs WHERE {KINDS} AND finalized_at IS NULL)"
            " + (SELECT count(*) FROM platform_webhook_deliveries WHERE state = 'pending')")
        return unfinished == [["0"]]

    try:
        until(over, 900, "jobs are not finished")
    finally:
        deaths.is_over = True
        killing.join()
    took = time.monotonic() - began
    if deaths.failure:
        raise deaths.failure
    jobs = check(session, dialect, hooks, events)
    repeated = check_receiver(receiver, numbers)
    slowest, orphans = check_pickups(session, dialect, deaths.deaths)
    say(f"{engine}: {jobs} jobs in {took:.0f} s (enqueued in {enqueued:.0f} s), {len(servers)} "
        f"worker{'s'[:len(servers) - 1]}, {len(deaths.deaths)} deaths, {orphans} jobs under way at "
        f"them, the slowest taken up after {slowest / 1000:.1f} s; each effect once, none lost; "
        f"{repeated} of {events * HOOKS} webhooks came again")
    for server in servers:
        server.end()
    session.close()


def check(session, dialect, hooks, events):
    def number(sql):
        return int(session.run(sql)[0][0])

    jobs = number(f"SELECT count(*) FROM platform_jobs WHERE {KINDS}")
    for what, sql in {
        "jobs ended otherwise than completed":
            f"SELECT count(*) FROM platform_jobs WHERE {KINDS} AND state <> 'completed'",
        "jobs were not completed once": f"""
            SELECT count(*) FROM platform_jobs j WHERE {KINDS} AND (SELECT count(*) FROM trial_log l
              WHERE l.id = j.id AND l.what = 'completed') <> 1""",
        "deliveries did not succeed once": """
            SELECT count(*) FROM platform_webhook_deliveries d WHERE (SELECT count(*)
              FROM trial_log l WHERE l.id = d.id AND l.what = 'delivered') <> 1""",
        "deliveries are left of webhooks that are gone":
            "SELECT count(*) FROM platform_webhook_deliveries WHERE event_type = 'trial'",
    }.items():
        expect((wrong := number(sql)) == 0, f"{wrong} {what}")
    made = number("SELECT count(*) FROM platform_webhook_deliveries")
    expect(made == events * HOOKS, f"{made} deliveries were made of {events * HOOKS}")
    cleared = [row[0] for row in session.run(
        f"SELECT {dialect.text('id')} FROM trial_log WHERE what = 'cleared'")]
    wanted = {str(hook) if dialect.is_postgres else hook.hex for hook in hooks}
    expect(len(cleared) == len(wanted) and set(cleared) == wanted,
           f"{len(wanted)} effects were wanted, {len(cleared)} happened, of {len(set(cleared))}")
    return jobs


def check_receiver(receiver, numbers):
    """Each webhook hears of each event at least once, and first of the first of an aggregate.
    Answers how many came again."""
    heard = {}
    for hook, _, data in receiver.came:
        heard.setdefault((hook, data["line"]), []).append(data["n"])
    for (hook, line), came in heard.items():
        firsts = list(dict.fromkeys(came))
        expect(firsts == list(range(1, numbers[line] + 1)),
               f"webhook {hook} heard of line {line}: {came}, of {numbers[line]}")
    expect(len(heard) == HOOKS * sum(1 for n in numbers.values() if n), "some were told nothing")
    return len(receiver.came) - sum(numbers.values()) * HOOKS


def check_pickups(session, dialect, deaths):
    """Answers how long the job waited that waited the longest, in ms, and how many did."""
    slowest, orphans = 0, 0
    for workers, died in deaths:
        among = ", ".join(
            f"'{worker}'" if dialect.is_postgres else f"x'{worker}'" for worker in workers)
        rows = session.run(f"""
            SELECT (SELECT min(later.at_ms) FROM trial_log later
              WHERE later.id = l.id AND later.place > l.place AND later.what = 'running')
            FROM trial_log l WHERE l.what = 'running' AND l.worker IN ({among})
              AND COALESCE((SELECT min(next.at_ms) FROM trial_log next
                WHERE next.id = l.id AND next.place > l.place), 0) NOT BETWEEN 1 AND {died:.0f}""")
        for row in rows:
            # What had been committed when its worker died needs nobody any more.
            if row[0]:
                orphans += 1
                slowest = max(slowest, int(row[0]) - died)
    expect(slowest <= PICKED_UP_MS, f"a job of a dead worker was taken up after {slowest:.0f} ms")
    expect(orphans > 0, "no worker died with a job")
    return slowest, orphans


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-workers-killed")
    parser.add_argument("--jobs", type=int, default=10_000, metavar="N", help="10,000 unless given")
    parser.add_argument("--engine", choices=["postgres", "sqlite"], help="both unless given")
    given = parser.parse_args()

    with Stage("check-workers-killed") as stage:
        for engine in [given.engine] if given.engine else ["postgres", "sqlite"]:
            trial(stage, engine, given.jobs)
        stage.say_kept()


if __name__ == "__main__":
    main()
