"""Wake the workers: a message that may be lost or repeated at no cost, since a sweep follows within two seconds."""

from __future__ import annotations

import logging

from django.conf import settings

logger = logging.getLogger(__name__)


def wake_workers(task: str = "engine.sweep") -> None:
    """Ask a worker to sweep now, or to rehearse. A broken broker is logged and never fails what was already committed."""
    if not settings.CARELANE_WAKE:
        return
    from celery import current_app

    try:
        current_app.send_task(task, expires=5, retry=False, ignore_result=True)
    except Exception:  # the commit stands whatever the broker's library raises
        logger.warning("The broker did not take a wake-up; the next sweep will do the work", exc_info=True)
