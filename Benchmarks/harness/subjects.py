"""The servers that are measured: Atrium, what one would take otherwise, and the floor."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

CORES = os.cpu_count()


class Broken(Exception):
    """Something that must run does not."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command, env=None, stdin=None):
    """Runs a program to its end; answers what it printed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, input=stdin,
        env={**os.environ, **(env or {})})
    if done.returncode:
        raise Broken(f"{' '.join(map(str, command))}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Server:
    """A process that answers HTTP on a port of its own."""

    ready_path = "/healthz"
    process = None

    def __init__(self, name, folder):
        self.name = name
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.users_file = self.folder / "users"

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        """Starts it; answers the ms until it was ready."""
        began = time.monotonic()
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command()], cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env={**os.environ, **self.environment()})
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - began > 30:
                self.stop()
                raise Broken(f"{self.name} does not start; see {self.folder / 'log'}: "
                             + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.001)
        return (time.monotonic() - began) * 1000

    def is_ready(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", self.ready_path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process = None

    @property
    def pid(self):
        return self.process.pid


class Atrium(Server):
    """The server as it comes: request log, metrics and all. Only access tokens live longer than
    usual, so that a long run can use those it began with."""

    ready_path = "/readyz"

    def __init__(self, name, folder, programs, storage):
        super().__init__(name, folder)
        self.programs = programs
        self.storage = storage
        #: More of the configuration, for as long as a workload wants it.
        self.limits = {}

    @property
    def uses_postgres(self):
        return self.storage.startswith("postgres")

    def command(self):
        return [self.programs / "atrium-server"]

    def environment(self):
        return {"ATRIUM_LISTEN": f"127.0.0.1:{self.port}", "ATRIUM_STORAGE_DEFAULT": self.storage,
                "ATRIUM_AUTH_ACCESS_LIFETIME": "86400s", **self.limits}

    def tool(self, name, *arguments):
        return run(self.programs / name, *arguments, env=self.environment())

    def prepare(self):
        if self.uses_postgres:
            self.tool("atrium-migrate", "apply")


class FastAPI(Server):
    """The Python stack on uvicorn, without a request log: the best that it does."""

    uses_postgres = True

    def __init__(self, name, folder, source, python, dsn, variant):
        super().__init__(name, folder)
        self.source, self.python, self.dsn, self.variant = source, python, dsn, variant

    def command(self):
        return [self.python, "-m", "uvicorn", "app:app", "--app-dir", self.source, "--port",
                self.port, "--workers", CORES, "--no-access-log", "--log-level", "warning"]

    def environment(self):
        return {"PEER_DSN": self.dsn, "VARIANT": self.variant, "PYTHONDONTWRITEBYTECODE": "1"}

    def prepare(self, users):
        lines = self.folder / "tokens"
        run(self.python, self.source / "app.py", users, lines, env=self.environment())
        self.users_file.write_text(
            "".join(f"{line} -\n" for line in lines.read_text().splitlines()))


class Nginx(Server):
    """A constant from nginx, one worker a processor."""

    uses_postgres = False

    def command(self):
        settings = self.folder / "nginx.conf"
        settings.write_text(f"""
            daemon off; worker_processes {CORES}; pid {self.folder}/nginx.pid;
            error_log {self.folder}/error.log; worker_rlimit_nofile 20000;
            events {{ worker_connections 16384; }}
            http {{
              access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
              client_body_temp_path {self.folder}/b; proxy_temp_path {self.folder}/p;
              fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u;
              scgi_temp_path {self.folder}/s;
              server {{
                listen 127.0.0.1:{self.port} reuseport;
                location = /healthz {{
                  default_type application/json; return 200 '{{"status":"ok"}}';
                }}
              }}
            }}""")
        return ["nginx", "-c", settings, "-p", self.folder]


class Postgres:
    """An instance of one's own: it syncs to disk as a real one does."""

    def __init__(self, root, folder, settings=""):
        self.script = root / "Scripts/postgres-for-tests"
        self.folder = folder
        self.settings = settings

    def start(self):
        self.url = run(self.script, "start", self.folder, os.getpid(),
                       env={"POSTGRES_SETTINGS": self.settings}).strip()
        self.home = Path((self.folder / "home").read_text().strip())
        self.pid = int((self.home / "data/postmaster.pid").read_text().split()[0])
        self.port = self.url.rpartition("port=")[2]
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parts[-2]))
        self.programs = folders[-1] if folders else Path("/usr/bin")

    def stop(self):
        run(self.script, "stop", self.folder)

    def database(self, name):
        """Makes a database; answers its address."""
        self.sql("postgres", f"CREATE DATABASE {name}")
        return self.url.replace("/postgres?", f"/{name}?")

    def sql(self, database, text, **variables):
        settings = [part for item in variables.items() for part in ("-v", "%s=%s" % item)]
        return run(
            self.programs / "psql", "-h", self.home, "-p", self.port, "-U", "atrium", "-d",
            database, "-Atq", "-v", "ON_ERROR_STOP=1", *settings, stdin=text)


def announce(text):
    print(text, file=sys.stderr, flush=True)
