"""Walks a business clock over days and days, in steps of an hour; see Scripts/check-clock-year."""

import argparse
import hashlib
import json
import time
import uuid

from stage import AdministeredServer, Stage, expect, say

KIND = "platform.clear_webhook"
HOUR, DAY = 3_600_000, 86_400_000

# What the trial writes down beside the product: which jobs there are, and, by triggers, each
# attempt, each end and each effect, with the business time of the moment and in their order.
TABLES = {
    True: """
CREATE TABLE trial_jobs (n bigint PRIMARY KEY, job uuid, webhook uuid, due_ms bigint);
CREATE TABLE trial_log (place bigserial PRIMARY KEY, what text, id uuid, at_ms bigint);
CREATE FUNCTION trial_note(what text, id uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO trial_log (what, id, at_ms) VALUES (what, id,
    floor(extract(epoch FROM clock_timestamp()) * 1000) + (SELECT offset_ms FROM platform_clock))
$$;
CREATE FUNCTION trial_job() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN PERFORM trial_note(NEW.state, NEW.id); RETURN NULL; END $$;
CREATE FUNCTION trial_effect() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN PERFORM trial_note('effect', OLD.webhook_id); RETURN NULL; END $$;
CREATE TRIGGER trial_jobs AFTER UPDATE ON platform_jobs FOR EACH ROW
  WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION trial_job();
CREATE TRIGGER trial_effects AFTER DELETE ON platform_webhook_deliveries FOR EACH ROW
  EXECUTE FUNCTION trial_effect();
""",
    False: """
CREATE TABLE trial_jobs (n INTEGER PRIMARY KEY, job BLOB, webhook BLOB, due_ms INTEGER);
CREATE TABLE trial_log (place INTEGER PRIMARY KEY, what TEXT, id BLOB, at_ms INTEGER);
CREATE TRIGGER trial_jobs AFTER UPDATE ON platform_jobs FOR EACH ROW WHEN NEW.state <> OLD.state
BEGIN
  INSERT INTO trial_log (what, id, at_ms) SELECT NEW.state, NEW.id,
    CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) + offset_ms
  FROM platform_clock;
END;
CREATE TRIGGER trial_effects AFTER DELETE ON platform_webhook_deliveries FOR EACH ROW
BEGIN
  INSERT INTO trial_log (what, id, at_ms) SELECT 'effect', OLD.webhook_id,
    CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) + offset_ms
  FROM platform_clock;
END;
""",
}


def due_within(day, number, a_day):
    """When a job is due, in ms since the first midnight: a quarter at nine, as reminders are, the
    others at minutes of their own."""
    minute = 540 if number % 4 == 0 else number * 7_919 % 1_440
    return day * DAY + minute * 60_000


def identifier(kind, number):
    return uuid.UUID(bytes=hashlib.md5(f"{kind} {number}".encode()).digest(), version=4)


def fill(database, start, days, a_day):
    """Enqueues the jobs of all days: each clears a webhook of its own that is gone, of which one
    delivery is left. What it does is to be seen in the table, and it is the only kind of the
    programs as they come that runs in business time."""
    rows = [
        (day * a_day + number, identifier("job", day * a_day + number),
         identifier("webhook", day * a_day + number), start + due_within(day, number, a_day))
        for day in range(days) for number in range(a_day)]
    if database.is_postgres:
        lines = "".join(f"{n}\t{job}\t{hook}\t{due}\n" for n, job, hook, due in rows)
        database.run(
            TABLES[True] + f"COPY trial_jobs FROM STDIN;\n{lines}\\.\n"
            """
INSERT INTO platform_jobs (id, context, kind, state, args, max_attempts, scheduled_at, created_at)
SELECT job, 'platform', '%s', 'scheduled', json_build_object('webhook_id', webhook), 25,
  to_timestamp(due_ms / 1000.0), now() FROM trial_jobs;
INSERT INTO platform_webhook_deliveries
  (id, webhook_id, event_id, event_type, context, aggregate, number, body, state, created_at)
SELECT job, webhook, job, 'trial', 'trial', 'trial:' || n, 1, '{}', 'succeeded', now()
FROM trial_jobs;
ANALYZE;
""" % KIND)
        return
    session = database.session()
    for _ in session.run(TABLES[False]):
        pass
    connection, now = session.connection, int(time.time() * 1000)
    connection.execute("BEGIN IMMEDIATE")
    for n, job, hook, due in rows:
        connection.execute(
            "INSERT INTO trial_jobs VALUES (?, ?, ?, ?)", (n, job.bytes, hook.bytes, due))
        connection.execute(
            "INSERT INTO platform_jobs (id, context, kind, state, args, max_attempts, scheduled_at,"
            " created_at) VALUES (?, 'platform', ?, 'scheduled', ?, 25, ?, ?)",
            (job.bytes, KIND, json.dumps({"webhook_id": str(hook)}), due, now))
        connection.execute(
            "INSERT INTO platform_webhook_deliveries (id, webhook_id, event_id, event_type,"
            " context, aggregate, number, body, state, created_at)"
            " VALUES (?, ?, ?, 'trial', 'trial', ?, 1, '{}', 'succeeded', ?)",
            (job.bytes, hook.bytes, job.bytes, f"trial:{n}", now))
    connection.execute("COMMIT")
    session.close()


def walk(servers, start, days):
    """Moves the clock to every full hour, by one server after the other."""
    began, said = time.monotonic(), time.monotonic()
    for hour in range(1, days * 24 + 2):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((start + hour * HOUR) / 1000))
        moved = servers[hour % len(servers)].admin(
            "PUT", "/api/admin/clock?wait=600", {"now": now}, seconds=660)
        expect(moved["jobs_pending"] == 0, f"at {now} jobs are left: {moved}")
        if time.monotonic() - said > 30:
            said = time.monotonic()
            say(f"    day {hour / 24:.1f} of {days}: {(said - began) * 24 / hour:.2f} s a day")
    return time.monotonic() - began


def number(database, sql):
    return int(database.run(sql)[0][0])


def check(database, count):
    """What the log says."""
    def none(what, sql):
        wrong = number(database, sql)
        expect(wrong == 0, f"{wrong} of {count} {what}")

    for what, column in (("running", "job"), ("completed", "job"), ("effect", "webhook")):
        none(f"jobs have not exactly one '{what}'", f"""
            SELECT count(*) FROM (SELECT j.n FROM trial_jobs j
              LEFT JOIN trial_log l ON l.id = j.{column} AND l.what = '{what}'
              GROUP BY j.n HAVING count(l.place) <> 1) AS wrong""")
        none(f"jobs had their '{what}' before they were due", f"""
            SELECT count(*) FROM trial_jobs j JOIN trial_log l ON l.id = j.{column}
            WHERE l.what = '{what}' AND l.at_ms < j.due_ms""")
        # Before the first of a later moment is begun, the last of an earlier one is over.
        none(f"jobs had their '{what}' after one that was due later", f"""
            SELECT count(*) FROM (SELECT j.due_ms, max(j.due_ms) OVER (ORDER BY l.place
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
              FROM trial_jobs j JOIN trial_log l ON l.id = j.{column} WHERE l.what = '{what}'
            ) AS told WHERE before > due_ms""")
    latest = number(database, """
        SELECT max(l.at_ms - j.due_ms) FROM trial_jobs j JOIN trial_log l ON l.id = j.webhook""")
    none("jobs are not completed in the product's own table and not swept either", """
        SELECT count(*) FROM platform_jobs WHERE kind = '%s' AND state <> 'completed'""" % KIND)
    return latest


def trial(stage, engine, days, a_day):
    # From the next full hour on, so that nothing is due before the first step.
    start = (int(time.time() * 1000) // HOUR + 1) * HOUR
    if engine == "postgres":
        database = stage.postgres(settings="shared_preload_libraries = 'pg_stat_statements'"
                                  if stage.statistics else "").database()
        names = ["first", "second"]
    else:
        database, names = stage.file(), ["only"]
    servers = [
        AdministeredServer(stage, database, f"{engine}-{name}", clock_test="1") for name in names]
    servers[0].migrate() if database.is_postgres else servers[0].start().end()
    began = time.monotonic()
    fill(database, start, days, a_day)
    say(f"{engine}: {days} days of {a_day} jobs, enqueued in {time.monotonic() - began:.0f} s; "
        f"{len(servers)} server{'s'[:len(servers) - 1]}")
    for server in servers:
        server.start()
    took = walk(servers, start, days)
    latest = check(database, days * a_day)
    shares = [int(server.metric("atrium_job_attempts_total")) for server in servers]
    say(f"{engine}: {days * a_day} jobs once each, in order, none early, the latest {latest} ms "
        f"late; {took:.0f} s, {took / days:.2f} s a day; jobs a server: {shares}")
    if stage.statistics and database.is_postgres:
        database.run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        for line in database.run("""
            SELECT calls, round(total_exec_time), round(mean_exec_time::numeric, 3),
              left(query, 150)
            FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 14"""):
            say("    " + "  ".join(line).replace("\n", " "))
    for server in servers:
        server.end()


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-clock-year")
    parser.add_argument("--days", type=int, default=10, metavar="N", help="10 unless given")
    parser.add_argument(
        "--jobs", type=int, default=1_000, metavar="N", help="a day; 1,000 unless given")
    parser.add_argument("--engine", choices=["postgres", "sqlite"], help="both unless given")
    parser.add_argument(
        "--statistics", action="store_true", help="print what Postgres spent its time on")
    given = parser.parse_args()

    with Stage("check-clock-year") as stage:
        stage.statistics = given.statistics
        for engine in [given.engine] if given.engine else ["postgres", "sqlite"]:
            trial(stage, engine, given.days, given.jobs)
        stage.say_kept()


if __name__ == "__main__":
    main()
