"""Files of processes: drafts, findings, review by a second person, publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from engine.commands.deployments import (
    ReviewDeployment,
    SaveDraft,
    finding_json,
    publish_deployment,
    return_deployment,
    save_draft,
    submit_deployment,
)
from engine.commands.rehearse_deployment import RehearseDeployment, rehearse_deployment
from engine.queries import definitions, rehearsals
from workflows.families.retirement import retire

from .endpoint import ApiView, Call, endpoint
from .fields import NamesSerializer, PersonSerializer, StrictSerializer
from .names import People, names_of
from .parsing import DeploymentParser, StrictJSONParser

TAG = "Deployments"
READERS = ("design", "publish", "operate")
PARSERS: list[type[BaseParser]] = [StrictJSONParser, DeploymentParser]
MEDIA = ("application/json", "multipart/form-data")
STATES = ("draft", "in_review", "published", "retired")


class DeploymentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.CharField()
    name = serializers.CharField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(STATES)
    author = PersonSerializer(allow_null=True)
    reviewer = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    errors = serializers.IntegerField()  # type: ignore[assignment]
    warnings = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    override_reason = serializers.CharField(allow_blank=True, help_text="Why it was published over what stood against it.")


class FindingSerializer(serializers.Serializer[Any]):
    severity = serializers.ChoiceField(("error", "warning", "info"))
    rule = serializers.CharField()
    file = serializers.CharField(allow_blank=True)
    element_id = serializers.CharField(allow_blank=True)
    line = serializers.IntegerField()
    message = NamesSerializer()
    hint = NamesSerializer()
    why = NamesSerializer(required=False)


class DefinitionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = NamesSerializer()
    is_active = serializers.BooleanField(help_text="New instances take this version.")
    instances = serializers.IntegerField()


class DeploymentDetailSerializer(DeploymentSerializer):
    newest_revision = serializers.IntegerField()
    files = serializers.DictField(child=serializers.CharField())
    findings = FindingSerializer(many=True)
    definitions = DefinitionSerializer(many=True)


class UnreachedSerializer(serializers.Serializer[Any]):
    element_id = serializers.CharField()
    reason = serializers.CharField(help_text="no_path, behind, never_happens or bound.")


class PathSerializer(serializers.Serializer[Any]):
    acts = serializers.ListField(child=serializers.DictField())
    outcome = serializers.CharField(help_text="completed, terminated, cancelled, stopped (by an incident) or open.")
    reference = serializers.CharField(help_text="Whether the second engine agrees, differs or was not compared.")
    is_forced = serializers.BooleanField(help_text="A decision was forced: no values for it were found.")


class RehearsalSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(("none", "waiting", "done", "failed"))
    is_clean = serializers.BooleanField()
    requested_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    nodes = serializers.IntegerField()
    flows = serializers.IntegerField()
    reached = serializers.ListField(child=serializers.CharField())
    forced = serializers.ListField(child=serializers.CharField())
    unreached = UnreachedSerializer(many=True)
    findings = FindingSerializer(many=True)
    paths = PathSerializer(many=True)
    bounds = serializers.ListField(child=serializers.CharField(), help_text="Limits that were met: not every path was tried.")
    compared = serializers.DictField(child=serializers.CharField(), help_text="Process id → compared, or why it was not.")


class FilesField(serializers.DictField):
    """File name → text. Names end in .bpmn, .form.json or .dmn."""

    child = serializers.CharField(trim_whitespace=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        files = super().to_internal_value(data)
        if not files or len(files) > 100:
            raise serializers.ValidationError(_("Expected between 1 and 100 files."))
        if any(not name or len(name) > 200 or "/" in name or "\\" in name for name in files):
            raise serializers.ValidationError(_("Expected file names without folders, of at most 200 characters."))
        return files


class InspectBody(StrictSerializer):
    files = FilesField()


class DraftBody(InspectBody):
    key = serializers.SlugField(max_length=100, help_text="The same through all revisions of one set of files.")
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    based_on_revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=2**31 - 1,
        help_text="The revision that was edited: a newer one of somebody else is not overwritten.",
    )


class Deployments(ApiView):
    permissions = {"GET": READERS, "POST": ("design",)}
    parser_classes = PARSERS

    @endpoint("List deployments", tag=TAG, answer=DeploymentSerializer(many=True))
    def get(self, call: Call) -> list[dict[str, Any]]:
        """Every revision, newest first within each key."""
        rows = definitions.deployments(call.actor)
        person = People(identity for row in rows for identity in (row.author_id, row.reviewer_id))
        return [row_json(row, person) for row in rows]

    @endpoint(
        "Save a draft",
        tag=TAG,
        body=DraftBody,
        answer=DeploymentDetailSerializer,
        status=201,
        refuses=(409, 413, 422),
        media=MEDIA,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Keep a new revision as a draft, with everything that the checks found. Hostile or unreadable files are refused."""
        sent = call.body
        draft = save_draft(SaveDraft(call.actor, sent["key"], sent["name"], _bytes(sent["files"]), sent["based_on_revision"]))
        return detail_json(call, draft.pk)


class DeploymentInspection(ApiView):
    permissions = {"POST": READERS}
    parser_classes = PARSERS

    @endpoint("Check files", tag=TAG, body=InspectBody, answer=FindingSerializer(many=True), refuses=(413, 422), media=MEDIA)
    def post(self, call: Call) -> list[dict[str, Any]]:
        """What the checks say about files that are not saved. Nothing is kept."""
        return [finding_json(finding) for finding in definitions.findings_in(call.actor, _bytes(call.body["files"]))]


class DeploymentView(ApiView):
    permissions = {"GET": READERS}

    @endpoint("Read a deployment", tag=TAG, answer=DeploymentDetailSerializer, refuses=(404,))
    def get(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """One revision with its files, findings and the versions of processes that came out of it."""
        return detail_json(call, deployment_id)


class NoteBody(StrictSerializer):
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class PublicationBody(NoteBody):
    override_reason = serializers.CharField(
        max_length=2000,
        required=False,
        default="",
        allow_blank=True,
        help_text="Needed where the rehearsal is not clean or nobody may do a task: why it may be published all the same. Kept.",
    )


class DeploymentReturnBody(StrictSerializer):
    note = serializers.CharField(max_length=2000, help_text="What the author is to change.")


class DeploymentSubmission(ApiView):
    permissions = {"POST": ("design",)}

    @endpoint("Submit a draft for review", tag=TAG, body=NoteBody, answer=DeploymentDetailSerializer, refuses=(404, 409, 422))
    def post(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """Ask a second person to publish it. A draft with errors is refused with its findings."""
        return _review(submit_deployment, call, deployment_id)


class DeploymentPublication(ApiView):
    permissions = {"POST": ("publish",)}

    @endpoint("Publish", tag=TAG, body=PublicationBody, answer=DeploymentDetailSerializer, refuses=(404, 409, 422))
    def post(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """Agree as the second person: new instances take the new version, running ones stay with theirs.

        Needs a clean rehearsal and somebody for each user task, or `override_reason`.
        """
        return _review(publish_deployment, call, deployment_id)


class DeploymentReturn(ApiView):
    permissions = {"POST": ("publish",)}

    @endpoint("Return to the author", tag=TAG, body=DeploymentReturnBody, answer=DeploymentDetailSerializer, refuses=(404, 409))
    def post(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """Give a submitted deployment back with the reason."""
        return _review(return_deployment, call, deployment_id)


class DeploymentRetirement(ApiView):
    permissions = {"POST": ("publish",)}

    @endpoint("Retire", tag=TAG, body=NoteBody, answer=DeploymentDetailSerializer, refuses=(404, 409))
    def post(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """No new instances from it; running ones go on. Takes a reason (`note`), which the other designers are told of."""
        return _review(retire, call, deployment_id)


class DeploymentRehearsal(ApiView):
    permissions = {"GET": READERS, "POST": ("design", "publish")}

    @endpoint("Read a rehearsal", tag=TAG, answer=RehearsalSerializer, refuses=(404,))
    def get(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """What running every path on two engines found: coverage, dead ends, endless loops, incidents, differences."""
        return rehearsal_json(call, deployment_id)

    @endpoint("Rehearse a deployment", tag=TAG, answer=RehearsalSerializer, status=202, refuses=(404, 409))
    def post(self, call: Call, deployment_id: int) -> dict[str, Any]:
        """Ask for a rehearsal before review, or again after one that failed. It ends within a minute or so."""
        rehearse_deployment(RehearseDeployment(call.actor, deployment_id))
        return rehearsal_json(call, deployment_id)


def rehearsal_json(call: Call, deployment_id: int) -> dict[str, Any]:
    view = rehearsals.rehearsal(call.actor, deployment_id)
    empty: dict[str, Any] = {"nodes": 0, "flows": 0, "compared": {}}
    empty |= {name: [] for name in ("reached", "forced", "unreached", "findings", "paths", "bounds")}
    found = {name: view.result.get(name, default) for name, default in empty.items()}
    return {name: getattr(view, name) for name in ("state", "is_clean", "requested_at", "finished_at")} | found


def _review(command: Callable[[ReviewDeployment], Any], call: Call, deployment_id: int) -> dict[str, Any]:
    sent = call.body
    command(ReviewDeployment(call.actor, deployment_id, sent.get("note", ""), sent.get("override_reason", "")))
    return detail_json(call, deployment_id)


def _bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def detail_json(call: Call, deployment_id: int) -> dict[str, Any]:
    detail = definitions.deployment(call.actor, deployment_id)
    versions = [
        {"id": row.id, "key": row.key, "version": row.version, "is_active": row.is_active, "instances": row.instances}
        | {"name": names_of(row)}
        for row in detail.definitions
    ]
    return {
        **row_json(detail.row, People([detail.row.author_id, detail.row.reviewer_id])),
        "newest_revision": detail.newest_revision,
        "files": detail.files,
        "findings": [
            *detail.findings,
            *definitions.unstaffed_tasks(call.actor, detail),
            *rehearsals.rehearsal(call.actor, deployment_id).findings,
        ],
        "definitions": versions,
    }


def row_json(row: Any, person: People) -> dict[str, Any]:
    names = ("id", "key", "name", "revision", "state", "created_at", "published_at", "errors", "warnings", "note")
    found = {name: getattr(row, name) for name in (*names, "override_reason")}
    return {**found, "author": person(row.author_id), "reviewer": person(row.reviewer_id)}
