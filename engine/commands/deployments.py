"""Draw, review, publish and retire deployments. Publishing needs a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.commands.publication_checks import reason_to_keep
from engine.commands.rehearse_deployment import request_rehearsal
from engine.commands.start_scheduled import schedule_starts
from engine.errors import Conflict, DeploymentRefused, InvalidInput, NotAuthorised, NotFound
from engine.lifecycle import DeploymentLifecycle, run
from engine.limits_of_columns import LONGEST_DEPLOYMENT_KEY, LONGEST_TEXT
from engine.model import Deployment as CompiledDeployment
from engine.model import Process, read_deployment
from engine.model.findings import Finding
from engine.models.definition import Deployment, DeploymentState, ProcessDefinition
from engine.rehearsal import finding_json
from engine.unstaffed import inspect_with_directory


@dataclass(frozen=True, slots=True)
class SaveDraft:
    actor: Actor
    key: str
    name: str
    files: Mapping[str, bytes]
    # The revision that the author started from: somebody else's newer draft is not overwritten. None for a new key.
    based_on_revision: int | None = None


def save_draft(command: SaveDraft) -> Deployment:
    """Keep a new revision as a draft, with everything that the checks found.

    Raises: NotAuthorised, InvalidInput (nothing sent, too long a key), DeploymentRefused (a file that may not even be opened:
    hostile or not readable), Conflict (a newer revision exists).
    """
    if not command.actor.may_anywhere("design"):
        raise NotAuthorised(_("Expected a process designer."))
    _check_names(command)
    compiled, findings = inspect_with_directory(command.files)
    refused = [finding for finding in findings if finding.severity == "error" and finding.rule.startswith("gate")]
    if refused:
        raise DeploymentRefused(refused)
    try:
        with transaction.atomic():
            newest = Deployment.objects.filter(key=command.key).aggregate(Max("revision"))["revision__max"]
            if command.based_on_revision is not None and newest is not None and newest != command.based_on_revision:
                raise Conflict(
                    _("Expected revision %(expected)s to be the newest, but revision %(newest)s exists: open it and add yours.")
                    % {"expected": command.based_on_revision, "newest": newest}
                )
            return Deployment.objects.create(
                key=command.key,
                name=command.name or command.key,
                revision=(newest or 0) + 1,
                files={name: raw.decode("utf-8-sig") for name, raw in command.files.items()},
                content_hash=compiled.content_hash if compiled else "",
                findings=[finding_json(finding) for finding in findings],
                author_id=command.actor.id,
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(_("Expected nobody else to save at the same moment; open the newest revision and try again.")) from error
    except UnicodeDecodeError as error:
        raise InvalidInput(_("Expected files in UTF-8.")) from error


def _check_names(command: SaveDraft) -> None:
    if not command.files or not command.key:
        raise InvalidInput(_("Expected a key and at least one .bpmn file."))
    if len(command.key) > LONGEST_DEPLOYMENT_KEY or len(command.name) > LONGEST_TEXT:
        raise InvalidInput(
            _("Expected a name of at most %(name)d characters and a key of at most %(key)d.")
            % {"name": LONGEST_TEXT, "key": LONGEST_DEPLOYMENT_KEY}
        )


@dataclass(frozen=True, slots=True)
class ReviewDeployment:
    actor: Actor
    deployment_id: int
    note: str = ""
    override_reason: str = ""  # of a publication: why what stands against it need not be mended first


def submit_deployment(command: ReviewDeployment) -> Deployment:
    """Ask a second person to publish a draft, and a worker to rehearse it.

    Raises: NotFound, NotAuthorised, InvalidState, DeploymentRefused (errors).
    """
    with transaction.atomic():
        deployment = _locked(command.deployment_id)
        compiled = _compile(deployment)
        _step(deployment, "submit", command.actor)
        deployment.submitted_at = clock.now()
        deployment.note = command.note
        deployment.content_hash = compiled.content_hash
        deployment.save()
    request_rehearsal(deployment, None if command.actor.is_system else len(compiled.model.nodes))
    return deployment


def return_deployment(command: ReviewDeployment) -> Deployment:
    """Give a submitted deployment back to its author with a reason. Raises: as `submit_deployment`, InvalidInput."""
    if not command.note.strip():
        raise InvalidInput(_("Expected a reason, so that the author knows what to change."))
    with transaction.atomic():
        deployment = _locked(command.deployment_id)
        _step(deployment, "return_to_author", command.actor)
        deployment.note, deployment.reviewer_id = command.note.strip(), command.actor.id
        deployment.save()
    return deployment


def publish_deployment(command: ReviewDeployment) -> Deployment:
    """Publish a submitted deployment: each of its processes gets a new version that new instances take.

    Raises: NotFound, NotAuthorised (also for its own author), InvalidState (also for a rehearsal that has not ended), and
    where no reason is given: InvalidState (its rehearsal is not clean), DeploymentRefused (a task that nobody may ever do).
    """
    with transaction.atomic():
        deployment = _locked(command.deployment_id)
        _step(deployment, "publish", command.actor)
        compiled = _compile(deployment)
        if not command.actor.is_system:  # shipped models are rehearsed before a release
            deployment.override_reason = reason_to_keep(deployment, compiled, command.override_reason)
        deployment.reviewer_id, deployment.published_at = command.actor.id, clock.now()
        deployment.content_hash = compiled.content_hash
        deployment.save()
        for process in compiled.model.processes:
            if process.is_global_task:
                continue
            _add_version(deployment, compiled, process, deployment.published_at)
    return deployment


def retire_deployment(command: ReviewDeployment) -> Deployment:
    """Take a published deployment out of use for new instances; running ones go on.

    One person may do it, since a dangerous model must not wait for a second one: so a reason is asked for, and the others are
    told (`workflows.families.retirement`). Raises: as above, InvalidInput (no reason).
    """
    if not command.note.strip() and not command.actor.is_system:
        raise InvalidInput(_("Expected a reason for retiring this version: the other designers are told it."))
    with transaction.atomic():
        deployment = _locked(command.deployment_id)
        _step(deployment, "retire", command.actor)
        deployment.retired_at, deployment.note = clock.now(), command.note
        deployment.save()
        deployment.definitions.update(is_active=False)
    return deployment


def errors_of(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def _locked(deployment_id: int) -> Deployment:
    deployment = Deployment.objects.select_for_update().filter(pk=deployment_id).first()
    if deployment is None:
        raise NotFound
    return deployment


def _compile(deployment: Deployment) -> CompiledDeployment:
    return read_deployment({name: text.encode() for name, text in deployment.files.items()})


def _step(deployment: Deployment, name: str, actor: Actor) -> None:
    lifecycle = DeploymentLifecycle(deployment.state, author_id=deployment.author_id)
    run(
        getattr(lifecycle, name),
        actor,
        refusal=_("Expected another state: this version is “%(state)s” now.") % {"state": deployment.get_state_display()},
        forbidden=_("Expected a second person with the right to publish; the author cannot approve alone.")
        if name in {"publish", "return_to_author"}
        else _("Expected a process designer with the right to do this."),
    )
    deployment.state = DeploymentState(lifecycle.current)
    deployment.row_version += 1


def _add_version(deployment: Deployment, compiled: CompiledDeployment, process: Process, published_at: datetime) -> None:
    newest = ProcessDefinition.objects.filter(key=process.id).aggregate(Max("version"))["version__max"] or 0
    ProcessDefinition.objects.filter(key=process.id, is_active=True).update(is_active=False)
    row = ProcessDefinition.objects.create(
        deployment=deployment,
        key=process.id,
        version=newest + 1,
        name_en=process.name.en or process.id,
        name_zh=process.name.zh,
        content_hash=compiled.content_hash,
        starter_groups=list(process.starter_groups),
        message_starts=[list(start) for start in process.message_starts],
        signal_starts=[list(start) for start in process.signal_starts],
        has_none_start=bool(process.start_events) or not process.has_event_starts,
        published_at=published_at,
    )
    schedule_starts(row, compiled.model, process)
