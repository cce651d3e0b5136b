"""Times as a reader says them. frontend/src/shell/remaining.js says the same while the page stands open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Remaining:
    """How a deadline stands: `state` is over, soon or calm."""

    state: str
    words: str


def remaining(due_at: datetime, now: datetime, soon: timedelta = SOON) -> Remaining:
    """Words for the time until `due_at`. Both aware; the boundary itself is overdue."""
    left = due_at - now
    if left <= timedelta(0):
        return Remaining("over", _("overdue by %(span)s") % {"span": span(-left)})
    return Remaining("soon" if left <= soon else "calm", _("%(span)s left") % {"span": span(left)})


def span(length: timedelta) -> str:
    """The two largest units that matter: "3 days", "1 day 4 h", "2 h 14 min", "35 min", "under 1 min"."""
    minutes = int(length.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days >= 2:
        return _("%(days)d days") % {"days": days}
    if days:
        return _("1 day %(hours)d h") % {"hours": hours} if hours else _("1 day")
    if hours and minutes:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": minutes} if minutes else _("under 1 min")


def span_words() -> dict[str, str]:
    """The same words for the script that keeps them current."""
    return {
        "over": _("overdue by %(span)s"),
        "left": _("%(span)s left"),
        "days": _("%(days)d days"),
        "dayHours": _("1 day %(hours)d h"),
        "day": _("1 day"),
        "hoursMinutes": _("%(hours)d h %(minutes)d min"),
        "hours": _("%(hours)d h"),
        "minutes": _("%(minutes)d min"),
        "under": _("under 1 min"),
    }


def exact(at: datetime, zone: str = "") -> str:
    """The full time: "21 Nov 2026, 14:30" or "2026年11月21日 14:30"; in the reader's zone, or in `zone`, which is then named."""
    words = formats.date_format(_local(at, zone), "Y年n月j日 H:i" if _is_chinese() else "j M Y, H:i")
    return _("%(time)s (%(zone)s)") % {"time": words, "zone": zone} if zone else words


def day(on: date) -> str:
    """A date in full: "21 Nov 2026" or "2026年11月21日"."""
    return formats.date_format(on, "Y年n月j日" if _is_chinese() else "j M Y")


def short(at: datetime, now: datetime, zone: str = "") -> str:
    """As short as it stays clear: "14:30" today, "21 Nov 14:30" this year, else with the year; `zone` as in `exact`, unnamed."""
    local, today = _local(at, zone), _local(now, zone)
    if local.date() == today.date():
        return formats.date_format(local, "H:i")
    if local.year != today.year:
        return formats.date_format(local, "Y年n月j日 H:i" if _is_chinese() else "j M Y, H:i")
    return formats.date_format(local, "n月j日 H:i" if _is_chinese() else "j M H:i")


def listed(words: Iterable[str]) -> str:
    """ "a, b" or "a、b": things of one kind beside each other."""
    return pgettext("between the items of a list", ", ").join(words)


def _local(at: datetime, zone: str) -> datetime:
    return timezone.localtime(at, ZoneInfo(zone) if zone else None)


def _is_chinese() -> bool:
    return (get_language() or "en").startswith("zh")
