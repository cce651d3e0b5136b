"""Fixtures for all tests: a clock that stands still, and no messages to a broker."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the product. A run tries the same examples as the last one,
# so that what fails was changed; `--hypothesis-profile=searching` tries others.
KEPT: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
settings.register_profile("carelane", derandomize=True, **KEPT)
settings.register_profile("searching", max_examples=1000, **KEPT)
settings.load_profile("carelane")


class FixedClock:
    """Time that moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """2026-03-02 08:00 in Shanghai, a Monday."""
    from engine import clock as engine_clock

    fixed = FixedClock(datetime(2026, 3, 2, 0, 0, tzinfo=UTC))
    with engine_clock.fixed(fixed):
        yield fixed


@pytest.fixture(autouse=True)
def _no_stale_definitions() -> Iterator[None]:
    """Compiled definitions and zones are kept by primary key, which a rolled-back database hands out again."""
    yield
    for name in ("engine.definitions", "workflows.directory.zones"):
        if kept := sys.modules.get(name):
            kept.forget()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults-size", choices=("short", "middle", "full"), default="full", help="how long the fault tests go on")
