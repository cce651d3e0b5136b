"""What each role may do in the organisation where it is held. Everything not named here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .models import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a person may do, as the directory's pages and refusals call it.
PERMISSION_LABELS: Mapping[str, StrOrPromise] = {
    "start_instance": _("start processes"),
    "work": _("do the tasks of one's groups"),
    "assign": _("assign tasks to others"),
    "cancel_instance": _("cancel processes"),
    "read_instance": _("see processes that one takes part in"),
    "read_all_instances": _("see all processes of the organisation"),
    "operate": _("mend running processes"),
    "deliver_for_others": _("deliver by hand what processes send each other, with a reason"),
    "design": _("draw processes"),
    "publish": _("publish processes that somebody else drew"),
    "read_patients": _("see patients"),
    "register_patient": _("register patients"),
    "manage_directory": _("manage people, roles and rosters"),
    "quality": _("see quality figures"),
    "read_visits": _("see clinics and the visits of the day"),
    "book_visit": _("book visits at a clinic"),
    "book_reserved_slot": _("book the slots that are kept for primary care"),
    "manage_sessions": _("open and close clinic sessions"),
}
PERMISSIONS = frozenset(PERMISSION_LABELS)

_CASES = frozenset({"start_instance", "work", "cancel_instance", "read_instance", "read_patients"})
_LEADS = frozenset({"assign", "read_all_instances"})
_BOOKS_FOR_THE_ALLIANCE = frozenset({"read_visits", "book_visit", "book_reserved_slot"})

ROLE_PERMISSIONS: Mapping[str, frozenset[str]] = {
    Role.COMMUNITY_DOCTOR: _CASES | {"register_patient"},
    Role.COMMUNITY_HEAD: _CASES | _LEADS | {"register_patient"},
    Role.REFERRAL_OFFICE: _CASES | _BOOKS_FOR_THE_ALLIANCE | {"register_patient"},
    Role.REFERRAL_OFFICE_HEAD: _CASES | _LEADS | _BOOKS_FOR_THE_ALLIANCE | {"register_patient"},
    Role.DEPARTMENT_HEAD: _CASES | _LEADS | {"read_visits", "manage_sessions"},
    Role.DOCTOR: _CASES | {"register_patient", "read_visits"},
    Role.NURSE: frozenset({"work", "read_instance", "read_patients"}),
    Role.PHARMACIST: frozenset({"work", "read_instance", "read_patients"}),
    Role.REGISTRAR: _CASES | {"register_patient", "read_visits", "book_visit", "manage_sessions"},
    Role.TRIAGE_NURSE: frozenset(
        {"start_instance", "work", "cancel_instance", "read_instance", "read_patients", "read_visits", "book_visit"}
    ),
    **dict.fromkeys(
        (
            Role.LABORATORY_TECHNICIAN,
            Role.RADIOGRAPHER,
            Role.REVIEW_PHARMACIST,
            Role.DISPENSER,
            Role.CASHIER,
            Role.RECORDS_OFFICER,
        ),
        frozenset({"work", "read_instance", "read_patients", "read_visits"}),
    ),
    Role.QUALITY_OFFICER: frozenset({"work", "read_instance", "read_all_instances", "read_patients", "quality", "read_visits"}),
    Role.PROCESS_DESIGNER: frozenset({"design", "publish"}),
    # Operators mend processes without reading who the patients are.
    Role.OPERATOR: frozenset({"operate", "read_instance", "read_all_instances", "cancel_instance"}),
    # Speaks for another organisation whose message was lost. Nobody holds it until an administrator gives it.
    Role.EXCHANGE_OFFICER: frozenset({"deliver_for_others"}),
    Role.ADMINISTRATOR: frozenset({"manage_directory"}),
}

# What passes to a substitute: daily work, not the trust placed in one person (publishing, operations, the directory, quality).
SUBSTITUTE_PERMISSIONS = frozenset(
    {
        "start_instance",
        "work",
        "assign",
        "cancel_instance",
        "read_instance",
        "read_patients",
        "register_patient",
        "read_visits",
        "book_visit",
        "book_reserved_slot",
    }
)
