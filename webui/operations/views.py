"""Operations: what stands still, what waits, and the demonstration's clock. Views only translate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from engine import clock
from engine.actor import Actor
from engine.commands.move_demo_clock import MoveDemoClock, move_demo_clock
from engine.errors import InvalidInput
from engine.queries import operations
from engine.queries.skip_requests import skip_requests
from webui.access import actor_of, permitted
from webui.words import exact
from workflows.directory.queries.names import organisation_names, user_names
from workflows.escalation.queries import unheard_escalations

from .filters import filter_context, selection_from
from .health import checks

# (hours, words) of the buttons.
STEPS = (
    (1, gettext_lazy("+1 h")),
    (6, gettext_lazy("+6 h")),
    (24, gettext_lazy("+24 h")),
    (48, gettext_lazy("+48 h")),
    (168, gettext_lazy("+7 days")),
)
MESSAGE_STATES = (
    ("", gettext_lazy("All")),
    ("buffered", gettext_lazy("Waiting")),
    ("applied", gettext_lazy("Applied")),
    ("expired", gettext_lazy("Expired")),
)


@require_GET
@permitted("operate")
def index(request: HttpRequest) -> HttpResponse:
    """Incidents first, then how much of everything there is."""
    actor = actor_of(request)
    chosen = selection_from(request.GET)
    incidents = operations.incidents(actor, within=chosen)
    skips = skip_requests(actor)
    context = {
        **frame(actor, "index"),
        **filter_context(actor, chosen),
        "skips": with_places(skips),
        "unheard": with_places(list(unheard_escalations(actor)[:50])),
        "askers": {key: str(name) for key, name in user_names(skip.asked_by_id for skip in skips).items()},
        "incidents": with_places(incidents),
        "checks": checks(),
        "steps": STEPS if settings.CARELANE_DEMO else (),
        "process_time": clock.now(),
    }
    return render(request, "webui/operations/index.html", context)


@require_GET
@permitted("operate")
def timers(request: HttpRequest) -> HttpResponse:
    rows = operations.timers(actor_of(request), within=selection_from(request.GET))
    return _list(request, "timers", _("Timers"), rows, _("No timer is armed."))


@require_GET
@permitted("operate")
def jobs(request: HttpRequest) -> HttpResponse:
    rows = operations.jobs(actor_of(request), within=selection_from(request.GET))
    return _list(request, "jobs", _("Jobs"), rows, _("No service task waits: everything has been done."))


@require_GET
@permitted("operate")
def messages(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", "")
    if chosen not in dict(MESSAGE_STATES):
        raise InvalidInput(_("Expected a state of messages: buffered, applied or expired."))
    rows = operations.messages(actor_of(request), state=chosen, within=selection_from(request.GET))
    extra = {"states": MESSAGE_STATES, "chosen_state": chosen}
    return _list(request, "messages", _("Messages"), rows, _("No message is here."), extra)


@require_POST
@permitted("operate")
def advance_clock(request: HttpRequest) -> HttpResponse:
    """Let time pass in a demonstration, by one of the steps that the page offers."""
    sent = request.POST.get("hours", "")
    hours = next((hours for hours, _words in STEPS if str(hours) == sent), None)
    if hours is None:
        raise InvalidInput(_("Expected one of the steps that the page offers."))
    now = move_demo_clock(MoveDemoClock(actor_of(request), timedelta(hours=hours)))
    passed = ngettext("%(hours)d hour has passed.", "%(hours)d hours have passed.", hours) % {"hours": hours}
    told = _("It is %(time)s in the demonstration; what is due happens within seconds.") % {"time": exact(now)}
    notices.success(request, f"{passed} {told}")
    return redirect("operations:index")


def _list(
    request: HttpRequest, page: str, heading: str, rows: list[Any], nothing: str, extra: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        **frame(actor_of(request), page),
        "heading": heading,
        "rows": with_places(rows),
        "nothing": nothing,
        **filter_context(actor_of(request), selection_from(request.GET)),
        **(extra or {}),
    }
    return render(request, "webui/operations/list.html", context)


def frame(actor: Actor, page: str) -> dict[str, Any]:
    """What every page of the room shows: its parts with their counts."""
    counts = operations.overview(actor)
    parts = (
        ("index", _("Incidents"), counts["incidents"]),
        ("instances", _("Instances"), counts["running"]),
        ("definitions", _("Versions"), 0),
        ("bulk_index", _("Acts on many"), counts["bulk"]),
        ("jobs", _("Jobs"), counts["jobs"]),
        ("timers", _("Timers"), counts["timers"]),
        ("messages", _("Messages"), counts["buffered_messages"]),
    )
    return {"parts": parts, "part": page, "undelivered": counts["undelivered"]}


def with_places(rows: list[Any]) -> list[tuple[Any, Any]]:
    """Each row with the name of its organisation."""
    names = organisation_names(row.organisation_id for row in rows)
    return [(row, names.get(row.organisation_id, "")) for row in rows]
