"""What drivers of whole programs stand on: a folder, databases, servers, and their end.

    with Stage("check-something") as stage:
        server = stage.serve("sqlite")
        expect(server.ask("GET", "/healthz").status == 200, "it is not well")

Everything that a driver starts is stopped when it ends, however it ends. ATRIUM_PROGRAMS is the
folder of the programs, .build/release unless told. Nothing but Python's standard library, and psql
where there is a Postgres.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from .basics import ROOT, Broken, expect, in_background, say, until
from .postgres import Cluster, Postgres
from .server import EMAIL, PASSWORD, AdministeredServer, Server
from .sqlite import File

__all__ = [
    "EMAIL", "PASSWORD", "ROOT", "AdministeredServer", "Broken", "Cluster", "File", "Postgres",
    "Server", "Stage", "expect", "in_background", "say", "until"]


class Stage:
    """A temporary folder and everything that runs in it. Within `with`, a promise that does not
    hold (`Broken`) is told with the ends of the servers' logs, and ends the process with 1."""

    def __init__(self, name, programs=None):
        self.name = name
        self.programs = Path(
            programs or os.environ.get("ATRIUM_PROGRAMS") or ROOT / ".build/release").resolve()
        if not os.access(self.programs / "atrium-server", os.X_OK):
            print(f"{name}: there is no {self.programs}/atrium-server; build it first",
                  file=sys.stderr)
            sys.exit(69)
        self.folder = Path(tempfile.mkdtemp(prefix=f"atrium-{name}."))
        # Postgres runs as somebody else where we are root.
        self.folder.chmod(0o755)
        self.ends, self.servers = [], []
        self.began = time.monotonic()
        # By a signal, too: SystemExit unwinds.
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(130))
        atexit.register(self.close)

    def __enter__(self):
        return self

    def __exit__(self, _, error, __):
        if isinstance(error, Broken):
            print(f"{self.name}: {error}", file=sys.stderr)
            for server in self.servers:
                server.print_log()
        self.close()
        if isinstance(error, Broken):
            sys.exit(1)

    def say_kept(self):
        say(f"{self.name}: all is as promised ({time.monotonic() - self.began:.0f} s)")

    def finally_do(self, end):
        self.ends.append(end)

    def close(self):
        while self.ends:
            try:
                self.ends.pop()()
            except Exception as error:  # what is left must be stopped nevertheless
                print(f"while stopping: {error}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    def postgres(self, name="postgres", settings=""):
        return Cluster(self, name, settings)

    def file(self, name="atrium"):
        return File(self.folder / f"{name}.db")

    def database(self, engine):
        """A database of its own: a file, or the only one of a Postgres."""
        return self.postgres().database() if engine == "postgres" else self.file()

    def serve(self, database, **settings):
        """A server on a database, which may be the name of an engine, with all its migrations."""
        database = self.database(database) if isinstance(database, str) else database
        server = Server(self, database, **settings)
        server.migrate()
        return server.start()
