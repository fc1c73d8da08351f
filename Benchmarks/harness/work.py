"""What units of work and jobs cost by themselves: changes of a row, the same with an event, and jobs
that are enqueued and run, by a program of ours over a database of its own."""

import json
import os

from subjects import Broken, run


def work(bench, server):
    """Figures a second on the engine that a server's database is of; `event / change` is how many
    times as long a change takes that publishes an event."""
    program = os.environ.get("BENCH_WORK")
    if not program:
        raise Broken("BENCH_WORK names no program; Scripts/bench builds it")
    name = f"work{bench.next_number()}"
    is_sqlite = server.name.endswith("SQLite")
    url = f"sqlite:{bench.folder}/{name}.db" if is_sqlite else bench.postgres.database(name)
    run(bench.programs / "atrium-migrate", "apply", "--database", url, "--contexts", "platform")
    figures = json.loads(run(program, url, str(bench.options.seconds)))
    return {
        "changes/s": figures["changes"], "with an event/s": figures["with_event"],
        "jobs enqueued and run/s": figures["jobs"], "event / change": figures["event_cost"],
    }
