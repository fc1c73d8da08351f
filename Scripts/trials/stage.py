"""What the trials of whole programs stand on: a folder, databases, servers, and their end.

Everything that a trial starts is stopped when it ends, however it ends. Nothing but Python's
standard library, and psql where there is a Postgres.
"""

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD = "admin@example.com", "correct horse 7 battery"


class Broken(Exception):
    """A promise that does not hold, or a program that does not do what it must."""


def expect(holds, text):
    if not holds:
        raise Broken(text)


def say(text):
    print(text, flush=True)


def until(found, seconds, what):
    """Asks again and again until there is an answer that is not None or False; answers it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (answer := found()) not in (None, False):
            return answer
        time.sleep(0.05)
    raise Broken(f"after {seconds} s: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command, env=None, text=None, folder=None):
    """Runs a program to its end; answers what it printed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, input=text, cwd=folder,
        env=os.environ if env is None else env)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise Broken(f"{' '.join(map(str, command[:3]))} ended with {done.returncode}: {said}")
    return done.stdout


class Stage:
    """A temporary folder and everything that runs in it."""

    def __init__(self, name, programs):
        self.programs = Path(programs)
        self.folder = Path(tempfile.mkdtemp(prefix=f"atrium-{name}."))
        # Postgres runs as somebody else where we are root.
        self.folder.chmod(0o755)
        self.ends = []
        # By a signal, too: SystemExit unwinds.
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(130))
        atexit.register(self.close)

    def finally_do(self, end):
        self.ends.append(end)

    def close(self):
        while self.ends:
            try:
                self.ends.pop()()
            except Exception as error:  # what is left must be stopped nevertheless
                print(f"while stopping: {error}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def postgres(self, name="postgres", settings=""):
        return Cluster(self, name, settings)

    def file(self, name="atrium"):
        return File(self.folder / f"{name}.db")


def performed(name, trial, programs):
    """Runs a trial on a stage; answers the exit code."""
    stage = Stage(name, programs)
    try:
        began = time.monotonic()
        trial(stage)
        say(f"{name}: all is as promised ({time.monotonic() - began:.0f} s)")
        return 0
    except Broken as error:
        print(f"{name}: {error}", file=sys.stderr)
        for server in Server.all:
            server.print_log()
        return 1
    finally:
        stage.close()


class Cluster:
    """A Postgres of one's own (Scripts/postgres-for-tests), or a standby of one."""

    SCRIPT = ROOT / "Scripts/postgres-for-tests"

    def __init__(self, stage, name, settings="", of=None):
        self.stage, self.folder = stage, stage.folder / name
        self.command = ["start", self.folder] if of is None else ["replica", self.folder, of.folder]
        self.url = run(
            self.SCRIPT, *self.command, os.getpid(),
            env={**os.environ, "POSTGRES_SETTINGS": settings}).strip()
        stage.finally_do(lambda: run(self.SCRIPT, "stop", self.folder))
        self.home = Path((self.folder / "home").read_text().strip())
        self.port = self.url.rpartition("port=")[2]
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parts[-2]))
        self.tools = folders[-1] if folders else Path("/usr/bin")

    def standby(self, name="standby"):
        return Cluster(self.stage, name, of=self)

    def database(self, name="atrium"):
        """Makes a database."""
        Postgres(self.url, self.tools).run(f"CREATE DATABASE {name}")
        return Postgres(self.url_of(name), self.tools)

    def url_of(self, name):
        return self.url.replace("/postgres?", f"/{name}?")

    def administer(self, sql):
        return Postgres(self.url, self.tools).run(sql)

    def processes(self):
        """The postmaster and its children."""
        postmaster = int((self.home / "data/postmaster.pid").read_text().split()[0])
        listed = run("ps", "-o", "pid=", "--ppid", postmaster).split()
        return [postmaster, *map(int, listed)]

    def kill(self):
        """As when the power fails: no process of it does anything more."""
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def promote(self):
        self.administer("SELECT pg_promote()")


class Postgres:
    """A database of a cluster, or of whichever of several leads."""

    is_postgres = True

    def __init__(self, url, tools):
        self.url, self.tools = url, tools

    def run(self, sql):
        """Runs statements; answers the rows as lists of texts."""
        printed = run(
            self.tools / "psql", "-d", self.url, "-AtqX", "-F", "\t", "-v", "ON_ERROR_STOP=1",
            text=sql)
        return [line.split("\t") for line in printed.splitlines()]

    def session(self):
        return Session(self)


class Session:
    """A psql that stays connected. One that has lost its database raises Broken and is over."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            [str(database.tools / "psql"), "-d", database.url, "-AtqX", "-F", "\t", "-v",
             "ON_ERROR_STOP=1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def run(self, sql):
        rows = []
        try:
            self.process.stdin.write(f"{sql};\n\\echo :over:\n")
            self.process.stdin.flush()
            for line in self.process.stdout:
                if line == ":over:\n":
                    return rows
                rows.append(line[:-1].split("\t"))
        except OSError:
            pass
        self.close()
        raise Broken("the database is gone")

    def close(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass


class File:
    """A SQLite database."""

    is_postgres = False

    def __init__(self, path):
        self.path, self.url = path, f"sqlite:{path}"

    def run(self, sql):
        """Runs statements; answers the rows of the last one."""
        session = self.session()
        try:
            return session.run(sql)
        finally:
            session.close()

    def session(self):
        return FileSession(self.path)


class FileSession:
    def __init__(self, path):
        # Whoever makes it may hand it to another thread.
        self.connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False)

    def run(self, sql):
        rows = []
        for statement in _statements(sql):
            rows = self.connection.execute(statement).fetchall()
        return [[None if value is None else str(value) for value in row] for row in rows]

    def close(self):
        self.connection.close()


def _statements(sql):
    part = ""
    for piece in sql.split(";"):
        part += piece
        if sqlite3.complete_statement(part + ";"):
            if part.strip():
                yield part
            part = ""
        else:
            part += ";"
    if part.strip("; \n"):
        yield part


class Server:
    """An atrium-server that may be killed and started again at its place."""

    all = []

    def __init__(self, stage, database, name="server", role="all", **settings):
        self.stage, self.name, self.role = stage, name, role
        self.folder = stage.folder / name
        self.folder.mkdir(exist_ok=True)
        self.port, self.process, self.tokens = free_port(), None, {}
        self.environment = {
            "PATH": os.environ["PATH"], "ATRIUM_LISTEN": f"127.0.0.1:{self.port}",
            "ATRIUM_STORAGE_DEFAULT": database.url, "ATRIUM_ADMIN_EMAIL": EMAIL,
            "ATRIUM_ADMIN_PASSWORD": PASSWORD, "ATRIUM_LOG_ACCESS": "0",
            "ATRIUM_MAIL_TRANSPORT": "file", "ATRIUM_WEBHOOKS_ALLOW_PRIVATE": "1",
            "ATRIUM_AUTH_ACCESS_LIFETIME": "86400s", "ATRIUM_MODE": "development",
            **{f"ATRIUM_{key.upper()}": value for key, value in settings.items()}}
        stage.finally_do(self.end)
        Server.all.append(self)

    def migrate(self):
        self.tool("atrium-migrate", "apply")

    def tool(self, program, *arguments):
        """Runs one of the programs with this server's configuration."""
        return run(
            self.stage.programs / program, *arguments, env=self.environment, folder=self.folder)

    def start(self, seconds=30):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [str(self.stage.programs / "atrium-server"), "--role", self.role],
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)
        until(self.is_ready, seconds, f"{self.name} is not ready")
        return self

    def is_ready(self):
        expect(self.process.poll() is None, f"{self.name} ended by itself")
        try:
            return self.ask("GET", "/readyz", token=None, seconds=5)[0] == 200
        except OSError:
            return False

    def kill(self):
        """Without a chance to put anything in order."""
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def end(self):
        """As an operator stops it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def ask(self, method, path, body=None, token=None, seconds=60):
        """Answers the status and what the JSON says."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            fields["Content-Type"] = "application/json"
            body = json.dumps(body)
        try:
            connection.request(method, path, body, fields)
            answer = connection.getresponse()
            text = answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text.decode(errors="replace")

    def admin(self, method, path, body=None, seconds=60):
        """The same by the administrator, who must succeed."""
        if EMAIL not in self.tokens:
            status, answer = self.ask(
                "POST", "/api/auth/login", {"email": EMAIL, "password": PASSWORD})
            expect(status == 200, f"the administrator cannot sign in: {status} {answer}")
            self.tokens[EMAIL] = answer["access_token"]
        status, answer = self.ask(method, path, body, self.tokens[EMAIL], seconds)
        expect(status < 300, f"{method} {path} was answered {status} {answer}")
        return answer

    def metric(self, name):
        """The sum of a metric over its labels."""
        status, text = self.ask("GET", "/metrics")
        expect(status == 200, f"/metrics was answered {status}")
        lines = (line.rpartition(" ") for line in text.splitlines())
        return sum(float(value) for series, _, value in lines if series.partition("{")[0] == name)

    def print_log(self):
        try:
            lines = (self.folder / "log").read_text().splitlines()
        except OSError:
            return
        for line in lines[-15:]:
            print(f"{self.name}: {line}", file=sys.stderr)


def in_background(target, *arguments):
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread
