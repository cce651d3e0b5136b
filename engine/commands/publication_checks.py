"""What stands between a reviewed version and its publication, and the second person's reason to publish it all the same."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _

from engine.errors import DeploymentRefused, InvalidState
from engine.model import Deployment as CompiledDeployment
from engine.models.definition import Deployment
from engine.models.rehearsal import Rehearsal, RehearsalState
from engine.unstaffed import unstaffed

logger = logging.getLogger(__name__)


def reason_to_keep(deployment: Deployment, compiled: CompiledDeployment, reason: str) -> str:
    """The reason with which it is published, "" where none is needed.

    Raises: InvalidState (the rehearsal has not ended; it is not clean and no reason is given), DeploymentRefused (tasks that
    nobody may ever do, and no reason is given).
    """
    is_clean, idle, reason = _is_rehearsed_clean(compiled.content_hash), unstaffed(compiled), reason.strip()
    if is_clean and not idle:
        return ""
    if not reason and idle:
        raise DeploymentRefused(
            idle,
            _("%(first)s Name somebody, or give your reason why this version may be published all the same.")
            % {"first": " ".join(str(each.message) for each in idle)},
        )
    if not reason:
        raise InvalidState(_("Expected a clean rehearsal, or your reason why this version may be published all the same."))
    logger.warning("Deployment %s was published with a reason over what stands against it", deployment.pk)
    return reason


def _is_rehearsed_clean(content_hash: str) -> bool:
    """Raises: InvalidState while it is not known."""
    row = Rehearsal.objects.filter(content_hash=content_hash).only("state", "is_clean").first()
    if row is None or row.state == RehearsalState.WAITING:
        raise InvalidState(_("Expected the rehearsal of this version to have ended. It takes up to a minute: try again then."))
    return row.state == RehearsalState.DONE and row.is_clean
