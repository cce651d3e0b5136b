"""The ledger as its readers see it: lists narrowed and paged, one deviation with everything about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from engine.actor import Actor
from engine.instance_access import find_instance
from workflows.cases.visibility import visible_cases
from workflows.deviations.access import find_deviation, is_involved, judged_deviations, takes_part
from workflows.deviations.models import Deviation, Severity, Variance, VerdictGiven
from workflows.deviations.registry import BY_CODE
from workflows.deviations.rule import Rule
from workflows.directory.models import Role
from workflows.directory.queries.names import BilingualName
from workflows.directory.zones import zone_of

UNJUDGED = "none"


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """`from_on` and `until_on`: days in the organisation's zone, both included. `verdict` "none": not judged yet."""

    organisation_id: int | None = None
    rule: str = ""
    severity: str = ""
    status: str = ""
    verdict: str = ""
    from_on: date | None = None
    until_on: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """One row. `case_number` is empty where the reader may not see the case."""

    id: int
    rule: str
    process_key: str
    instance_id: UUID
    activity_id: str
    case_number: str
    organisation_id: int
    organisation: BilingualName
    severity: str
    responsible_role: str
    occurred_at: datetime
    found_at: datetime
    resolved_at: datetime | None
    status: str
    verdict: str

    @property
    def known_rule(self) -> Rule | None:
        """None for a rule that this release no longer has."""
        return BY_CODE.get(self.rule)

    @property
    def title(self) -> str:
        return str(self.known_rule.title) if self.known_rule else self.rule

    @property
    def severity_label(self) -> str:
        return str(Severity(self.severity).label)

    @property
    def status_label(self) -> str:
        return str(Deviation.Status(self.status).label)

    @property
    def verdict_label(self) -> str:
        return str(Deviation.Verdict(self.verdict).label) if self.verdict else ""

    @property
    def responsible_label(self) -> str:
        return str(Role(self.responsible_role).label) if self.responsible_role in Role.values else self.responsible_role


@dataclass(frozen=True, slots=True)
class MeasuredWith:
    """A parameter as it stood: a span in seconds, or a number. `is_own`: set by the model or an agreement."""

    name: str
    span: timedelta | None
    number: int | None
    source: str
    signed_by: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class DeviationDetail:
    line: DeviationLine
    explanation: str
    evidence: tuple[int, ...]
    parameters: tuple[MeasuredWith, ...]
    source: str
    about_number: str  # of the other case, where the reader may see it
    variances: tuple[Variance, ...]
    verdicts: tuple[VerdictGiven, ...]
    may_judge: bool
    is_involved: bool
    may_explain: bool


def ledger(actor: Actor, chosen: LedgerFilter, *, page: int = 1, page_size: int = 50) -> tuple[list[DeviationLine], int]:
    """One page, newest first, and how many there are in all."""
    rows = _narrowed(actor, chosen)
    start = (page - 1) * page_size
    return lines_of(actor, rows[start : start + page_size]), rows.count()


def all_lines(actor: Actor, chosen: LedgerFilter, *, limit: int) -> list[DeviationLine]:
    """For an export: at most `limit` rows, newest first."""
    return lines_of(actor, _narrowed(actor, chosen)[:limit])


def unjudged_count(actor: Actor) -> int:
    """How many wait for a verdict of one of the actor's organisations."""
    return judged_deviations(actor).filter(verdict="").count()


def of_instance(actor: Actor, instance_id: UUID) -> list[DeviationDetail]:
    """Of an instance that the actor reads, oldest first. Raises: NotFound."""
    find_instance(actor, instance_id)
    rows = Deviation.objects.select_related("organisation", "case", "about_case").filter(instance_id=instance_id)
    return [_detail(actor, row) for row in rows.order_by("occurred_at", "pk")]


def deviation(actor: Actor, deviation_id: int) -> DeviationDetail:
    """Raises: NotFound for whoever is no quality officer there and takes no part in the process."""
    return _detail(actor, find_deviation(actor, deviation_id))


def lines_of(actor: Actor, rows: Iterable[Deviation]) -> list[DeviationLine]:
    found = list(rows)
    numbers = _visible_numbers(actor, [row.case_id for row in found])
    return [_line(row, numbers) for row in found]


def _narrowed(actor: Actor, chosen: LedgerFilter) -> QuerySet[Deviation]:
    rows = judged_deviations(actor)
    exact = {
        "organisation_id": chosen.organisation_id,
        "rule": chosen.rule,
        "severity": chosen.severity,
        "status": chosen.status,
        "verdict": "" if chosen.verdict == UNJUDGED else chosen.verdict or None,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value or (name == "verdict" and value == "")})
    if chosen.from_on or chosen.until_on:
        rows = rows.filter(_of_period(rows, chosen))
    if chosen.number:
        rows = rows.filter(case__number__istartswith=chosen.number)
    return rows.order_by("-occurred_at", "-pk")


def _of_period(rows: QuerySet[Deviation], chosen: LedgerFilter) -> Q:
    """Days are those of each organisation, whose zones may differ."""
    wanted = Q(pk__in=[])
    for organisation_id in rows.order_by().values_list("organisation_id", flat=True).distinct():
        zone = zone_of(organisation_id)
        here = Q(organisation_id=organisation_id)
        if chosen.from_on:
            here &= Q(occurred_at__gte=_midnight(chosen.from_on, zone))
        if chosen.until_on:
            here &= Q(occurred_at__lt=_midnight(chosen.until_on + timedelta(days=1), zone))
        wanted |= here
    return wanted


def _midnight(on: date, zone: str) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone))


def _visible_numbers(actor: Actor, case_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {case_id for case_id in case_ids if case_id is not None}
    return dict(visible_cases(actor, among=wanted).values_list("pk", "number")) if wanted else {}


def _line(row: Deviation, numbers: dict[int, str]) -> DeviationLine:
    return DeviationLine(
        id=row.pk,
        rule=row.rule,
        process_key=row.process_key,
        instance_id=row.instance_id,
        activity_id=row.activity_id,
        case_number=numbers.get(row.case_id, "") if row.case_id else "",
        organisation_id=row.organisation_id,
        organisation=BilingualName(row.organisation.name_en, row.organisation.name_zh),
        severity=row.severity,
        responsible_role=row.responsible_role,
        occurred_at=row.occurred_at,
        found_at=row.found_at,
        resolved_at=row.resolved_at,
        status=row.status,
        verdict=row.verdict,
    )


def _detail(actor: Actor, row: Deviation) -> DeviationDetail:
    numbers = _visible_numbers(actor, [row.case_id, row.about_case_id])
    line = _line(row, numbers)
    rule = line.known_rule
    judges = actor.may("quality", row.organisation_id)
    involved = is_involved(actor, row)
    return DeviationDetail(
        line=line,
        explanation=str(rule.explanation) if rule else "",
        evidence=tuple(row.evidence),
        parameters=tuple(_measured(each) for each in row.parameters),
        source=rule.source if rule else "",
        about_number=numbers.get(row.about_case_id, "") if row.about_case_id else "",
        variances=tuple(row.variances.select_related("by")),
        verdicts=tuple(row.verdicts.select_related("by")),
        may_judge=judges and not involved,
        is_involved=judges and involved,
        may_explain=actor.may("work", row.organisation_id) and takes_part(actor, row),
    )


def _measured(each: dict[str, object]) -> MeasuredWith:
    value = float(str(each["value"]))
    is_span = bool(each["is_span"])
    return MeasuredWith(
        name=str(each["name"]),
        span=timedelta(seconds=value) if is_span else None,
        number=None if is_span else int(value),
        source=str(each["source"]),
        signed_by=str(each["signed_by"]),
        is_own=bool(each["is_own"]),
    )
