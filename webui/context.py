"""What every page of the shell needs: rooms, person, clock, language. Lazily, so that error pages ask for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from engine import clock
from workflows.notifications.queries.bell import unread_count

from .access import actor_of
from .words import span, span_words

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    title: str
    icon: str
    url: str
    is_current: bool
    count: int | None


def shell(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get("theme", "auto")
    return {
        "shell_entries": SimpleLazyObject(lambda: _entries(request)),
        "shell_place": SimpleLazyObject(lambda: _place(request)),
        "shell_unread": SimpleLazyObject(lambda: _unread(request)),
        "shell_now": clock.now,
        "shell_ahead": SimpleLazyObject(_ahead),
        "shell_words": _words,
        "theme": theme if theme in THEMES else "auto",
        "is_demo": settings.CARELANE_DEMO,
    }


def _entries(request: HttpRequest) -> list[Entry]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    from .urls import site

    current = getattr(request.resolver_match, "app", None)
    return [
        Entry(str(room.title), room.icon_name, room.reverse("index"), room is current, room.count(request))
        for room in site.rooms_for(request.user)
    ]


def _place(request: HttpRequest) -> Any:
    """Where the person works today: a membership with its department and organisation, or None."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    today = timezone.localdate(clock.now())
    held = request.user.memberships.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), from_on__lte=today)
    return held.select_related("department__organisation").order_by("from_on", "id").first()


def _unread(request: HttpRequest) -> int:
    """Under the bell."""
    user = getattr(request, "user", None)
    return unread_count(actor_of(request)) if user and user.is_authenticated else 0


def _ahead() -> str:
    """How far the demonstration's clock stands ahead, in words; empty where it is not."""
    offset = clock.demo_offset() if settings.CARELANE_DEMO else None
    return span(offset) if offset else ""


def _words() -> dict[str, Any]:
    return {
        "span": span_words(),
        "offline": _("No connection. What you type is kept in this browser and can be sent when the connection is back."),
        "online": _("The connection is back."),
        "failed": _("This did not work. Nothing was changed; try again."),
        "draftSaved": _("Draft saved %(time)s"),
        "draftRestored": _("Your unsent entries of %(time)s were restored."),
        "discard": _("Discard draft"),
        "zoneHint": _("Organisation's time: %(zone)s, not this device's."),
    }
