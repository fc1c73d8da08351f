"""Takes databases away from servers whom clients follow; see Scripts/check-failover."""

import argparse
import asyncio
import os
import shutil
import signal
import threading
import time
import uuid

from atrium_realtime import AtriumRealtime
from stage import AdministeredServer, Postgres, Stage, expect, say, until
from stage.receiver import Receiver

LINES = 3
# Slow enough that webhooks wait whenever something happens.
SLOW = 0.1


class Publisher:
    """Changes that tell the administrator's topic and a webhook, one after the other, as units of
    work leave them in the outbox. A change counts as acknowledged when its commit was answered."""

    def __init__(self, database, user):
        self.database, self.user = database, user
        self.acknowledged = []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def stop(self):
        self.is_over.set()
        self.thread.join()

    def _run(self):
        session, step = None, 0
        while not self.is_over.is_set():
            try:
                session = session or self.database.session()
                session.run(self._change(step % LINES, key := uuid.uuid4()))
                self.acknowledged.append(str(key) if self.database.is_postgres else key.hex)
                step += 1
            except Exception:
                # Nobody knows whether it was made; another one follows.
                session = None
                self.is_over.wait(0.2)
            self.is_over.wait(0.02)
        if session:
            session.close()

    def _change(self, line, key):
        is_postgres = self.database.is_postgres
        now = "now()" if is_postgres else int(time.time() * 1000)
        literal = f"'{key}'" if is_postgres else f"x'{key.hex}'"
        return f"""
            BEGIN;
            INSERT INTO platform_event_numbers (context, aggregate, number)
            VALUES ('trial', 'line:{line}', 1) ON CONFLICT (context, aggregate)
            DO UPDATE SET number = platform_event_numbers.number + 1;
            INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
            SELECT {literal}, 'trial', 'trial.line.moved', aggregate, number,
              '["user:{self.user}"]', '{{"line":{line},"n":' || number || '}}', {now}
            FROM platform_event_numbers WHERE context = 'trial' AND aggregate = 'line:{line}';
            COMMIT{"; SELECT pg_notify('platform_events', '')" if is_postgres else ""}"""


def numbers(database):
    """The last number of each line: the state that a client fetches."""
    return {int(line): int(number) for line, number in database.run(
        "SELECT substr(aggregate, 6), number FROM platform_event_numbers WHERE context = 'trial'")}


class Follower:
    """A client of ours, which knows of each line the number that must come next."""

    def __init__(self, server, database, user, start=None):
        self.database, self.next, self.gaps = database, {}, []
        self.heard = self.losses = self.joined = 0
        self.realtime = AtriumRealtime(
            f"ws://127.0.0.1:{server.port}/api/ws", token=lambda: server.token,
            shortest_pause=0.1, longest_pause=1)
        self.topic = self.realtime.subscribe(
            f"user:{user}", on_event=self._event, on_lost=self._lost,
            on_refused=lambda code: self.gaps.append(f"refused: {code}"),
            on_following=self._joined, start=start)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.realtime.run()), daemon=True)
        self.thread.start()
        until(lambda: self.joined, 30, "a client cannot follow")

    def close(self):
        """Goes away; answers where it was."""
        loop_is_over = self.thread
        self.realtime.close()
        loop_is_over.join(10)
        return self.topic.position

    @property
    def epoch(self):
        return self.topic.position[0]

    def _joined(self):
        self.joined += 1

    def _event(self, message):
        line, number = message["data"]["line"], message["data"]["n"]
        expected = self.next.get(line)
        # Between the loss and the state that was fetched, what the state has may still be told.
        if expected is not None and number > expected:
            self.gaps.append(f"line {line}: {number} came where {expected} was next")
        elif expected is not None and number < expected and not self.losses:
            self.gaps.append(f"line {line}: {number} came again")
        self.next[line] = number + 1
        self.heard += 1

    def _lost(self):
        self.losses += 1
        self.next = {line: number + 1 for line, number in numbers(self.database).items()}


class Scene:
    """A server with an administrator who follows, a webhook, and changes all the time."""

    def __init__(self, stage, database, name):
        self.stage, self.database, self.name = stage, database, name
        self.receiver = Receiver(stage, pause=SLOW)
        self.server = AdministeredServer(stage, database, name)
        if database.is_postgres:
            self.server.migrate()
        self.server.start()
        self.server.admin("POST", "/api/admin/webhooks", {
            "url": self.receiver.url, "events": ["trial.line.moved"]})
        self.user = self.server.admin("GET", "/api/auth/me")["id"]
        self.publisher = Publisher(database, self.user)
        self.follower = Follower(self.server, database, self.user)
        self.heard_more()

    def pass_time(self, seconds):
        time.sleep(seconds)

    def heard_more(self, by=30, seconds=60):
        """Waits until the client has been told of some more changes."""
        heard = self.follower.heard
        until(lambda: self.follower.heard >= heard + by, seconds, "the client hears nothing more")

    def sleeper(self):
        """A client that went away a moment ago; answers where it was."""
        follower = Follower(self.server, self.database, self.user)
        until(lambda: follower.heard >= 5, 30, "a client hears nothing")
        return follower.close()

    def check_epoch(self, epoch, what, changes):
        expect((self.follower.epoch != epoch) == changes,
               f"{what} {'leaves the epoch as it was' if changes else 'begins another epoch'}")

    def resume(self, position, what, is_lost):
        follower = Follower(self.server, self.database, self.user, start=position)
        until(lambda: follower.heard >= 5, 60, "a client that resumes hears nothing")
        follower.close()
        expect((follower.losses > 0) == is_lost,
               f"{what}: who resumes at {position} {'has lost nothing' if is_lost else 'has lost'}")
        expect(not follower.gaps, f"{what}: {follower.gaps}")

    def stop_changes(self):
        self.publisher.stop()
        return self.publisher.acknowledged

    def go_on(self):
        self.publisher = Publisher(self.database, self.user)

    def finish(self, acknowledged):
        """Everything comes to its end, and is as promised."""
        self.stop_changes()
        self.receiver.pause = 0
        key = "id::text" if self.database.is_postgres else "lower(hex(id))"
        rows = self.database.run(
            f"SELECT {key}, aggregate, number FROM platform_outbox WHERE context = 'trial'"
            " ORDER BY aggregate, number")
        kept = {row[0] for row in rows}
        missing = [each for each in acknowledged if each not in kept]
        expect(not missing, f"{len(missing)} of {len(acknowledged)} acknowledged changes are gone")

        def normal(id):
            return id if self.database.is_postgres else id.replace("-", "")

        def first_places():
            with self.receiver.lock:
                came = [normal(id) for _, id, _ in self.receiver.came]
            places = {}
            for place, id in enumerate(came):
                places.setdefault(id, place)
            return places if kept <= set(places) else None

        places = until(first_places, 180, "a webhook that survived does not come")
        lines = {}
        for id, line, _ in rows:
            lines.setdefault(line, []).append(places[id])
        for line, came in lines.items():
            expect(came == sorted(came), f"the webhooks of {line} came out of order")
        state = numbers(self.database)
        until(lambda: self.follower.next == {line: n + 1 for line, n in state.items()}, 30,
              f"the client is told no more than {self.follower.next} of {state}")
        expect(not self.follower.gaps, f"the client was not told of {self.follower.gaps}")
        self.follower.close()
        self.server.end()
        repeated = len(self.receiver.came) - len({id for _, id, _ in self.receiver.came})
        return f"{len(rows)} changes, {self.follower.heard} told, {self.follower.losses} losses " \
            f"told, {len(self.receiver.came)} webhooks in order, {repeated} of them again"


def restarts(stage, database, name):
    """A server that is killed, and one that is stopped: nothing is lost."""
    scene = Scene(stage, database, f"{name}-restart")
    epoch, position = scene.follower.epoch, scene.sleeper()
    for end in (scene.server.kill, scene.server.end):
        end()
        scene.pass_time(1)
        scene.server.start()
        scene.heard_more()
    scene.check_epoch(epoch, "a restart", changes=False)
    scene.resume(position, "a restart", is_lost=False)
    expect(scene.follower.losses == 0, "the client was told of a loss, and there was none")
    say(f"{name}, restarts: {scene.finish(scene.stop_changes())}")


def restore(stage, name, database, empty, by_hand=None):
    """The database as it was some time ago, with numbers that come again."""
    what = "a file put in place by hand" if by_hand else "a restore"
    scene = Scene(stage, database, f"{name}-{'file' if by_hand else 'restore'}")
    epoch, backup = scene.follower.epoch, stage.folder / f"{scene.name}-backup"
    scene.server.tool("atrium", "backup", "--to", backup)
    scene.heard_more()
    position = scene.sleeper()
    acknowledged = scene.stop_changes()
    before = numbers(database)
    scene.server.end()
    empty()
    if by_hand:
        by_hand(backup)
    else:
        scene.server.tool("atrium", "restore", "--from", backup)
    after = numbers(database)
    expect(sum(after.values()) < sum(before.values()), "the backup lacks nothing")
    scene.server.start()
    scene.go_on()
    # Until whoever slept could take other events for those that follow.
    until(lambda: all(numbers(database)[line] > before[line] + 3 for line in before), 60,
          "changes do not go on")
    scene.check_epoch(epoch, what, changes=True)
    expect(scene.follower.losses == 1, f"{what} was told {scene.follower.losses} times")
    scene.resume(position, what, is_lost=True)
    survived = scene.publisher.acknowledged
    say(f"{name}, {what}: {scene.finish(survived)}; {len(acknowledged)} changes before it, "
        f"{sum(before.values()) - sum(after.values())} of them undone")


def failover(stage, loses):
    """The primary dies and its standby takes over, with everything that was acknowledged or, where
    it had not kept up, without the last of it."""
    what = "a failover that loses changes" if loses else "a failover"
    name = "failover-lossy" if loses else "failover"
    primary = stage.postgres(f"{name}-primary")
    database = primary.database()
    standby = primary.standby(f"{name}-standby")
    if not loses:
        primary.set("synchronous_standby_names", "*")
        until(lambda: primary.administer(
            "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"), 30, "no standby")
    both = Postgres(
        f"postgresql://atrium@/atrium?host={primary.home},{standby.home}"
        f"&port={primary.port},{standby.port}&target_session_attrs=read-write", database.tools)
    scene = Scene(stage, both, name)
    epoch, position = scene.follower.epoch, scene.sleeper()
    before = len(scene.publisher.acknowledged)
    receiving = []
    if loses:
        until(lambda: primary.administer(
            "SELECT 1 FROM pg_stat_replication WHERE replay_lsn > '0/0'"), 30, "no standby")
        receiving = [pid for pid in standby.processes() if b"walreceiver" in open(
            f"/proc/{pid}/cmdline", "rb").read()]
        expect(receiving, "the standby receives nothing")
        for pid in receiving:
            os.kill(pid, signal.SIGSTOP)
        scene.heard_more(by=60)
    began = time.monotonic()
    primary.kill()
    made = len(scene.publisher.acknowledged)
    scene.pass_time(1)
    for pid in receiving:
        os.kill(pid, signal.SIGCONT)
    standby.promote()
    until(lambda: len(scene.publisher.acknowledged) > made + 5, 60, "nobody leads")
    leads = time.monotonic() - began
    until(lambda: scene.follower.losses, 60, "the client was not told of the failover")
    told = time.monotonic() - began
    scene.heard_more()
    scene.check_epoch(epoch, what, changes=True)
    scene.resume(position, what, is_lost=True)
    acknowledged = scene.publisher.acknowledged
    result = scene.finish(acknowledged[made:] if loses else acknowledged)
    lost = sum(1 for id in acknowledged[before:made] if not both.run(
        f"SELECT 1 FROM platform_outbox WHERE id = '{id}'")) if loses else 0
    expect(lost > 0 or not loses, "nothing was lost")
    say(f"postgres, {what}: {result}; changes went on after {leads:.1f} s, the client knew after "
        f"{told:.1f} s; {lost} acknowledged changes were lost with the primary")


def on_postgres(stage):
    cluster = stage.postgres()
    database = cluster.database("restarted")
    restarts(stage, database, "postgres")
    database = cluster.database("restored")

    def empty():
        cluster.administer("DROP DATABASE restored WITH (FORCE)")
        cluster.database("restored")

    restore(stage, "postgres", database, empty)
    for loses in (False, True):
        failover(stage, loses)


def on_sqlite(stage):
    restarts(stage, stage.file("restarted"), "sqlite")
    for name in ("restored", "replaced"):
        file = stage.file(name)

        def empty():
            for ending in ("", "-wal", "-shm"):
                file.path.with_name(file.path.name + ending).unlink(missing_ok=True)

        def by_hand(backup):
            (copy,) = [each for each in backup.iterdir() if each.name != "manifest.json"]
            shutil.copyfile(copy, file.path)

        restore(stage, "sqlite", file, empty, by_hand if name == "replaced" else None)


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-failover")
    parser.add_argument("--engine", choices=["postgres", "sqlite"], help="both unless given")
    given = parser.parse_args()

    with Stage("check-failover") as stage:
        for engine, trial in (("sqlite", on_sqlite), ("postgres", on_postgres)):
            if given.engine in (None, engine):
                trial(stage)
        stage.say_kept()


if __name__ == "__main__":
    main()
