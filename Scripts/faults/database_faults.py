"""What the drivers of faults of the database share: a Postgres of one's own, a server over it, and
requests. Python's own library only."""
import atexit
import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.path.abspath(os.environ.get("ATRIUM_PROGRAMS", os.path.join(ROOT, ".build/release")))
PASSWORD = "correct horse battery"

undoing = []


def undo_all():
    while undoing:
        undoing.pop()()


atexit.register(undo_all)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def program(name):
    path = os.path.join(PROGRAMS, name)
    if not os.access(path, os.X_OK):
        sys.exit(f"{os.path.basename(sys.argv[0])}: there is no program {path}; build it first")
    return path


class Cluster:
    """A Postgres that Scripts/postgres-for-tests makes, and stops when the driver ends."""

    def __init__(self, settings="", replica_of=None):
        self.folder = tempfile.mkdtemp(prefix="atrium-faults.")
        undoing.append(self.stop)
        of = ["replica", self.folder, replica_of.folder] if replica_of else ["start", self.folder]
        self.uri = self.script(*of, str(os.getpid()), settings=settings).split()[0]

    def script(self, *words, settings=""):
        answer = subprocess.run(
            [os.path.join(ROOT, "Scripts/postgres-for-tests"), *words], check=True, text=True,
            stdout=subprocess.PIPE, env=os.environ | {"POSTGRES_SETTINGS": settings})
        return answer.stdout

    def stop(self):
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)
        self.script("stop", self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def psql(self, text, database="postgres"):
        answer = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)], input=text,
            text=True, stdout=subprocess.PIPE, check=True)
        return answer.stdout.strip()

    def url(self, database):
        parts = urllib.parse.urlsplit(self.uri)
        return urllib.parse.urlunsplit(parts._replace(path="/" + database))

    @property
    def socket(self):
        """Where it takes whoever may look into the folder without a password."""
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.uri).query)
        return f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}"

    @property
    def user(self):
        return self.psql("SELECT current_user")

    def processes(self):
        """The postmaster and all its children."""
        try:
            with open(f"{self.folder}/data/postmaster.pid", encoding="ascii") as file:
                first = int(file.readline())
        except (OSError, ValueError):
            return []
        children = subprocess.run(
            ["pgrep", "-P", str(first)], text=True, stdout=subprocess.PIPE, check=False)
        return [first] + [int(word) for word in children.stdout.split()]


class Server:
    """An atrium-server over a database, with two users of whom the first has money."""

    def __init__(self, url, **settings):
        self.folder = tempfile.mkdtemp(prefix="atrium-faults.")
        undoing.append(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        self.environment = {
            "PATH": os.environ["PATH"], "ATRIUM_MODE": "development",
            "ATRIUM_STORAGE_DEFAULT": url, "ATRIUM_LISTEN": "127.0.0.1:0", "ATRIUM_LOG_ACCESS": "0",
        } | settings
        self.tool("atrium-migrate", "apply")
        self.start()

    def tool(self, name, *words):
        return subprocess.run(
            [program(name), *words], cwd=self.folder, env=self.environment, check=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "a+", encoding="utf-8")
        self.process = subprocess.Popen(
            [program("atrium-server")], cwd=self.folder, env=self.environment, stderr=self.log,
            stdin=subprocess.DEVNULL)
        undoing.append(self.kill)
        self.port = wait_for("the server", self.address)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def lines(self):
        with open(self.log.name, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def address(self):
        told = [line["address"] for line in self.lines() if line["message"] == "listening"]
        return int(told[-1].rsplit(":", 1)[1]) if told else None

    def ask(self, method, path, body=None, token=None, key=None, patience=60):
        """Answers the status, the body and Retry-After."""
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        fields = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if key:
            fields["Idempotency-Key"] = key
        try:
            wire.request(method, path, json.dumps(body) if body is not None else None, fields)
            answer = wire.getresponse()
            text = answer.read()
            retry = answer.headers.get("Retry-After")
        finally:
            wire.close()
        try:
            return answer.status, json.loads(text), retry
        except ValueError:
            return answer.status, text, retry

    def person(self, name, amount=None):
        """Registers somebody; answers their token and id."""
        email = f"{name}@example.com"
        status, body, _ = self.ask(
            "POST", "/api/auth/register", {"email": email, "password": PASSWORD, "name": name})
        if status != 201:
            sys.exit(f"register: {status} {body}")
        if amount:
            self.tool("atrium", "ajo", "credit", "--email", email, "--amount", amount)
        return body["access_token"], body["user"]["id"]

    def pay(self, token, to, amount="1.00", key=None, patience=60):
        return self.ask(
            "POST", "/api/ajo/wallet/transfer", {"to_user_id": to, "amount": amount}, token, key,
            patience)


def wait_for(what, ask, patience=30):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        answer = ask()
        if answer is not None and answer is not False:
            return answer
        time.sleep(0.02)
    sys.exit(f"{os.path.basename(sys.argv[0])}: waited {patience} s for {what}")


def judge(findings):
    """Ends the driver: 0 where nothing was found."""
    name = os.path.basename(sys.argv[0])
    for finding in findings:
        print(f"{name}: {finding}")
    print(f"{name}: {'failed' if findings else 'holds'}")
    sys.exit(1 if findings else 0)
