"""What the rehearsal of a deployment found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.actor import Actor
from engine.errors import NotFound
from engine.models.definition import Deployment
from engine.models.rehearsal import Rehearsal
from engine.queries.definitions import check_reader


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """`state`: none, waiting, done or failed."""

    state: str
    is_clean: bool = False
    requested_at: datetime | None = None
    finished_at: datetime | None = None
    error: str = ""
    result: dict[str, Any] = field(default_factory=dict)  # as engine.rehearsal.Rehearsal.as_dict

    @property
    def findings(self) -> list[dict[str, Any]]:
        return list(self.result.get("findings", ()))

    @property
    def all(self) -> int:
        return int(self.result.get("nodes", 0)) + int(self.result.get("flows", 0))

    @property
    def covered(self) -> int:
        return len(self.result.get("reached", ()))

    @property
    def agreeing(self) -> int:
        return sum(path["reference"] == "agrees" for path in self.result.get("paths", ()))

    @property
    def paths(self) -> int:
        return len(self.result.get("paths", ()))


def rehearsal(actor: Actor, deployment_id: int) -> RehearsalView:
    """Raises: NotAuthorised, NotFound."""
    check_reader(actor)
    content_hash = Deployment.objects.filter(pk=deployment_id).values_list("content_hash", flat=True).first()
    if content_hash is None:
        raise NotFound
    row = Rehearsal.objects.filter(content_hash=content_hash).first() if content_hash else None
    if row is None:
        return RehearsalView("none")
    return RehearsalView(row.state, row.is_clean, row.requested_at, row.finished_at, row.error, row.result or {})
