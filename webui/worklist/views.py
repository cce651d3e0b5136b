"""The inbox. On a wide screen the task stands beside the list, so that work needs no page changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from engine import clock
from engine.errors import NotFound
from engine.queries.worklist import worklist, worklist_counts
from webui.access import actor_of, permitted

from .inbox import FILTERS, InboxGroup, InboxRow, chosen_filter, grouped, inbox_rows
from .task_page import task_context

PAGE_SIZE = 50


@never_cache  # as the page of a task
@require_GET
@permitted("work", "assign")
def inbox(request: HttpRequest) -> HttpResponse:
    context = list_context(request)
    context["task_id"] = task_id = _uuid(request.GET.get("task"))
    if task_id is not None:
        try:
            context.update(task_context(request, task_id))
        except NotFound:
            context["is_gone"] = True
    return render(request, "webui/worklist/inbox.html", context)


@require_GET
@permitted("work", "assign")
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone: the open page asks for it every few seconds and merges what changed."""
    return render(request, "webui/worklist/rows.html", list_context(request))


def list_context(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    chosen = chosen_filter(request.GET.get("filter", ""))
    page = worklist(actor, chosen=chosen, page=max(1, _page(request)), page_size=PAGE_SIZE)
    shown = inbox_rows(actor, page.rows)
    counts = worklist_counts(actor)
    return {
        "chosen": chosen,
        "filters": [{"key": key, "label": label, "icon": icon, "count": counts.get(key)} for key, label, icon in FILTERS],
        "groups": _groups(chosen, shown),
        "page": page,
        "counts": counts,
        "current": _uuid(request.GET.get("task")),
    }


def _groups(chosen: str, shown: list[InboxRow]) -> list[InboxGroup]:
    if chosen == "done":
        return [InboxGroup("done", "", tuple(shown))] if shown else []
    return grouped(shown, clock.now())


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
