"""Has a browser's page work offline; see Scripts/check-browser."""

import argparse
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import offline_verdict as verdict
from offline_devices import PythonDevice, sync_all
from offline_month import DAY, Month
from offline_people import People
from stage import ROOT, AdministeredServer, Broken, Stage, expect, say, until
from stage.lossy import LossyLine

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class Site(LossyLine):
    """A server of one page. Beside it, it is a line to Fleet that loses what is sent."""

    def __init__(self, stage, server, seed):
        self.settings, self.commands, self.answers = {}, queue.Queue(), queue.Queue()
        super().__init__(stage, server, seed)

    def get(self, request):
        path = urlsplit(request.path).path
        if path == "/":
            self.file(request, "Scripts/trials/offline_page.html", "text/html")
        elif path == "/atrium-sync.js":
            self.file(request, "Clients/javascript/atrium-sync.js", "text/javascript")
        elif path == "/settings":
            self.send(request, 200, "application/json", json.dumps(self.settings).encode())
        elif path == "/next":
            try:
                command = self.commands.get(timeout=10)
            except queue.Empty:
                command = {}
            self.send(request, 200, "application/json", json.dumps(command).encode())
        else:
            request.send_error(404)

    def file(self, request, path, kind):
        self.send(request, 200, kind, (ROOT / path).read_bytes())

    def post(self, request):
        if request.path != "/done":
            return super().post(request)
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.answers.put(json.loads(body))
        self.send(request, 204, "text/plain", b"")


class BrowserDevice:
    """A page with Clients/javascript, whose copies and changes are in its browser's IndexedDB."""

    def __init__(self, stage, program, site, name, person, skew=0):
        self.stage, self.program, self.site = stage, program, site
        self.skew, self.ago, self.name, self.person = skew, 0, name, person
        self.number, self.process = 0, None
        stage.finally_do(self.kill)

    def start(self, url):
        # A page that was killed asks for nothing more.
        self.site.commands = queue.Queue()
        self.site.settings = {"url": url, "token": self.person.token, "name": self.name}
        with open(self.stage.folder / "browser.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--headless=new", "--no-sandbox", "--disable-gpu",
                 "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                 f"--user-data-dir={self.stage.folder / 'profile'}", self.site.url + "/"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self._wait(0)

    def kill(self):
        """Without a chance to put anything in order."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def _wait(self, number):
        while True:
            try:
                told = self.site.answers.get(timeout=120)
            except queue.Empty:
                raise Broken(f"the page of {self.name} does not answer") from None
            if told["number"] == number:
                expect("error" not in told, f"{self.name}: {told.get('error')}")
                return told["answer"]

    def ask(self, command, **rest):
        self.number += 1
        self.site.commands.put({
            "number": self.number, "command": command,
            "clock": (self.skew - self.ago) * 1_000, **rest})
        return self._wait(0 if command == "reload" else self.number)

    def reopen(self):
        self.ask("reload")

    def change(self, entity, op, record_id=None, data=None):
        return self.ask("change", entity=entity, op=op, record_id=record_id, data=data)

    def sync(self):
        return self.ask("sync")

    def records(self, entity):
        return self.ask("records", entity=entity)

    def waiting(self):
        return self.ask("waiting")

    def conflicts(self):
        return self.ask("conflicts")


def stay_offline(server, device, people):
    """What is changed while there is no server is there after a reload, and after a crash."""
    server.kill()
    made = [device.change("driver", "create", data={
        "name": "Ali", "email": f"a{number}@example.com", "license_number": f"A-{number}"})
        for number in range(3)]
    device.change("driver", "update", made[0]["record_id"], {"truck_model": "Actros"})
    expect(not device.sync(), "it synced without a server")
    before = (device.waiting(), {entity: device.records(entity) for entity in verdict.ENTITIES})
    expect(len(before[0]) == 4, f"{before[0]} wait")

    def require_same(what):
        expect(device.waiting() == before[0], f"after {what} {device.waiting()} wait")
        for entity, records in before[1].items():
            expect(device.records(entity) == records, f"after {what} {entity} is another one")

    device.reopen()
    require_same("a reload")
    url = device.site.settings["url"]
    device.kill()
    device.start(url)
    require_same("a crash of the browser")
    told = device.ask("open_twice")
    expect("open in another page" in told, f"opened twice, it says {told}")
    server.start()
    expect(device.sync(), "it does not sync with a server")
    expect(not device.waiting(), "there are still changes that wait")
    verdict.compare(people, device)


def trial(stage, program, engine, changes, seed):
    database = stage.database(engine)
    server = AdministeredServer(stage, database, engine)
    site = Site(stage, server, seed)
    # The page's origin is another one than Fleet's.
    server = AdministeredServer(
        stage, database, engine, port=server.port, http_cors_origins=site.url)
    site.server = server
    server.migrate()
    server.start()
    people = People(server)
    page = BrowserDevice(stage, program, site, f"{engine}-page", people.consumer, -40 * DAY)
    page.start(f"http://127.0.0.1:{server.port}/api/fleet")
    expect(page.sync(), "the page cannot sync: is its origin allowed?")
    verdict.compare(people, page)
    stay_offline(server, page, people)
    page.kill()
    # Now over a line that loses answers, beside others.
    page.start(f"{site.url}/api/fleet")
    url = site.url + "/api/fleet"
    devices = [
        PythonDevice(stage, url, f"{engine}-driver", people.driver, 3 * DAY),
        PythonDevice(stage, url, f"{engine}-pump", people.attendant), page]
    sync_all(devices, site, 0)
    month, total = Month(people, devices, random.Random(seed)), 0
    while total < changes:
        month.live(0, 2, max(1, changes // 12))
        total += sum(len(device.waiting()) for device in devices)
        sync_all(devices, site, 0.3, month.meanwhile)
        sync_all(devices, site, 0)
        sync_all(devices, site, 0)
    for device in devices:
        verdict.compare(people, device)
        verdict.compare_fresh(stage, server, device, "fresh")
    say(f"{engine}: {total} changes, {site.lost} requests and answers lost")
    page.kill()
    server.end()


def main():
    parser = argparse.ArgumentParser(prog="Scripts/check-browser")
    parser.add_argument("--changes", type=int, default=120, metavar="N", help="120 unless given")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], help="both unless given")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="1 unless given")
    given = parser.parse_args()
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        print(f"check-browser: there is none of {', '.join(NAMES)}; install Chromium",
              file=sys.stderr)
        sys.exit(69)
    with Stage("check-browser") as stage:
        for engine in [given.engine] if given.engine else ["sqlite", "postgres"]:
            trial(stage, program, engine, given.changes, given.seed)
        stage.say_kept()


if __name__ == "__main__":
    main()
