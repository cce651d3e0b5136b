"""Patients as a reader names them: "Lin Guofu, M 67" or 林国富，男 67岁."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from workflows.cases.queries.case_lines import PatientLine
from workflows.patients.codes import STANDARD
from workflows.patients.models import Patient


def display_name(patient: Patient | PatientLine) -> str:
    """Latin letters for readers of English where they are known, else the name as registered."""
    if (get_language() or "en").startswith("zh"):
        return patient.name
    return patient.name_latin or patient.name


def sex_sign(patient: Patient | PatientLine) -> str:
    """One letter in English, one character in Chinese; nothing where it is not stated."""
    if patient.sex == Patient.Sex.FEMALE:
        return pgettext("sex, short", "F")
    if patient.sex == Patient.Sex.MALE:
        return pgettext("sex, short", "M")
    return ""


def sex_and_age(patient: Patient | PatientLine, at: datetime) -> str:
    """ "M 67 y", 男 67岁: what stands beside a name."""
    years = age(patient.born_on, at) if isinstance(patient, Patient) else _("%(years)d y") % {"years": patient.age}
    return f"{sex_sign(patient)} {years}".strip()


def person_line(patient: Patient | PatientLine, at: datetime) -> str:
    """ "Lin Guofu, M 67 y", 林国富，男 67岁: the patient in one line."""
    return _("%(name)s, %(sex_and_age)s") % {"name": display_name(patient), "sex_and_age": sex_and_age(patient, at)}


def age(born_on: date, at: datetime) -> str:
    """Completed years; months below two years, days below one month."""
    today = timezone.localdate(at)
    months = (today.year - born_on.year) * 12 + today.month - born_on.month - (today.day < born_on.day)
    if months >= 24:
        return _("%(years)d y") % {"years": months // 12}
    if months >= 1:
        return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}
    days = max(0, (today - born_on).days)
    return ngettext("%(days)d day old", "%(days)d days old", days) % {"days": days}


def grouped_code(code: str) -> str:
    """The lifelong code in its parts (county, township, village, serial), easier to compare by eye."""
    if len(code) != STANDARD.length:
        return code
    parts, at = [], 0
    for length in (STANDARD.county, STANDARD.township, STANDARD.village, STANDARD.serial):
        parts.append(code[at : at + length])
        at += length
    return " ".join(parts)
