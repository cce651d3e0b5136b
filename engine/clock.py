"""The only source of time: aware UTC. A demonstration may move it forward; tests replace it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.conf import settings

_source: Callable[[], datetime] | None = None


def real_now() -> datetime:
    """The machine's time, whatever the demonstration shows. Leases and retries live on it."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time that patients' processes live on, aware UTC."""
    if _source is not None:
        return _source()
    if settings.CARELANE_DEMO:
        return real_now() + demo_offset()
    return real_now()


def demo_offset() -> timedelta:
    """How far the demonstration's clock stands ahead. Kept in the database so that web and workers agree."""
    from engine.models.demo_clock import DemoClock

    seconds = DemoClock.objects.filter(pk=1).values_list("offset_seconds", flat=True).first()
    return timedelta(seconds=seconds or 0)


@contextmanager
def fixed(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` be the time within the block."""
    global _source
    previous, _source = _source, source
    try:
        yield
    finally:
        _source = previous
