"""Where things lie, how the scripts speak, and how two of them wait for each other."""

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
DEV = REPO / "dev"
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").resolve()
    / "scope_guard"
)
LOGS = CACHE / "logs"
PATIENCE = 15  # seconds between two signs of life


class Stop(Exception):
    """What was asked for cannot be had; the message says in one sentence what to do."""


def say(message):
    """Tell the person in front of the screen what is going on."""
    print(message, flush=True)


@contextlib.contextmanager
def step(message):
    """Announce a long step, give a sign of life while it lasts, and tell at its end how long it took."""
    say(f"{message} ...")
    start = time.monotonic()
    over = threading.Event()

    def live():
        while not over.wait(PATIENCE):
            say(f"  {message}: still at it after {time.monotonic() - start:.0f} s")

    threading.Thread(target=live, daemon=True).start()
    try:
        yield
    finally:
        over.set()
    say(f"  {message}: done in {time.monotonic() - start:.0f} s")


@contextlib.contextmanager
def only_one(name):
    """Let one process at a time do what is inside; the others wait."""
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Stop(
            f"The folder {CACHE} cannot be made: set XDG_CACHE_HOME to one that can."
        ) from None
    with open(CACHE / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another process that works on: {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run(command, failure, **options):
    """Run a command quietly; when it fails, show the end of its output and stop with the sentence ``failure``.

    :return: what the command printed
    """
    try:
        return subprocess.run(
            [str(part) for part in command],
            check=True,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        ).stdout
    except FileNotFoundError:
        raise Stop(f"{failure} (The program {command[0]} is missing.)") from None
    except subprocess.CalledProcessError as error:
        print("\n".join(error.stdout.strip().splitlines()[-15:]), file=sys.stderr)
        raise Stop(failure) from None
