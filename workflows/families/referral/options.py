"""Choices in the referral's forms, from the directory. Registered for both processes; see `workflows.form_options`.

| values key                      | holds                                                        | value                      |
|---------------------------------|--------------------------------------------------------------|----------------------------|
| referral_organisations          | where the sender may refer to, own alliance first            | organisation id            |
| referral_onward_organisations   | where the receiver may point to: not itself, not the sender  | organisation id            |
| referral_departments            | clinical departments of all those, each with `organisation`  | department code            |
| referral_own_departments        | clinical departments of the receiver                         | department code            |
| referral_doctors                | doctors of the receiver, each with `department`              | user name                  |

The forms narrow the last two kinds by the answer that is given beside them, as it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.actor import SYSTEM
from workflows.cases.models import Case
from workflows.cases.notices import RECEIVING_GROUPS
from workflows.directory.models.membership import Role
from workflows.directory.queries.destinations import Destination, DestinationDepartment, departments_of, referral_destinations
from workflows.directory.queries.staff import staff_of

Variables = Mapping[str, Any]

KINDS = {"up": ("hospital", "township_hospital"), "down": ("community_centre", "township_hospital")}
NOT_CLINICAL = frozenset({"referral_office", "quality", "informatics"})
TREATING_ROLES = frozenset({Role.DOCTOR.value, Role.COMMUNITY_DOCTOR.value})


def referral_options(organisation_id: int, form_key: str, variables: Variables) -> Mapping[str, Any]:
    """The lists that this form asks for. `variables`: those visible at the user task."""
    provide = _BY_FORM.get(form_key)
    return provide(organisation_id, variables) if provide else {}


def _destinations(organisation_id: int, variables: Variables) -> dict[str, Any]:
    places = _places(organisation_id, variables)
    return {
        "referral_organisations": [_place_option(place) for place in places],
        "referral_departments": [
            {**_option(each.code, each.name_en, each.name_zh), "organisation": Decimal(place.id)}
            for place in places
            for each in _clinical(place.departments)
        ],
    }


def _receiving(organisation_id: int, variables: Variables) -> dict[str, Any]:
    sender_id = variables.get("from_organisation_id")
    onward = [place for place in _places(organisation_id, variables) if place.id != sender_id]
    departments = _clinical(tuple(departments_of(SYSTEM, organisation_id)))
    doctors = [row for row in staff_of(SYSTEM, organisation_id) if row.role in TREATING_ROLES]
    return {
        "referral_onward_organisations": [_place_option(place) for place in onward],
        "referral_own_departments": [_option(each.code, each.name_en, each.name_zh) for each in departments],
        "referral_doctors": [
            {**_option(row.username, row.name_en, row.name_zh), "department": row.department_code}
            for row in {(row.username, row.department_code): row for row in doctors}.values()
        ],
    }


def _places(organisation_id: int, variables: Variables) -> list[Destination]:
    direction = Case.Direction.DOWN if variables.get("direction") == "down" else Case.Direction.UP
    places = referral_destinations(SYSTEM, organisation_id, kinds=KINDS[direction], receiving_groups=RECEIVING_GROUPS[direction])
    return [place for place in places if _clinical(place.departments)]


def _clinical(departments: tuple[DestinationDepartment, ...]) -> list[DestinationDepartment]:
    return [department for department in departments if department.code not in NOT_CLINICAL]


def _place_option(place: Destination) -> dict[str, Any]:
    if place.is_own_alliance:
        return _option(Decimal(place.id), place.name_en, place.name_zh)
    return _option(Decimal(place.id), f"{place.name_en} (outside the alliance)", f"{place.name_zh}（医联体外）")


def _option(value: Any, en: str, zh: str) -> dict[str, Any]:
    return {"value": value, "label": en, "labelZh": zh}


_BY_FORM: Mapping[str, Callable[[int, Variables], dict[str, Any]]] = {
    "referral_slip": _destinations,
    "referral_out_review": _destinations,
    "referral_next_step": _destinations,
    "referral_decision": _receiving,
}
