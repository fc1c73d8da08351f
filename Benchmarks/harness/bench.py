"""One run: everything started, each workload's subjects in turns, and all stopped again."""

import statistics
from concurrent.futures import ThreadPoolExecutor

import load
import seeding
from subjects import Atrium, FastAPI, Nginx, Postgres, announce
from workloads import LITE, NGINX, ORM, PG, RAW


class Bench:
    def __init__(self, root, folder, programs, python, options):
        self.root, self.folder, self.options = root, folder, options
        self.users = options.users
        self.idle_connections, self.starts = options.idle_connections, options.starts
        self.postgres = Postgres(root, folder / "postgres")
        self.programs, self._python = programs, python
        self._compiled, self._number = {}, 0
        self.servers = {}
        self.results = {}

    def start(self, wanted):
        """Starts the servers that the workloads want, with users where they need them."""
        self.postgres.start()
        url = self.postgres.database("atrium")
        dsn = self.postgres.database("peer")
        self.postgres.database("floor")
        self.postgres.sql(
            "floor", (self.root / "Benchmarks/floor/schema.sql").read_text(), users=self.users)
        source = self.root / "Benchmarks/peers/fastapi"
        every = [
            Atrium(PG, self.folder / "atrium-postgres", self.programs, url),
            Atrium(LITE, self.folder / "atrium-sqlite", self.programs,
                   f"sqlite:{self.folder}/atrium.db"),
            Nginx(NGINX, self.folder / "nginx"),
            FastAPI(RAW, self.folder / "raw", source, self._python, dsn, "raw"),
            FastAPI(ORM, self.folder / "orm", source, self._python, dsn, "orm"),
        ]
        self.servers = {server.name: server for server in every if server.name in wanted}
        self._prepare_peers(every)
        for server in self.servers.values():
            if isinstance(server, Atrium):
                server.prepare()
            server.start()
        products = [s for s in self.servers.values() if isinstance(s, Atrium)]
        announce(f"registering {self.users} users with each of {len(products)} products")
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda s: seeding.seed(s, self.users, self.options.movements), products))
        self.postgres.sql("atrium", "VACUUM ANALYZE; CHECKPOINT")
        if NGINX in self.servers:
            self.servers[NGINX].users_file.write_text("- - -\n")

    def _prepare_peers(self, every):
        peers = [server for server in every if isinstance(server, FastAPI)]
        if any(peer.name in self.servers for peer in peers):
            peers[0].prepare(self.users)
            for peer in peers[1:]:
                peer.users_file.write_text(peers[0].users_file.read_text())

    def stop(self):
        for server in self.servers.values():
            server.stop()
        self.postgres.stop()

    def run(self, workload, connections):
        """Every subject and floor, round after round; answers the medians."""
        if workload.measure:
            return {
                name: workload.measure(self, self.servers[name]) for name in workload.subjects}
        turns = {name: [] for name in [*workload.subjects, *workload.floors]}
        for round in range(self.options.rounds):
            for name in workload.subjects:
                server = self.servers[name]
                if round == 0:
                    settings = self._settings(workload, server, 1)
                    load.wrk(server, workload.script, connections, 1, **settings)
                turns[name].append(self._ask(server, workload, connections))
            for name, floor in workload.floors.items():
                turns[name].append(floor(self, self.seconds(workload)))
        self.results[f"{workload.name} {connections}"] = turns
        return {name: _median(results) for name, results in turns.items()}

    def seconds(self, workload):
        """How long a turn is."""
        return self.options.seconds * workload.longer

    def _ask(self, server, workload, connections):
        database = self.postgres if server.uses_postgres else None
        settings = self._settings(workload, server, self.seconds(workload))
        return load.measured(
            lambda: load.wrk(
                server, workload.script, connections, self.seconds(workload),
                PASSWORD=seeding.PASSWORD, **settings),
            server, database)

    def _settings(self, workload, server, seconds):
        more = workload.prepare(self, server, seconds) if workload.prepare else {}
        return {**workload.settings, **more}

    def hashing(self):
        """Memory in KiB and passes of the product's password hashes, read off one of them."""
        phc = self.postgres.sql("atrium", "SELECT password_hash FROM auth_users LIMIT 1")
        fields = dict(part.split("=") for part in phc.split("$")[3].split(","))
        return fields["m"], fields["t"]

    def compiled(self, name, *libraries):
        if name not in self._compiled:
            self._compiled[name] = load.compile_floor(name, self.folder, *libraries)
        return self._compiled[name]

    def next_number(self):
        self._number += 1
        return self._number


def _median(results):
    keys = {key for result in results for key in result}
    return {key: statistics.median(result[key] for result in results) for key in keys}
