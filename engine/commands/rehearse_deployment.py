"""Rehearse the files of a deployment: asked for when they are sent for review, done by a worker, small ones at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bpmn.loader import shipped_rehearsal
from engine import clock
from engine.actor import Actor
from engine.errors import DeploymentRefused, InvalidState, NotAuthorised, NotFound
from engine.models.definition import Deployment
from engine.models.rehearsal import Rehearsal, RehearsalState
from engine.rehearsal import VERSION, Limits, rehearse
from engine.rehearsal.apart import RehearsalFailed, rehearse_apart
from engine.runtime import Budget
from engine.wake import wake_workers

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
SMALL = 40  # nodes: a rehearsal that takes some hundredths of a second
AT_ONCE = Limits(worlds=400, paths=20, seconds=0.5, reference_seconds=0.5, budget=Budget(steps=2_000))


@dataclass(frozen=True, slots=True)
class RehearseDeployment:
    actor: Actor
    deployment_id: int


def rehearse_deployment(command: RehearseDeployment) -> Rehearsal:
    """Ask for a rehearsal of a draft, or for another one where it failed. Raises: NotAuthorised, NotFound, InvalidState."""
    if not (command.actor.may_anywhere("design") or command.actor.may_anywhere("publish")):
        raise NotAuthorised(_("Expected a process designer."))
    deployment = Deployment.objects.filter(pk=command.deployment_id).first()
    if deployment is None:
        raise NotFound
    if not deployment.content_hash:
        raise InvalidState(_("Expected files without errors: correct them first."))
    return request_rehearsal(deployment)


def request_rehearsal(deployment: Deployment, nodes: int | None = None) -> Rehearsal:
    """The rehearsal of these files; asked for unless it is there or under way. `nodes`: of a model to try at once if small."""
    row, created = Rehearsal.objects.get_or_create(
        content_hash=deployment.content_hash, defaults={"requested_at": clock.real_now()}
    )
    is_current = row.state == RehearsalState.DONE and row.version == VERSION
    if is_current or (row.state == RehearsalState.WAITING and not created):
        return row
    row.state, row.attempts, row.error, row.lease_until = RehearsalState.WAITING, 0, "", None
    row.requested_at = clock.real_now()
    shipped = shipped_rehearsal(deployment.content_hash)
    if shipped is not None and shipped.get("version") == VERSION:
        _keep(row, shipped)
    elif nodes is not None and nodes <= SMALL and (result := _at_once(deployment)) is not None:
        _keep(row, result)
    row.save()
    if row.state == RehearsalState.WAITING:
        transaction.on_commit(lambda: wake_workers("engine.rehearse"))
    return row


def run_rehearsals(how: Callable[[Mapping[str, str]], dict[str, Any]] = rehearse_apart) -> int:
    """Run the rehearsals that wait, one after the other; how many. One worker at a time: they take seconds of computing."""
    done = 0
    while (row := _claim()) is not None:
        _run(row, how)
        done += 1
    return done


def _claim() -> Rehearsal | None:
    now = clock.real_now()
    waiting = Rehearsal.objects.filter(state=RehearsalState.WAITING)
    if waiting.filter(lease_until__gte=now).exists():
        return None  # another worker is at it
    row = waiting.filter(Q(lease_until=None) | Q(lease_until__lt=now)).first()
    if row is None:
        return None
    changed = waiting.filter(pk=row.pk, attempts=row.attempts).update(lease_until=now + LEASE, attempts=row.attempts + 1)
    if not changed:
        return None
    row.refresh_from_db()
    return row


def _run(row: Rehearsal, how: Callable[[Mapping[str, str]], dict[str, Any]]) -> None:
    deployment = Deployment.objects.filter(content_hash=row.content_hash).first()
    try:
        if deployment is None:
            raise RehearsalFailed("The files are gone.")
        _keep(row, how(deployment.files))
    except RehearsalFailed as error:
        logger.warning("Rehearsal %s failed at attempt %s: %s", row.content_hash[:12], row.attempts, error)
        row.error, row.lease_until = str(error), None
        if row.attempts >= MOST_ATTEMPTS:
            row.state, row.finished_at = RehearsalState.FAILED, clock.real_now()
    row.save()


def _keep(row: Rehearsal, result: dict[str, Any]) -> None:
    row.state, row.result, row.version = RehearsalState.DONE, result, result["version"]
    row.is_clean, row.finished_at, row.lease_until = result["is_clean"], clock.real_now(), None


def _at_once(deployment: Deployment) -> dict[str, Any] | None:
    """The result if the model is small enough for no limit to be met."""
    try:
        found = rehearse({name: text.encode() for name, text in deployment.files.items()}, AT_ONCE)
    except DeploymentRefused:
        return None
    has_gone_round = any(finding.rule == "rehearsal.endless_loop" for finding in found.findings)
    return None if found.bounds or has_gone_round else found.as_dict()
