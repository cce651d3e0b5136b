"""Gives out the next code of an area."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from engine.errors import InvalidState

from .codes import STANDARD, CodeFormat
from .models import Patient, PatientCodeSeries


def next_code(area_code: str, code_format: CodeFormat = STANDARD) -> str:
    """Take the next free code of the area. Codes that were typed in by hand are passed over.

    Must run inside the transaction that saves the patient: the row lock on the series holds off everybody else.
    Raises: InvalidState if the organisation has no area code or the area's serials are used up.
    """
    if len(area_code) != code_format.area_length:
        raise InvalidState(_("Expected the organisation to have an area code: enter the patient's code by hand."))
    with transaction.atomic():
        PatientCodeSeries.objects.get_or_create(area_code=area_code)
        while True:
            PatientCodeSeries.objects.filter(pk=area_code).update(last=F("last") + 1)  # locks the row until the commit
            last = PatientCodeSeries.objects.values_list("last", flat=True).get(pk=area_code)
            if last >= 10**code_format.serial:
                raise InvalidState(_("All codes of this area are used up: enter a code of another village."))
            code = code_format.code(area_code, last)
            if not Patient.objects.filter(code=code).exists():
                return code
