"""What every part of a stage uses."""

import os
import socket
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Broken(Exception):
    """A promise that does not hold, or a program that does not do what it must."""


def expect(holds, text):
    if not holds:
        raise Broken(text)


def say(text):
    print(text, flush=True)


def until(found, seconds, what, step=0.05):
    """Asks again and again until there is an answer that is not None or False; answers it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (answer := found()) not in (None, False):
            return answer
        time.sleep(step)
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


def in_background(target, *arguments):
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread
