from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.receiver import Receiver
from tests.installation import Installation

# The short form is CI's: it proves that each row can fail, on a machine that does other things, so it prints its seconds and
# holds none of them against a bar ("timed"). The full one gives the figures.
SIZES: dict[str, dict[str, int]] = {
    "short": {
        "pairs": 40,
        "kills": 12,
        "wipes": 3,
        "models": 60,
        "timers": 150,
        "jumps": 40,
        "messages": 15,
        "neighbours": 60,
        "elements": 2_000,
        "timed": 0,
    },
    "middle": {
        "pairs": 200,
        "kills": 200,
        "wipes": 20,
        "models": 1_000,
        "timers": 2_000,
        "jumps": 200,
        "messages": 200,
        "neighbours": 500,
        "elements": 10_000,
        "timed": 1,
    },
    "full": {
        "pairs": 10_000,
        "kills": 1_000,
        "wipes": 100,
        "models": 10_000,
        "timers": 10_000,
        "jumps": 1_000,
        "messages": 1_000,
        "neighbours": 2_000,
        "elements": 10_000,
        "timed": 1,
    },
}
LINES: list[tuple[str, str, str, str]] = []


@pytest.fixture
def table() -> Callable[[str, str, str, str], None]:
    """Add a line to the table that is printed at the end: what, how many, what was found, the bar."""
    return lambda what, size, found, bar: LINES.append((what, size, found, bar))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not LINES:
        return
    place = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    terminalreporter.section(f"reliability on {place}")
    widths = [max(len(line[column]) for line in LINES) for column in range(4)]
    for line in LINES:
        terminalreporter.write_line("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


@pytest.fixture
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return SIZES[request.config.getoption("--faults-size")]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    place = Receiver()
    yield place
    place.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all rows of a module."""
    place = Installation(tmp_path_factory.mktemp("rows"), settings="tests.faults.settings")
    place.create()
    try:
        yield place
    finally:
        place.drop()


@pytest.fixture
def installation(tmp_path: Path, receiver: Receiver) -> Iterator[Installation]:
    place = Installation(tmp_path, settings="tests.faults.settings")
    place.environment["FAULTS_RECEIVER"] = receiver.url
    place.create()
    try:
        yield place
    finally:
        place.drop()
