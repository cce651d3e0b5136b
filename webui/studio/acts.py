"""What can be done with a deployment; each view translates one request into one command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine.commands import deployments
from engine.commands.deployments import ReviewDeployment, SaveDraft
from engine.commands.rehearse_deployment import RehearseDeployment, rehearse_deployment
from engine.errors import Conflict, DeploymentRefused, EngineError, InvalidInput
from engine.queries import definitions
from webui.access import actor_of, permitted
from webui.answers import done
from webui.problems import sentence_of, wants_problem
from workflows.families import retirement

from .blank import blank_process
from .uploading import key_from, uploaded_files
from .views import detail_context, index_context


@require_POST
@permitted("design")
def create(request: HttpRequest) -> HttpResponseBase:
    """An empty process, opened in the editor."""
    name = request.POST.get("name", "").strip()
    key = key_from(request.POST.get("key", "") or name)
    draft = SaveDraft(actor_of(request), key, name or key, {f"{key}.bpmn": blank_process(key, name or key)}, based_on_revision=0)
    saved = deployments.save_draft(draft)
    return done(request, "", reverse("studio:edit", args=[saved.pk]))


@require_POST
@permitted("design")
def upload(request: HttpRequest) -> HttpResponseBase:
    """A new set of files."""
    try:
        files = uploaded_files(request)
        first = next((name for name in files if name.endswith(".bpmn")), next(iter(files)))
        name = request.POST.get("name", "").strip() or first.removesuffix(".bpmn")
        saved = deployments.save_draft(SaveDraft(actor_of(request), key_from(request.POST.get("key", "") or name), name, files))
    except (InvalidInput, DeploymentRefused) as refusal:
        if wants_problem(request) and not is_by_htmx(request):
            raise
        return upload_refused(request, refusal, "webui/studio/index.html", lambda: index_context(request))
    return uploaded(request, saved)


@require_POST
@permitted("design")
def upload_revision(request: HttpRequest, deployment_id: int) -> HttpResponseBase:
    """Files of the same name are replaced, the others kept."""
    actor = actor_of(request)
    base = definitions.deployment(actor, deployment_id)
    try:
        files = {name: text.encode() for name, text in base.files.items()} | uploaded_files(request)
        saved = deployments.save_draft(SaveDraft(actor, base.row.key, base.row.name, files, based_on_revision=base.row.revision))
    except (InvalidInput, DeploymentRefused, Conflict) as refusal:
        if wants_problem(request) and not is_by_htmx(request):
            raise
        return upload_refused(request, refusal, "webui/studio/detail.html", lambda: detail_context(request, deployment_id))
    return uploaded(request, saved)


def uploaded(request: HttpRequest, saved: deployments.Deployment) -> HttpResponseBase:
    where = reverse("studio:detail", args=[saved.pk])
    if is_by_htmx(request):
        messages.success(request, sentence_about(saved))
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return done(request, sentence_about(saved), where)


def upload_refused(
    request: HttpRequest, refusal: EngineError, template: str, page: Callable[[], dict[str, Any]]
) -> HttpResponseBase:
    """In the dialog that it came from, which stays open with everything chosen in it; without scripts on the page around it."""
    context = {
        "upload_refusal": sentence_of(refusal),
        "upload_findings": refusal.findings if isinstance(refusal, DeploymentRefused) else (),
        "upload_name": request.POST.get("name", ""),
        "upload_key": request.POST.get("key", ""),
    }
    if is_by_htmx(request):
        return render(request, "webui/studio/upload_refusal.html", context, status=422)
    return render(request, template, {**page(), **context}, status=refusal.http_status)


def is_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


@require_POST
@permitted("design")
def submit(request: HttpRequest, deployment_id: int) -> HttpResponseBase:
    deployments.submit_deployment(review_of(request, deployment_id))
    return done(
        request, _("Sent for review. A second person can now publish it."), reverse("studio:detail", args=[deployment_id])
    )


@require_POST
@permitted("publish")
def publish(request: HttpRequest, deployment_id: int) -> HttpResponseBase:
    deployments.publish_deployment(review_of(request, deployment_id))
    sentence = _("Published. New cases take this version; running ones stay on theirs.")
    return done(request, sentence, reverse("studio:detail", args=[deployment_id]))


@require_POST
@permitted("publish")
def give_back(request: HttpRequest, deployment_id: int) -> HttpResponseBase:
    deployments.return_deployment(review_of(request, deployment_id))
    return done(request, _("Returned to its author with your reason."), reverse("studio:detail", args=[deployment_id]))


@require_POST
@permitted("publish")
def retire(request: HttpRequest, deployment_id: int) -> HttpResponseBase:
    retirement.retire(review_of(request, deployment_id))
    return done(
        request, _("Retired. Nothing new starts with it; running cases go on."), reverse("studio:detail", args=[deployment_id])
    )


@require_POST
@permitted("design", "publish")
def rehearse(request: HttpRequest, deployment_id: int) -> HttpResponseBase:
    rehearse_deployment(RehearseDeployment(actor_of(request), deployment_id))
    return done(request, _("The rehearsal begins. It takes up to a minute."), reverse("studio:detail", args=[deployment_id]))


def review_of(request: HttpRequest, deployment_id: int) -> ReviewDeployment:
    note, reason = (request.POST.get(name, "")[:4000] for name in ("note", "override_reason"))
    return ReviewDeployment(actor_of(request), deployment_id, note, reason)


def sentence_about(saved: deployments.Deployment) -> str:
    errors = sum(1 for finding in saved.findings if finding["severity"] == "error")
    if errors:
        return _("Saved as draft, revision %(revision)d. Errors to correct before it can be published: %(errors)d.") % {
            "revision": saved.revision,
            "errors": errors,
        }
    return _("Saved as draft, revision %(revision)d. It can be sent for review.") % {"revision": saved.revision}
