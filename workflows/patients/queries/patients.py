"""Patients that an actor may see: one by code or id, many by search."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import NotFound
from workflows.patients.models import Patient
from workflows.patients.visibility import visible_patients

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class PatientPage:
    patients: tuple[Patient, ...]
    total: int
    page: int  # from 1
    page_size: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.page_size))

    @property
    def has_next(self) -> bool:
        return self.page < self.page_count


def find_patients(
    actor: Actor,
    search: str = "",
    *,
    page: int = 1,
    page_size: int = PAGE_SIZE,
    organisation_id: int | None = None,
    with_closed: bool = False,
    is_by_latin_name: bool = False,
) -> PatientPage:
    """Visible patients ordered by name, or by the name in Latin letters where there is one.

    `search` matches the start of a code or phone number, or a part of the name.
    Several words must all match. `organisation_id` narrows to one home organisation. Two queries.
    """
    patients = visible_patients(actor)
    if not with_closed:
        patients = patients.filter(status=Patient.Status.ACTIVE)
    if organisation_id is not None:
        patients = patients.filter(home_organisation_id=organisation_id)
    for word in search.split()[:6]:
        patients = patients.filter(_matches(word))
    page_size = min(max(1, page_size), MAX_PAGE_SIZE)
    total = patients.count()
    page = min(max(1, page), max(1, -(-total // page_size)))
    first = (page - 1) * page_size
    latin = Lower(Coalesce(NullIf("name_latin", Value("")), "name"))
    order = (latin, "code") if is_by_latin_name else ("name", "code")
    rows = patients.select_related("home_organisation").order_by(*order)[first : first + page_size]
    return PatientPage(tuple(rows), total, page, page_size)


def _matches(word: str) -> Q:
    if word.isascii() and word.replace("-", "").replace("+", "").isdigit():
        return Q(code__startswith=word) | Q(phone__startswith=word)
    return Q(name__contains=word) | Q(name_latin__icontains=word)


def get_patient(actor: Actor, code: str) -> Patient:
    """Raises: NotFound for an unknown code and for a patient whom the actor may not see, without telling which."""
    return _one(actor, Q(code=code))


def get_patient_by_id(actor: Actor, patient_id: UUID | str) -> Patient:
    """Raises: NotFound as in `get_patient`, and for what is no id at all."""
    try:
        return _one(actor, Q(pk=UUID(str(patient_id))))
    except ValueError as malformed:
        raise NotFound(_("No such patient is visible to you.")) from malformed


def _one(actor: Actor, condition: Q) -> Patient:
    found = Patient.objects.filter(condition).values_list("pk", flat=True).first()
    patient = visible_patients(actor, among=[found]).select_related("home_organisation").first() if found is not None else None
    if patient is None:
        raise NotFound(_("No such patient is visible to you."))
    return patient
