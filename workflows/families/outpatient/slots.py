"""How many slots of a session are left, for everybody and for primary care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.errors import Conflict

from .models import Booking, ClinicSession


@dataclass(frozen=True, slots=True)
class Slots:
    """Counts of one session: `taken` includes `reserved_taken`."""

    session: ClinicSession
    taken: int
    reserved_taken: int

    @property
    def free(self) -> int:
        return max(0, self.session.capacity - self.taken)

    def kept(self, now: datetime) -> int:
        """Free slots that only primary care may have at `now`."""
        if now >= self.session.reserve_opens_at:
            return 0
        return min(self.free, max(0, self.session.reserved - self.reserved_taken))

    def open(self, now: datetime) -> int:
        """Free slots that anybody may have at `now`."""
        return self.free - self.kept(now)

    def check(self, *, is_reserved: bool, now: datetime) -> None:
        """Raises: Conflict, saying which slots are gone and when the kept ones open."""
        if self.free == 0:
            raise Conflict(_("This session is full: expected another session."))
        if is_reserved and self.kept(now) == 0 and now < self.session.reserve_opens_at:
            raise Conflict(_("The slots kept for primary care are taken: expected an open slot or another session."))
        if not is_reserved and self.open(now) == 0:
            opens_at = self.session.reserve_opens_at.astimezone(ZoneInfo(self.session.organisation.zone))
            message = _("The open slots of this session are taken. Those kept for primary care open to everybody at {time}.")
            raise Conflict(format_lazy(message, time=f"{opens_at:%Y-%m-%d %H:%M}"))


def slots_of(session: ClinicSession) -> Slots:
    return slots_of_many([session])[session.pk]


def slots_of_many(sessions: Iterable[ClinicSession]) -> dict[int, Slots]:
    """By session id. One query."""
    by_id = {session.pk: session for session in sessions}
    live = Booking.objects.filter(session_id__in=by_id, cancelled_at=None).order_by()
    counts = live.values_list("session_id").annotate(taken=Count("pk"), kept=Count("pk", filter=Q(is_reserved=True)))
    found = {session_id: (taken, kept) for session_id, taken, kept in counts}
    return {pk: Slots(session, *found.get(pk, (0, 0))) for pk, session in by_id.items()}
