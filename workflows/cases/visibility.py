"""Which cases an actor sees: those that one of their organisations sends or has got to work on.

An organisation whose part is over (it rejected, or referred onward) sees the case as it stood then: `partings`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from engine.actor import Actor

from .models import Case, CaseInstance

READING = frozenset({"read_instance", "read_all_instances"})


def reading_organisations(actor: Actor) -> frozenset[int]:
    return frozenset(organisation_id for organisation_id, name in actor.permissions if name in READING)


def visible_cases(actor: Actor, *, among: Collection[int] | None = None) -> QuerySet[Case]:
    """Default deny: without a reading permission anywhere, none.

    `among` looks at these cases only, in a time that does not grow with what else the organisation sees.
    """
    cases = Case.objects.all() if among is None else Case.objects.filter(pk__in=among)
    if actor.is_system:
        return cases
    organisation_ids = reading_organisations(actor)
    if not organisation_ids:
        return Case.objects.none()
    # Not by `to_organisation`: whom a draft is meant for does not see it before it was sent.
    worked_on = cases_worked_on(organisation_ids)
    if among is not None:
        worked_on = worked_on.filter(case_id__in=among)
    return cases.filter(Q(from_organisation_id__in=organisation_ids) | Q(pk__in=worked_on))


def cases_worked_on(organisation_ids: Collection[int]) -> QuerySet[CaseInstance, int]:
    """Ids of the cases that these organisations have got to work on. Read once, not once a case: no correlated subquery."""
    return CaseInstance.objects.filter(organisation_id__in=organisation_ids).order_by().values_list("case_id", flat=True)


def current(organisation_ids: Collection[int]) -> Q:
    """Cases that these organisations send or work on now: all of them is theirs to read, as it stands."""
    worked_on = cases_worked_on(organisation_ids).filter(left_at=None)
    return Q(from_organisation_id__in=organisation_ids) | Q(pk__in=worked_on)


def partings(actor: Actor, cases: Collection[Case]) -> dict[int, CaseInstance]:
    """By case: where the actor's organisations all have left it, their last parting, which says how it stood then. One query."""
    if actor.is_system:
        return {}
    organisation_ids = reading_organisations(actor)
    own = {case.pk for case in cases if case.from_organisation_id in organisation_ids}
    asked = [case.pk for case in cases if case.pk not in own]
    found: dict[int, CaseInstance] = {}
    if asked:
        rows = CaseInstance.objects.filter(case_id__in=asked, organisation_id__in=organisation_ids)
        for row in rows.select_related("organisation").order_by("attached_at", "id"):
            if row.left_at is None:
                own.add(row.case_id)
            found[row.case_id] = row
    return {case_id: row for case_id, row in found.items() if case_id not in own}
