"""A region of full size for measuring: 10,000 staff and 100,000 synthetic patients in 50 more organisations."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from workflows.directory.models import Alliance, Department, Membership, Organisation, Role, User

from . import region
from .people import synthetic_people
from .seed import add_departments, add_patients

USERS = 10_000
PATIENTS = 100_000
ORGANISATIONS = 50
DEPARTMENTS = ("gp", "referral_office", "internal_medicine", "cardiology", "quality", "informatics")
# One in every forty holds each of the rarer roles; the rest are doctors and nurses.
ROLES = (
    (Role.COMMUNITY_HEAD, "gp"),
    (Role.REFERRAL_OFFICE, "referral_office"),
    (Role.REFERRAL_OFFICE_HEAD, "referral_office"),
    (Role.DEPARTMENT_HEAD, "internal_medicine"),
    (Role.DEPARTMENT_HEAD, "cardiology"),
    (Role.QUALITY_OFFICER, "quality"),
    (Role.PHARMACIST, "internal_medicine"),
    (Role.ADMINISTRATOR, "informatics"),
    *(((Role.COMMUNITY_DOCTOR, "gp"),) * 12),
    *(((Role.DOCTOR, "internal_medicine"),) * 8),
    *(((Role.NURSE, "cardiology"),) * 12),
)


def seed_large(*, users: int = USERS, patients: int = PATIENTS, organisations: int = ORGANISATIONS) -> dict[str, int]:
    """Add what is missing to the full size, organisation by organisation, so that an interrupted run goes on."""
    added = {"organisations": 0, "accounts": 0, "patients": 0}
    password = make_password(region.PASSWORD)
    for number in range(1, organisations + 1):
        with transaction.atomic():
            organisation, is_new = _organisation(number)
            added["organisations"] += is_new
            added["accounts"] += _staff(organisation, number, _share(users, number, organisations), password)
            added["patients"] += add_patients(
                organisation, first_person=number * 10_000, count=_share(patients, number, organisations)
            )
    return added


def _share(total: int, number: int, parts: int) -> int:
    """The part of `total` that falls on `number` (from 1) of `parts`, so that all parts add up to it."""
    return total * number // parts - total * (number - 1) // parts


def _organisation(number: int) -> tuple[Organisation, bool]:
    alliance = Alliance.objects.get(code="yuanshan")
    organisation, is_new = Organisation.objects.get_or_create(
        code=f"centre_{number:02d}",
        defaults={
            "number_prefix": f"C{chr(65 + number // 26)}{chr(65 + number % 26)}",
            "kind": Organisation.Kind.COMMUNITY_CENTRE,
            "alliance": alliance,
            "name_en": f"Community Health Centre {number:02d}",
            "name_zh": f"第{number:02d}社区卫生服务中心",
            "area_code": f"990300{number:03d}001",
        },
    )
    add_departments(organisation, DEPARTMENTS)
    return organisation, is_new


def _staff(organisation: Organisation, number: int, count: int, password: str) -> int:
    usernames = [f"c{number:02d}.{index:04d}" for index in range(count)]
    existing = set(User.objects.filter(username__in=usernames).values_list("username", flat=True))
    people = zip(usernames, synthetic_people(500_000 + number * 10_000, count), strict=True)
    users = User.objects.bulk_create(
        [
            User(username=username, password=password, name_en=person.name_latin, name_zh=person.name)
            for username, person in people
            if username not in existing
        ],
        batch_size=1000,
    )
    departments = {row.code: row for row in Department.objects.filter(organisation=organisation)}
    roles = [ROLES[int(user.username.rpartition(".")[2]) % len(ROLES)] for user in users]
    Membership.objects.bulk_create(
        [
            Membership(user=user, department=departments[department], role=role, from_on=region.STAFF_SINCE)
            for user, (role, department) in zip(users, roles, strict=True)
        ],
        batch_size=1000,
    )
    return len(users)
