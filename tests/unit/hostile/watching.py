"""What every test of hostile expressions watches: nothing is executed, processor time and memory stay within bounds."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.unit.hostile.payloads import CANARY, payloads

SECONDS = 1.0  # of processor time, for one expression in one place
MEMORY = 400 << 20  # bytes that one test's expressions may add together
FORBIDDEN = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "subprocess.Popen",
    "exec",
    "pty.spawn",
    "socket.connect",
    "ctypes",
)
PAYLOADS = payloads()
EVERY = os.environ.get("CARELANE_HOSTILE") == "all"  # every expression in every place: minutes instead of seconds
watched: list[str] = []
is_watching = False


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not is_watching:
        return
    if event == "exec" and not arguments[0].co_filename.startswith("<s"):  # type: ignore[attr-defined]
        return  # a module that is imported for the first time; code that somebody sent has no file
    if event.startswith(FORBIDDEN) or (event == "open" and "passwd" in str(arguments[0])) or CANARY in str(arguments):
        watched.append(f"{event} {arguments!r:.200}")


sys.addaudithook(_audit)


def share(place: int, places: int) -> Sequence[str]:
    """The expressions for one of so many places: each is tried in one of them, and `CARELANE_HOSTILE=all` tries all in each."""
    return PAYLOADS if EVERY else PAYLOADS[place % len(PAYLOADS) :: places]


@contextmanager
def nothing_is_executed(memory: int = MEMORY) -> Iterator[None]:
    global is_watching
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    watched.clear()
    is_watching = True
    try:
        yield
    finally:
        is_watching = False
    assert watched == [], watched
    assert not Path(CANARY).exists()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < memory


@contextmanager
def in_time(source: str, places: int = 1) -> Iterator[None]:
    """`places`: how often the place evaluates it (a due moment and a priority, each round, the cells of two rules)."""
    started = time.process_time()  # a machine that does other things in between is no fault
    yield
    taken = time.process_time() - started
    assert taken < SECONDS * places, f"{taken:.1f} s: {source[:100]!r}"
