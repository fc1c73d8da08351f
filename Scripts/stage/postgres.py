"""A Postgres of one's own, its databases, and sessions on them."""

import os
import signal
import subprocess
from pathlib import Path

from .basics import ROOT, Broken, run, until


class Cluster:
    """A Postgres of one's own (Scripts/postgres-for-tests), or a standby of one."""

    SCRIPT = ROOT / "Scripts/postgres-for-tests"

    def __init__(self, stage, name, settings="", of=None):
        self.stage, self.folder = stage, stage.folder / name
        self.command = ["start", self.folder] if of is None else ["replica", self.folder, of.folder]
        self.url = run(
            self.SCRIPT, *self.command, os.getpid(),
            env={**os.environ, "POSTGRES_SETTINGS": settings}).strip()
        stage.finally_do(self.stop)
        self.home = Path((self.folder / "home").read_text().strip())
        self.port = self.url.rpartition("port=")[2]
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parts[-2]))
        self.tools = folders[-1] if folders else Path("/usr/bin")

    def stop(self):
        # One that hangs would not end.
        self.signal(signal.SIGCONT)
        run(self.SCRIPT, "stop", self.folder)

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

    def set(self, setting, value):
        """Changes a setting while it runs; all its processes go by the new value from then on."""
        self.administer(f"ALTER SYSTEM SET {setting} = '{value}'")
        self.administer("SELECT pg_reload_conf()")
        until(
            lambda: self.administer(f"SHOW {setting}") == [[value]], 30,
            f"{setting} is not {value!r} yet")
        # The checkpointer has commits wait for standbys, and reads settings before it begins.
        self.administer("CHECKPOINT")

    @property
    def socket(self):
        """Where it takes whoever may look into the folder for its superuser."""
        return f"{self.home}/.s.PGSQL.{self.port}"

    def processes(self):
        """The postmaster and its children, as far as they live."""
        try:
            postmaster = (self.home / "data/postmaster.pid").read_text().split()[0]
        except (OSError, IndexError):
            return []
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--pid", postmaster, "--ppid", postmaster], text=True,
            stdout=subprocess.PIPE, check=False)
        return [int(pid) for pid in listed.stdout.split()]

    def processor_s(self):
        """The seconds of processors that it has used, those of ended connections among them."""
        used = 0
        for pid in self.processes():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                used += sum(int(field) for field in fields[11:15])
            except (OSError, IndexError):
                pass
        return used / os.sysconf("SC_CLK_TCK")

    def signal(self, number):
        """Sends a signal to all of them."""
        for pid in self.processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """As when the power fails: no process of it does anything more."""
        self.signal(signal.SIGKILL)

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
