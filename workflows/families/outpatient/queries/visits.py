"""Visits that an actor may see: one by number, and the board of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.actor import Actor
from engine.errors import NotFound
from workflows.cases.models import Case, StageChange
from workflows.cases.queries.case_lines import RELATED, CaseLine, case_lines
from workflows.cases.visibility import visible_cases
from workflows.cases.visit_stages import VISIT_COLUMNS, VISIT_FINAL, VisitStage
from workflows.directory.access import organisations_with
from workflows.directory.queries.names import BilingualName
from workflows.families.outpatient.models import Booking

CARDS_PER_COLUMN = 60


@dataclass(frozen=True, slots=True)
class VisitStep:
    stage: str
    label: str
    at: datetime
    minutes: int | None  # until the next step; None for where the patient stands now


@dataclass(frozen=True, slots=True)
class VisitView:
    line: CaseLine
    booking: Booking
    instance_ids: tuple[UUID, ...]
    steps: tuple[VisitStep, ...]


@dataclass(frozen=True, slots=True)
class VisitCard:
    line: CaseLine
    booking: Booking

    @property
    def clinic(self) -> BilingualName:
        department = self.booking.session.department
        return BilingualName(department.name_en, department.name_zh)


@dataclass(frozen=True, slots=True)
class VisitColumn:
    key: str
    heading: str
    total: int
    cards: tuple[VisitCard, ...]


def get_visit(actor: Actor, number: str) -> VisitView:
    """Raises: NotFound for an unknown number and for a visit of other organisations, without telling which."""
    found = Case.objects.filter(number=number, kind=Case.Kind.VISIT).values_list("pk", flat=True).first()
    case = visible_cases(actor, among=[found]).select_related(*RELATED).first() if found is not None else None
    if case is None or not (actor.is_system or actor.may("read_visits", case.from_organisation_id)):
        raise NotFound(_("No such visit is visible to you."))
    booking = Booking.objects.select_related("session__department", "session__doctor", "session__organisation").get(case=case)
    return VisitView(
        line=case_lines(actor, [case])[case.pk],
        booking=booking,
        instance_ids=tuple(case.instances.values_list("instance_id", flat=True)),
        steps=tuple(_steps(case)),
    )


def _steps(case: Case) -> Iterable[VisitStep]:
    changes = list(StageChange.objects.filter(case=case))
    moments = [(VisitStage.BOOKED.value, case.opened_at), *((change.to_stage, change.at) for change in changes)]
    for number, (stage, at) in enumerate(moments):
        until = moments[number + 1][1] if number + 1 < len(moments) else None
        minutes = None if until is None else round((until - at).total_seconds() / 60)
        yield VisitStep(stage, str(VisitStage(stage).label), at, minutes)


def visit_board(
    actor: Actor, *, organisation_id: int | None = None, department_id: int | None = None, cards: int = CARDS_PER_COLUMN
) -> list[VisitColumn]:
    """Today's visits of the actor's clinics in the columns of the day: the longest waiting first, what ended last on top.

    A visit stands on the board from the day of its session until it has ended, also past midnight.
    """
    organisation_ids = organisations_with(actor, "read_visits")
    if organisation_id is not None:
        organisation_ids &= {organisation_id}
    now = clock.now()
    start, end = now - timedelta(hours=24), now + timedelta(hours=16)
    bookings = Booking.objects.filter(
        session__organisation_id__in=organisation_ids, session__starts_at__lt=end, session__starts_at__gte=start
    ).select_related("case", "session__department", "session__organisation", *(f"case__{name}" for name in RELATED))
    if department_id is not None:
        bookings = bookings.filter(session__department_id=department_id)
    shown = [booking for booking in bookings if _is_of_today(booking, now)]
    visible = set(visible_cases(actor, among=[booking.case_id for booking in shown]).values_list("pk", flat=True))
    shown = [booking for booking in shown if booking.case_id in visible]
    lines = case_lines(actor, [booking.case for booking in shown])
    return [_column(key, str(heading), stages, shown, lines, cards) for key, heading, stages in VISIT_COLUMNS]


def _is_of_today(booking: Booking, now: datetime) -> bool:
    organisation = booking.session.organisation
    is_live = booking.case.stage not in VISIT_FINAL
    on, today = organisation.local_date(booking.session.starts_at), organisation.local_date(now)
    return on == today or (is_live and on < today)


def _column(
    key: str, heading: str, stages: tuple[VisitStage, ...], shown: list[Booking], lines: dict[int, CaseLine], cards: int
) -> VisitColumn:
    found = [booking for booking in shown if booking.case.stage in stages]
    if key == "booked":
        found.sort(key=lambda booking: (booking.session.starts_at, booking.number))
    else:
        found.sort(key=lambda booking: booking.case.stage_at, reverse=key == "done")
    return VisitColumn(key, heading, len(found), tuple(VisitCard(lines[each.case_id], each) for each in found[:cards]))
