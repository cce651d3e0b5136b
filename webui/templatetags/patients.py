"""Template tags for patients: {% load patients %}."""

from __future__ import annotations

from django import template

from webui.field_errors import FieldError
from webui.patients import words
from webui.templatetags.carelane import clock_now
from workflows.cases.queries.case_lines import PatientLine
from workflows.patients.models import Patient

register = template.Library()


@register.filter
def patient_name(patient: Patient | PatientLine) -> str:
    return words.display_name(patient)


@register.filter
def code_groups(code: str) -> str:
    return words.grouped_code(code)


@register.simple_tag(takes_context=True)
def sex_age(context: template.Context, patient: Patient | PatientLine) -> str:
    """ "M 67 y": sex and age beside a name."""
    return words.sex_and_age(patient, clock_now(context))


@register.simple_tag(takes_context=True)
def patient_line(context: template.Context, patient: Patient | PatientLine) -> str:
    """ "Lin Guofu, M 67 y", in Chinese with its own comma."""
    return words.person_line(patient, clock_now(context))


@register.filter
def message_of(errors: list[FieldError], name: str) -> str:
    """The sentence at one field; empty where it is well."""
    return next((error.message for error in errors if error.name == name), "")
