"""Pages of the studio: what there is, and one revision with its drawing, findings and forms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from engine.queries import definitions, rehearsals
from engine.queries.decision_tables import shown_tables
from webui.access import actor_of, permitted
from workflows.directory.queries.names import user_names

from . import comparing, presenting


@permitted("design", "publish")
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "webui/studio/index.html", index_context(request))


def index_context(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    rows = presenting.lines(definitions.deployments(actor))
    return {"lines": rows, "states": presenting.STATES, "may_design": actor.may_anywhere("design")}


@permitted("design", "publish")
def detail(request: HttpRequest, deployment_id: int) -> HttpResponse:
    context = detail_context(request, deployment_id)
    response = render(request, "webui/studio/detail.html", context)
    if "HX-Request" in request.headers and context["rehearsal"].state != "waiting":
        # A page asked whether the rehearsal has ended: its drawing and its buttons change with it.
        response.headers["HX-Refresh"] = "true"
    return response


def detail_context(request: HttpRequest, deployment_id: int) -> dict[str, Any]:
    """Raises: NotFound."""
    actor = actor_of(request)
    found = definitions.deployment(actor, deployment_id)
    file = presenting.chosen_file(found, request.GET.get("file"))
    names = user_names([found.row.author_id, found.row.reviewer_id])
    rehearsal = rehearsals.rehearsal(actor, deployment_id)
    revisions = [row for row in definitions.deployments(actor) if row.key == found.row.key]
    compared = comparing.comparison(actor, found, revisions, request.GET.get("against"))
    return {
        "detail": found,
        "row": found.row,
        "state": presenting.STATES[found.row.state],
        "states": presenting.STATES,
        "severities": presenting.SEVERITIES,
        "author": names.get(found.row.author_id or 0),
        "reviewer": names.get(found.row.reviewer_id or 0),
        "file": file,
        "bpmn_files": presenting.bpmn_files(found),
        "diagram": {**presenting.diagram(found, file, rehearsal), "changes": comparing.colours(compared, file)},
        "compared": compared,
        "forms": presenting.forms(found),
        "tables": shown_tables(found.files),
        "acts": presenting.possible_acts(actor, found),
        "rehearsal": rehearsal,
        "rehearsal_state": presenting.rehearsal_state(rehearsal),
        "unstaffed": (idle := definitions.unstaffed_tasks(actor, found)),
        "needs_override": rehearsal.state != "waiting" and not (rehearsal.is_clean and not idle),
        "revisions": revisions,
        "is_newest": found.row.revision == found.newest_revision,
    }


@permitted("design", "publish")
def download(request: HttpRequest, deployment_id: int, name: str) -> HttpResponse:
    """One file as it was saved; never shown as a page of ours."""
    found = definitions.deployment(actor_of(request), deployment_id)
    if name not in found.files:
        raise Http404
    response = HttpResponse(found.files[name], content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"' if name.isascii() else "attachment"
    return response
