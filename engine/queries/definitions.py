"""Deployments and process definitions, for the studio and for "what can I start here"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import definitions as loaded
from engine.actor import Actor
from engine.errors import NotAuthorised, NotFound
from engine.model import inspect_deployment
from engine.models.definition import Deployment, DeploymentState, ProcessDefinition
from engine.queries.names import in_language
from engine.rehearsal import finding_json
from engine.starters import may_start
from engine.unstaffed import inspect_with_directory, unstaffed


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    id: int
    key: str
    name: str
    revision: int
    state: str
    author_id: int | None
    reviewer_id: int | None
    created_at: datetime
    published_at: datetime | None
    errors: int
    warnings: int
    note: str
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class DeploymentDetail:
    row: DeploymentRow
    files: dict[str, str]
    findings: list[dict[str, Any]]  # as `engine.commands.deployments.finding_json`
    definitions: list[DefinitionRow]
    newest_revision: int


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    id: int
    key: str
    version: int
    name_en: str
    name_zh: str
    is_active: bool
    instances: int = 0

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


def deployments(actor: Actor) -> list[DeploymentRow]:
    """All revisions, newest first within each key. Raises: NotAuthorised."""
    check_reader(actor)
    rows = Deployment.objects.defer("files").order_by("key", "-revision")
    return [_row(row) for row in rows]


def deployment(actor: Actor, deployment_id: int) -> DeploymentDetail:
    """Raises: NotAuthorised, NotFound."""
    check_reader(actor)
    row = Deployment.objects.filter(pk=deployment_id).first()
    if row is None:
        raise NotFound
    newest = Deployment.objects.filter(key=row.key).order_by("-revision").values_list("revision", flat=True)[0]
    rows = [
        DefinitionRow(item.pk, item.key, item.version, item.name_en, item.name_zh, item.is_active, item.instances.count())
        for item in row.definitions.all()
    ]
    return DeploymentDetail(_row(row), row.files, row.findings, rows, newest)


def findings_in(actor: Actor, files: dict[str, bytes]) -> list[Any]:
    """What the checks say about files that are not saved, for the editor. Raises: NotAuthorised."""
    check_reader(actor)
    _compiled, findings = inspect_with_directory(files)
    return list(findings)


def unstaffed_tasks(actor: Actor, detail: DeploymentDetail) -> list[dict[str, Any]]:
    """Findings that name the tasks nobody may ever do, of a version that may still be published. Raises: NotAuthorised."""
    check_reader(actor)
    if detail.row.errors or detail.row.state not in {DeploymentState.DRAFT, DeploymentState.IN_REVIEW}:
        return []
    compiled, _findings = inspect_deployment({name: text.encode() for name, text in detail.files.items()})
    return [finding_json(each) for each in unstaffed(compiled)] if compiled else []


def startable(actor: Actor, organisation_id: int) -> list[DefinitionRow]:
    """Processes that the actor may start in this organisation."""
    if not actor.may("start_instance", organisation_id):
        return []
    rows = ProcessDefinition.objects.filter(is_active=True, has_none_start=True).order_by("key")
    return [
        DefinitionRow(row.pk, row.key, row.version, row.name_en, row.name_zh, True)
        for row in rows
        if may_start(actor, loaded.load(row.pk), organisation_id)
    ]


def check_reader(actor: Actor) -> None:
    """Raises: NotAuthorised for who has nothing to do with processes as such."""
    if not (actor.may_anywhere("design") or actor.may_anywhere("publish") or actor.may_anywhere("operate")):
        raise NotAuthorised


def _row(row: Deployment) -> DeploymentRow:
    severities = [finding["severity"] for finding in row.findings]
    return DeploymentRow(
        id=row.pk,
        key=row.key,
        name=row.name,
        revision=row.revision,
        state=row.state,
        author_id=row.author_id,
        reviewer_id=row.reviewer_id,
        created_at=row.created_at,
        published_at=row.published_at,
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        note=row.note,
        override_reason=row.override_reason,
    )
