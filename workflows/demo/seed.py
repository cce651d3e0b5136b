"""Puts the demonstration region into the database. Only what is missing is added: running it again changes nothing."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from engine import clock
from workflows.directory.models import (
    Alliance,
    Department,
    EscalationChain,
    EscalationStep,
    Membership,
    Organisation,
    User,
)
from workflows.patients.codes import STANDARD
from workflows.patients.models import Patient, PatientCodeSeries

from . import region
from .calendars import add_calendars
from .clinics import add_sessions
from .people import synthetic_people

PATIENTS_PER_PLACE = {"hexi": 16, "baishi": 9, "yuanshan": 7, "tcm": 4, "dongmen": 4}


@transaction.atomic
def seed_region() -> dict[str, int]:
    """Places, accounts, chains and about forty synthetic patients; returns how many rows of each were added."""
    organisations, added_places = _places()
    added = {
        "organisations": added_places,
        "accounts": _accounts(organisations),
        "escalation chains": _chains(organisations),
        "calendars": sum(add_calendars(organisation) for organisation in organisations.values()),
    }
    added["clinic sessions"] = add_sessions(organisations["yuanshan"])
    first, added["patients"] = 0, 0
    for code, count in PATIENTS_PER_PLACE.items():
        added["patients"] += add_patients(organisations[code], first_person=first, count=count)
        first += count
    return added


def _places() -> tuple[dict[str, Organisation], int]:
    alliances = {
        code: Alliance.objects.get_or_create(code=code, defaults={"name_en": en, "name_zh": zh})[0]
        for code, (en, zh) in region.ALLIANCES.items()
    }
    organisations: dict[str, Organisation] = {}
    added = 0
    for place in region.PLACES:
        organisations[place.code], is_new = Organisation.objects.get_or_create(
            code=place.code,
            defaults={
                "number_prefix": place.number_prefix,
                "kind": place.kind,
                "alliance": alliances[place.alliance],
                "parent": organisations.get(place.parent),
                "name_en": place.name_en,
                "name_zh": place.name_zh,
                "area_code": place.area_code,
                "phone": place.phone,
            },
        )
        added += is_new
        add_departments(organisations[place.code], place.departments)
    return organisations, added


def add_departments(organisation: Organisation, codes: tuple[str, ...]) -> None:
    for code in codes:
        name_en, name_zh = region.DEPARTMENTS[code]
        Department.objects.get_or_create(organisation=organisation, code=code, defaults={"name_en": name_en, "name_zh": name_zh})


def _accounts(organisations: dict[str, Organisation]) -> int:
    departments = {(row.organisation_id, row.code): row for row in Department.objects.all()}
    existing = set(
        User.objects.filter(username__in=[account.username for account in region.ACCOUNTS]).values_list("username", flat=True)
    )
    missing = [account for account in region.ACCOUNTS if account.username not in existing]
    password = make_password(region.PASSWORD) if missing else ""
    for account in missing:
        user = User.objects.create(
            username=account.username,
            password=password,
            name_en=account.name_en,
            name_zh=account.name_zh,
            email=f"{account.username}@{account.place}.example",
        )
        for entry in account.roles:
            group, _slash, place = entry.partition("/")
            role, _at, department = group.partition("@")
            Membership.objects.create(
                user=user,
                department=departments[organisations[place or account.place].pk, department],
                role=role,
                from_on=region.STAFF_SINCE,
            )
    return len(missing)


def _chains(organisations: dict[str, Organisation]) -> int:
    added = 0
    for code, chains in region.CHAINS.items():
        organisation = organisations[code]
        departments = {row.code: row for row in organisation.departments.all()}
        for key, levels in chains.items():
            name_en, name_zh = region.CHAIN_NAMES[key]
            chain, is_new = EscalationChain.objects.get_or_create(
                organisation=organisation, key=key, defaults={"name_en": name_en, "name_zh": name_zh}
            )
            if not is_new:
                continue
            added += 1
            for level, groups in enumerate(levels, start=1):
                for group in groups:
                    role, _at, department = group.partition("@")
                    EscalationStep.objects.create(chain=chain, level=level, role=role, department=departments[department])
    return added


def add_patients(organisation: Organisation, *, first_person: int, count: int) -> int:
    """Give the organisation synthetic patients with the serials 1 to `count`; those that stand are kept as they are."""
    codes = [STANDARD.code(organisation.area_code, serial) for serial in range(1, count + 1)]
    area = Patient.objects.filter(code__startswith=organisation.area_code)
    existing = set(area.values_list("code", flat=True))
    now = clock.now()
    patients = [
        Patient(
            code=code,
            name=person.name,
            name_latin=person.name_latin,
            sex=person.sex,
            born_on=person.born_on,
            phone=person.phone,
            address=person.address,
            allergies=person.allergies,
            home_organisation=organisation,
            registered_at=now,
        )
        for code, person in zip(codes, synthetic_people(first_person, count), strict=True)
        if code not in existing
    ]
    Patient.objects.bulk_create(patients, batch_size=1000)
    series, _is_new = PatientCodeSeries.objects.get_or_create(area_code=organisation.area_code)
    if series.last < count:
        series.last = count
        series.save(update_fields=["last"])
    return len(patients)
