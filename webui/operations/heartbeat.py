"""Workers say that they live: after a sweep, which beat asks for every second, so one row tells of both."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from celery.signals import task_postrun
from django.db import DatabaseError

from engine import clock

from .models import Heartbeat

WORKER = "worker"
NOTED_EVERY = 5.0
_noted_at = -NOTED_EVERY


def listen() -> None:
    task_postrun.connect(_after_task, dispatch_uid="carelane-heartbeat")


def _after_task(**_signal: Any) -> None:
    """One write every few seconds, whatever the number of tasks. Never an error: the work itself is done already."""
    global _noted_at
    if time.monotonic() - _noted_at < NOTED_EVERY:
        return
    try:
        beat()
    except DatabaseError:
        return
    _noted_at = time.monotonic()


def beat() -> None:
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": clock.real_now()})


def last_seen() -> datetime | None:
    return Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
