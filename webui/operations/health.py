"""Is everything there that the product needs? For load balancers, monitors and the operations page."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from engine import clock
from webui.words import span

from .heartbeat import last_seen

logger = logging.getLogger(__name__)
SILENT_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    title: str
    is_ok: bool
    detail: str


def checks() -> list[Check]:
    return [_run(name, str(title), probe) for name, title, probe in PROBES]


def _run(name: str, title: str, probe: Callable[[], tuple[bool, str]]) -> Check:
    try:
        is_ok, detail = probe()
    except (DatabaseError, OSError) as error:
        logger.warning("health check %s failed: %s", name, type(error).__name__)
        is_ok, detail = False, _("cannot be reached")
    return Check(name, title, is_ok, detail)


def _database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return True, connection.vendor


def _broker() -> tuple[bool, str]:
    """The folder of the embedded broker must be writable; another broker is proved by the worker's sign of life."""
    if not settings.CELERY_BROKER_URL.startswith("filesystem"):
        return True, settings.CELERY_BROKER_URL.partition(":")[0]
    folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
    return folder.is_dir() and os.access(folder, os.W_OK), _("folder")


def _worker() -> tuple[bool, str]:
    seen_at = last_seen()
    if seen_at is None:
        return False, _("never seen")
    silent = clock.real_now() - seen_at
    return silent <= SILENT_AFTER, _("seen %(span)s ago") % {"span": span(silent)}


PROBES = (
    ("database", gettext_lazy("Database"), _database),
    ("broker", gettext_lazy("Message broker"), _broker),
    ("worker", gettext_lazy("Worker and beat"), _worker),
)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if all is well, 503 otherwise. Names and yes or no, nothing else: anybody may ask."""
    found = checks()
    is_ok = all(check.is_ok for check in found)
    body = {"status": "ok" if is_ok else "failing", "checks": {check.name: check.is_ok for check in found}}
    return JsonResponse(body, status=200 if is_ok else 503, headers={"Cache-Control": "no-store"})


@login_not_required
@require_safe
def healthz_web(request: HttpRequest) -> JsonResponse:
    """Whether this web process can serve: for a load balancer, which must not drop it because a worker is away."""
    check = _run("database", "", _database)
    body = {"status": "ok" if check.is_ok else "failing", "checks": {"database": check.is_ok}}
    return JsonResponse(body, status=200 if check.is_ok else 503, headers={"Cache-Control": "no-store"})
