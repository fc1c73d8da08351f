"""What the drivers of faults share: a database of one's own, a server, a client, and others.

ATRIUM_PROGRAMS is the folder of the programs, .build/release unless told. A database is a SQLite
file in a temporary folder, or a Postgres server by Scripts/postgres-for-tests. Nothing is left.
"""
import argparse
import json
import multiprocessing
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.abspath(os.environ.get("ATRIUM_PROGRAMS", os.path.join(HERE, "../../.build/release")))
PASSWORD = "correct horse 7 battery"
P99_MS = 250


def options(description):
    """Reads the command line: the engines, --long, --port."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgres"])
    parser.add_argument("--long", action="store_true", help="the whole size, some minutes")
    parser.add_argument("--port", type=int, default=0, help="where to listen; a free port unless told")
    chosen = parser.parse_args()
    if not os.access(os.path.join(PROGRAMS, "atrium-server"), os.X_OK):
        print(f"there is no atrium-server in {PROGRAMS}: set ATRIUM_PROGRAMS", file=sys.stderr)
        sys.exit(69)
    # Many sockets are a descriptor each, here as well.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return chosen


def hard_limit():
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


class Ground:
    """A database, and a server on it; `with` ends both."""

    def __init__(self, engine, port=0, descriptors=None, stderr=None, **settings):
        self.folder = tempfile.mkdtemp(prefix="atrium-faults.")
        self.engine, self.server = engine, None
        self.postgres = os.path.join(self.folder, "postgres")
        try:
            self._open(port, descriptors, stderr, settings)
        except BaseException:
            self.__exit__()
            raise

    def _open(self, port, descriptors, stderr, settings):
        url = "sqlite:" + os.path.join(self.folder, "atrium.db")
        if self.engine == "postgres":
            script = os.path.join(HERE, "../postgres-for-tests")
            url = subprocess.run([script, "start", self.postgres, str(os.getpid())], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout.strip()
        self.port = port or free_port()
        env = {"PATH": os.environ["PATH"], "ATRIUM_MODE": "development",
               "ATRIUM_LISTEN": f"127.0.0.1:{self.port}", "ATRIUM_STORAGE_DEFAULT": url,
               "ATRIUM_RATE_LIMIT_REQUESTS": "1000000", **settings}
        subprocess.run([os.path.join(PROGRAMS, "atrium-migrate"), "apply"], env=env, cwd=self.folder,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
                 ) if descriptors else None
        self.log = os.path.join(self.folder, "server.log")
        output = stderr if stderr is not None else open(self.log, "wb")
        self.server = subprocess.Popen(
            [os.path.join(PROGRAMS, "atrium-server")], env=env, cwd=self.folder, stderr=output,
            stdout=output, stdin=subprocess.DEVNULL, preexec_fn=limit)
        self.environment = env
        self._wait()

    def tool(self, *words):
        """Runs the command `atrium`."""
        subprocess.run([os.path.join(PROGRAMS, "atrium"), *words], env=self.environment, check=True,
                       cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _wait(self):
        until = time.monotonic() + 30
        while time.monotonic() < until and self.server.poll() is None:
            try:
                if ask(self.port, b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit(f"the server did not become ready: {self.logged()[-500:]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.server and self.server.poll() is None:
            self.server.kill()
            self.server.wait()
        if self.engine == "postgres":
            subprocess.run([os.path.join(HERE, "../postgres-for-tests"), "stop", self.postgres],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def logged(self):
        try:
            with open(self.log, errors="replace") as log:
                return log.read()
        except OSError:
            return ""

    def resident_mb(self):
        with open(f"/proc/{self.server.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024

    def metric(self, name):
        text = ask(self.port, b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", 60)[1].decode()
        return next((float(line.split()[-1]) for line in text.splitlines()
                     if line.startswith(name + " ")), None)

    def post(self, path, body, token=None):
        """The answer to something that is to be done: it must be 201."""
        text = json.dumps(body).encode()
        fields = f"Authorization: Bearer {token}\r\n" if token else ""
        status, answer = ask(self.port, (
            f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{fields}"
            f"Content-Length: {len(text)}\r\n\r\n").encode() + text)
        if status != 201:
            raise SystemExit(f"POST {path}: {status} {answer[:300]!r}")
        return json.loads(answer)

    def person(self):
        """A new user: the address, the id and the access token."""
        email = f"u{time.time_ns()}@example.com"
        made = self.post("/api/auth/register",
                         {"email": email, "name": "Ada Obi", "password": PASSWORD})
        return email, made["user"]["id"], made["access_token"]

    def register(self):
        """A new user's access token."""
        return self.person()[2]

    def terminate(self, within):
        """The seconds that the server takes to end when it is asked to; None where it does not."""
        began = time.monotonic()
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(within)
            return time.monotonic() - began
        except subprocess.TimeoutExpired:
            return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect(port, receive_buffer=None, timeout=10, segment=None):
    """A connection. With segments as networks have them, the kernel holds as much for it at the
    server as it would for a client elsewhere, and not megabytes as on loopback."""
    wire = socket.socket()
    if segment:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
    if receive_buffer:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    wire.settimeout(timeout)
    try:
        wire.connect(("127.0.0.1", port))
    except OSError:
        wire.close()
        raise
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return wire


def read(wire):
    """The next answer's status and body."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = wire.recv(65_536)
        if not chunk:
            raise ConnectionError("closed without an answer")
        answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                   if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        chunk = wire.recv(65_536)
        if not chunk:
            raise ConnectionError("closed within an answer")
        body += chunk
    return int(head.split()[1]), body


def ask(port, request, timeout=10):
    with connect(port, timeout=timeout) as wire:
        wire.sendall(request)
        return read(wire)


class Others:
    """Two clients in a process of their own that ask for a wallet and for the health, as those do
    who have nothing to do with the fault: one on a connection that stays, one on new ones."""

    def __init__(self, port, token):
        self.results = multiprocessing.Queue()
        self.ended = multiprocessing.Event()
        self.process = multiprocessing.Process(target=self._run, args=(port, token), daemon=True)
        self.process.start()

    def _run(self, port, token):
        wallet = (f"GET /api/ajo/wallet HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n"
                  ).encode()
        health = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        times, wrong, wire = [], {}, None
        while not self.ended.is_set():
            for request, is_new in ((wallet, False), (health, True)):
                began = time.monotonic()
                try:
                    if is_new:
                        status, _ = ask(port, request)
                    else:
                        wire = wire or connect(port)
                        wire.sendall(request)
                        status, _ = read(wire)
                except OSError as error:
                    status = type(error).__name__
                    if not is_new and wire:
                        wire.close()
                        wire = None
                times.append((time.monotonic() - began) * 1000)
                if status != 200:
                    key = f"{'new' if is_new else 'kept'} {status}"
                    wrong[key] = wrong.get(key, 0) + 1
            time.sleep(0.01)
        self.results.put((times, wrong))

    def end(self):
        """How long each request took, in ms, and the answers that were not 200."""
        self.ended.set()
        found = self.results.get(timeout=30)
        self.process.join()
        return found


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else float("inf")


class Verdict:
    """Gathers what was found, and says whether all of it is as it must be."""

    def __init__(self):
        self.whole = True

    def check(self, name, value, is_good, bound=""):
        self.whole = self.whole and bool(is_good)
        shown = f"{value:.1f}" if isinstance(value, float) else str(value)
        print(f"  {name:<58} {shown:>12}  {bound}{'' if is_good else '   BROKEN'}", flush=True)

    def others(self, found, tolerated=0):
        times, wrong = found
        p99 = percentile(times, 0.99)
        self.check(f"p99 of {len(times)} requests of others, ms", p99, p99 < P99_MS, f"under {P99_MS}")
        bad = sum(wrong.values())
        self.check(f"others' answers that were not 200 {wrong or ''}", bad, bad <= tolerated,
                   f"at most {tolerated}")

    def exit(self):
        sys.exit(0 if self.whole else 1)
