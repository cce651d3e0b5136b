"""The editor: one BPMN file of a deployment, drawn in the browser, checked and saved as a new draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine.commands import deployments
from engine.commands.deployments import SaveDraft
from engine.errors import InvalidInput, NotFound
from engine.queries import definitions
from engine.queries.definitions import DeploymentDetail
from webui.access import actor_of, permitted
from webui.problems import finding_json
from webui.sent_json import read_json

from . import comparing, presenting
from .acts import sentence_about
from .uploading import checked_name


@permitted("design")
def edit(request: HttpRequest, deployment_id: int) -> HttpResponse:
    detail = definitions.deployment(actor_of(request), deployment_id)
    file = presenting.chosen_file(detail, request.GET.get("file"))
    if not file:
        raise NotFound(_("This revision has no .bpmn file to draw."))
    context = {
        "row": detail.row,
        "state": presenting.STATES[detail.row.state],
        "file": file,
        "bpmn_files": presenting.bpmn_files(detail),
        "document": {
            "xml": detail.files[file],
            "file": file,
            "draftKey": f"bpmn:{detail.row.key}:{file}",
            "findings": [presenting.finding_in_language(finding) for finding in detail.findings],
            "revision": detail.row.revision,
            "signInUrl": reverse("account_login", query={"next": reverse("studio:detail", args=[deployment_id])}),
            **addresses(deployment_id, file),
        },
        "is_newest": detail.row.revision == detail.newest_revision,
    }
    return render(request, "webui/studio/editor.html", context)


@require_POST
@permitted("design")
def save(request: HttpRequest, deployment_id: int) -> JsonResponse:
    """Keep the drawing as a new draft. Answers with the addresses of the new revision and what the checks found."""
    actor, sent = actor_of(request), sent_drawing(request)
    base = definitions.deployment(actor, deployment_id)
    draft = SaveDraft(actor, base.row.key, base.row.name, with_drawing(base, sent), based_on_revision=base.row.revision)
    saved = deployments.save_draft(draft)
    return JsonResponse(
        {
            "revision": saved.revision,
            "findings": [presenting.finding_in_language(finding) for finding in saved.findings],
            "sentence": sentence_about(saved),
            "changed": comparing.changes_in_words(base.files.get(sent["file"]), sent["xml"]),
            **addresses(saved.pk, sent["file"]),
        }
    )


@require_POST
@permitted("design")
def check(request: HttpRequest, deployment_id: int) -> JsonResponse:
    """What the checks say about a drawing that is not saved."""
    actor = actor_of(request)
    base = definitions.deployment(actor, deployment_id)
    findings = definitions.findings_in(actor, with_drawing(base, sent_drawing(request)))
    return JsonResponse({"findings": [finding_json(finding) for finding in findings]})


def addresses(deployment_id: int, file: str) -> dict[str, str]:
    return {
        "saveUrl": reverse("studio:save", args=[deployment_id]),
        "checkUrl": reverse("studio:check", args=[deployment_id]),
        "editUrl": reverse("studio:edit", args=[deployment_id], query={"file": file}),
        "downloadUrl": reverse("studio:file", args=[deployment_id, file]),
        "detailUrl": reverse("studio:detail", args=[deployment_id], query={"file": file}),
    }


def sent_drawing(request: HttpRequest) -> dict[str, str]:
    """The JSON body {"file", "xml"}. Raises: InvalidInput."""
    try:
        body: Any = read_json(request.body)
    except (ValueError, RawPostDataException):  # the last: a form was sent and has been read as one
        body = None
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in ("file", "xml")):
        raise InvalidInput(_("Expected JSON with the texts “file” and “xml”."))
    return {"file": checked_name(body["file"]), "xml": body["xml"]}


def with_drawing(base: DeploymentDetail, sent: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in base.files.items()} | {sent["file"]: sent["xml"].encode()}
