"""The shipped models become published definitions: on the first start, and again whenever a release changes them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from bpmn.loader import ShippedModel
from engine.actor import SYSTEM
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.queries.definitions import deployment, deployments

_SEEN = frozenset({"published", "retired"})


@transaction.atomic
def publish_shipped(model: ShippedModel) -> bool:
    """Draft, submit and publish one shipped model by the system; whether anything was published.

    A model whose files were published before, in whatever revision, is left alone: a hospital that published a revision of its
    own keeps it until a release brings files that were never seen here.
    Raises: DeploymentRefused.
    """
    if _was_published(model):
        return False
    draft = save_draft(SaveDraft(SYSTEM, model.key, model.name, model.files))
    step = ReviewDeployment(SYSTEM, draft.pk, note=_("Shipped with the product"))
    submit_deployment(step)
    publish_deployment(step)
    return True


def _was_published(model: ShippedModel) -> bool:
    texts = {name: raw.decode("utf-8-sig") for name, raw in model.files.items()}
    seen = (row for row in deployments(SYSTEM) if row.key == model.key and row.state in _SEEN)
    return any(deployment(SYSTEM, row.id).files == texts for row in seen)
