"""Servers: their start and end, requests to them, and what they say of themselves."""

import http.client
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from .basics import expect, free_port, run, until

EMAIL, PASSWORD = "admin@example.com", "correct horse 7 battery"


class Answer(NamedTuple):
    """An answer: its status, what the JSON says (the text where it is none), and Retry-After."""

    status: int
    body: Any
    retry_after: str | None


class Person(NamedTuple):
    """Somebody who registered."""

    token: str
    id: str


class Server:
    """An atrium-server that may be killed and started again at its place.

    `settings` are those of the configuration, `log_access="1"`; one that is None is left to its
    default. `descriptors` limits how many the process may open, `output` takes its log elsewhere
    than into `log`, and `program` is another one than the stage's."""

    def __init__(
            self, stage, database, name="server", role="all", port=None, descriptors=None,
            output=None, program=None, **settings):
        self.stage, self.name = stage, name
        self.command = [str(program or stage.programs / "atrium-server"), "--role", role]
        self.descriptors, self.output = descriptors, output
        self.folder = stage.folder / name
        self.folder.mkdir(exist_ok=True)
        self.log = self.folder / "log"
        self.port, self.process = port or free_port(), None
        self.environment = {"PATH": os.environ["PATH"]} | {
            f"ATRIUM_{key.upper()}": str(value) for key, value in {
                "mode": "development", "listen": f"127.0.0.1:{self.port}",
                "storage_default": database.url, "log_access": "0", **settings}.items()
            if value is not None}
        stage.finally_do(self.kill)
        stage.servers.append(self)

    # Start and end

    def migrate(self):
        self.tool("atrium-migrate", "apply")

    def tool(self, program, *arguments):
        """Runs one of the programs with this server's configuration."""
        return run(
            self.stage.programs / program, *arguments, env=self.environment, folder=self.folder)

    def start(self, seconds=30):
        """Starts it, and waits until it is ready."""
        with open(self.log, "ab") as log:
            output = log if self.output is None else self.output
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, preexec_fn=self._limit if self.descriptors else None)
        until(self.is_ready, seconds, f"{self.name} is not ready", step=0.005)
        return self

    def _limit(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.descriptors, self.descriptors))

    def is_ready(self):
        expect(self.is_running, f"{self.name} ended by itself")
        try:
            return self.ask("GET", "/readyz", seconds=5).status == 200
        except OSError:
            return False

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """Without a chance to put anything in order."""
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def terminate(self, within):
        """The seconds that it takes to end when it is asked to; None where it does not."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(within)
            return time.monotonic() - began
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        """As an operator stops it."""
        if self.is_running:
            self.terminate(20)
        self.kill()

    # Requests

    def ask(self, method, path, body=None, token=None, key=None, seconds=60):
        """Sends a request on a connection of its own.
        Raises OSError where there is no whole answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        if key:
            fields["Idempotency-Key"] = key
        if body is not None:
            fields["Content-Type"] = "application/json"
            body = json.dumps(body)
        try:
            connection.request(method, path, body, fields)
            answer = connection.getresponse()
            text, retry_after = answer.read(), answer.headers.get("Retry-After")
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        try:
            return Answer(answer.status, json.loads(text) if text else None, retry_after)
        except ValueError:
            return Answer(answer.status, text.decode(errors="replace"), retry_after)

    def person(self, name=None, amount=None):
        """Registers somebody, who may have money."""
        email = f"{name or f'u{time.time_ns()}'}@example.com"
        answer = self.ask("POST", "/api/auth/register", {
            "email": email, "password": PASSWORD, "name": "Ada Obi"})
        expect(answer.status == 201, f"{email} cannot register: {answer}")
        if amount:
            self.tool("atrium", "ajo", "credit", "--email", email, "--amount", amount)
        return Person(answer.body["access_token"], answer.body["user"]["id"])

    def pay(self, payer, payee, amount="1.00", key=None):
        """Sends money from one person to another."""
        return self.ask(
            "POST", "/api/ajo/wallet/transfer", {"to_user_id": payee.id, "amount": amount},
            payer.token, key)

    # What it says of itself

    def metric(self, name):
        """The sum of a metric over its labels."""
        status, text, _ = self.ask("GET", "/metrics")
        expect(status == 200, f"/metrics was answered {status}")
        expect(f"# TYPE {name} " in text, f"there is no metric {name}")
        lines = (line.rpartition(" ") for line in text.splitlines())
        return sum(float(value) for series, _, value in lines if series.partition("{")[0] == name)

    def left(self, *names):
        """The sum of metrics that come to 0 by themselves: 0, or what it is after 10 s."""
        end = time.monotonic() + 10
        while (left := sum(self.metric(name) for name in names)) and time.monotonic() < end:
            time.sleep(0.2)
        return left

    def processor_s(self):
        """The seconds of processors that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        return self._memory_mb("VmRSS")

    def own_mb(self):
        """What of that are no pages of files."""
        return self._memory_mb("RssAnon")

    def _memory_mb(self, name):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(
                int(line.split()[1]) for line in status if line.startswith(f"{name}:")) / 1024

    def lines(self):
        """What it has logged."""
        with open(self.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def print_log(self):
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return
        for line in lines[-15:]:
            print(f"{self.name}: {line}", file=sys.stderr)


class AdministeredServer(Server):
    """A server with an administrator, whose webhooks may go to this machine."""

    def __init__(self, stage, database, name="server", **settings):
        super().__init__(stage, database, name, **{
            "admin_email": EMAIL, "admin_password": PASSWORD, "mail_transport": "file",
            "webhooks_allow_private": "1", "auth_access_lifetime": "86400s", **settings})
        self.token = None

    def admin(self, method, path, body=None, seconds=60):
        """What the administrator is answered, who must succeed."""
        if not self.token:
            status, answer, _ = self.ask(
                "POST", "/api/auth/login", {"email": EMAIL, "password": PASSWORD})
            expect(status == 200, f"the administrator cannot sign in: {status} {answer}")
            self.token = answer["access_token"]
        status, answer, _ = self.ask(method, path, body, self.token, seconds=seconds)
        expect(status < 300, f"{method} {path} was answered {status} {answer}")
        return answer
