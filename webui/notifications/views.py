"""What the person was told: everybody sees their own lines and nobody another's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from engine.errors import NotFound
from webui.access import actor_of
from webui.addresses import case_address
from workflows.notifications.commands.mark_read import MarkRead, mark_read
from workflows.notifications.queries.bell import BellLine, bell

SHOWN = 100


@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    lines = bell(actor_of(request), limit=SHOWN)
    context = {"lines": lines, "unread": sum(not line.is_read for line in lines), "shown": SHOWN}
    return render(request, "webui/notifications/list.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(MarkRead(actor_of(request)))
    return redirect("notifications")


@require_POST
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark the line as read and go to what it is about."""
    actor = actor_of(request)
    mark_read(MarkRead(actor, [notification_id]))
    line = next((line for line in bell(actor, limit=SHOWN) if line.id == notification_id), None)
    if line is None:
        raise NotFound
    return _subject(line)


def _subject(line: BellLine) -> HttpResponse:
    if line.subject_kind == "case":
        return redirect(case_address(line.subject))
    if line.subject_kind == "instance":
        return redirect("instances:detail", instance_id=line.subject)
    return redirect("notifications")
