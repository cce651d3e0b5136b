"""The referral board: where every referral of one's organisations stands, the same for both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case as Choose
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When

from engine import clock
from engine.actor import Actor
from workflows.cases.models import Case
from workflows.cases.queries.case_lines import RELATED, CaseLine, case_lines
from workflows.cases.stages import BOARD_COLUMNS, Stage
from workflows.cases.visibility import cases_worked_on, current, visible_cases
from workflows.patients.visibility import visible_patients

CARDS_PER_COLUMN = 50
ENDED_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    organisation_id: int | None = None
    side: str = ""  # "sent", "received" or "" for both
    direction: str = ""
    urgency: str = ""
    search: str = ""  # start of the number, part of the problem, or of the name of a patient whom the actor may see


@dataclass(frozen=True, slots=True)
class BoardColumn:
    key: str
    heading: str
    total: int  # all of them, also where only the first cards are shown
    cards: tuple[CaseLine, ...]


def referral_board(actor: Actor, board_filter: BoardFilter | None = None, *, cards: int = CARDS_PER_COLUMN) -> list[BoardColumn]:
    """Every column, most urgent and longest waiting first. What has ended stays for a week.

    A referral that ended as rejected or missed stands under "ended" too, as does one that the actor's organisation has left.
    """
    shown = _shown(actor, board_filter or BoardFilter())
    now = current(actor.organisation_ids)
    columns = []
    for key, heading, stages in BOARD_COLUMNS:
        found = shown.filter(_in_column(key, stages, now))
        columns.append((key, str(heading), found))
    totals = _totals(shown, now)
    rows = {key: list(found.select_related(*RELATED)[:cards]) if totals.get(key) else [] for key, _heading, found in columns}
    lines = case_lines(actor, [case for found in rows.values() for case in found])
    return [
        BoardColumn(key, heading, totals.get(key, 0), tuple(lines[case.pk] for case in rows[key]))
        for key, heading, _found in columns
    ]


def _shown(actor: Actor, board_filter: BoardFilter) -> QuerySet[Case]:
    cases = visible_cases(actor).filter(kind=Case.Kind.REFERRAL)
    since = clock.now() - ENDED_SHOWN_FOR
    organisation_ids = actor.organisation_ids
    left = Q(pk__in=cases_worked_on(organisation_ids).filter(left_at__gt=since))
    is_current = current(organisation_ids)
    cases = cases.filter((is_current & (Q(closed_at=None) | Q(closed_at__gt=since))) | (left & ~is_current))
    if board_filter.organisation_id is not None:
        organisation_ids &= {board_filter.organisation_id}
    sent = Q(from_organisation_id__in=organisation_ids)
    received = ~sent & Q(pk__in=cases_worked_on(organisation_ids))
    cases = cases.filter({"sent": sent, "received": received}.get(board_filter.side, sent | received))
    if board_filter.direction:
        cases = cases.filter(direction=board_filter.direction)
    if board_filter.urgency:
        cases = cases.filter(urgency=board_filter.urgency)
    if board_filter.search:
        cases = cases.filter(matches(actor, board_filter.search))
    urgency = Choose(
        When(urgency=Case.Urgency.EMERGENCY, then=Value(0)),
        When(urgency=Case.Urgency.URGENT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return cases.order_by(urgency, "stage_at", "pk")


def _in_column(key: str, stages: tuple[Stage, ...], now: Q) -> Q:
    if key == "ended":
        return Q(closed_at__isnull=False) | ~now
    return Q(stage__in=stages, closed_at=None) & now


def matches(actor: Actor, search: str) -> Q:
    """Cases that a person may mean by `search`. Whom they may not see they cannot find by name either, nor what came later."""
    patients = visible_patients(actor).filter(Q(name__contains=search) | Q(name_latin__icontains=search) | Q(code=search))
    problem = Q(problem__icontains=search)
    if not actor.is_system:
        left = cases_worked_on(actor.organisation_ids).filter(left_problem__icontains=search)
        problem = (problem & current(actor.organisation_ids)) | Q(pk__in=left)
    return Q(number__istartswith=search) | problem | Q(patient__in=patients.values("pk"))


def _totals(shown: QuerySet[Case], now: Q) -> dict[str, int]:
    counts = {key: Count("pk", filter=_in_column(key, stages, now)) for key, _heading, stages in BOARD_COLUMNS}
    return shown.order_by().aggregate(**counts)
