"""Numbers of cases: ZZ (转诊), the day, the organisation and a serial, such as ZZ20261122-HX0001."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from workflows.directory.models import Organisation

from .models import NumberSeries

PREFIX = "ZZ"


def next_number(organisation: Organisation, at: datetime) -> str:
    """The organisation's next number of its day. Must run inside the transaction that saves the case.

    The number holds the organisation's letters because it travels: two organisations count the same day on their own.
    """
    on = organisation.local_date(at)
    with transaction.atomic():
        NumberSeries.objects.get_or_create(organisation=organisation, on=on)
        series = NumberSeries.objects.filter(organisation=organisation, on=on)
        series.update(last=F("last") + 1)  # holds the row until the commit: the next one waits
        serial = series.values_list("last", flat=True).get()
    return f"{PREFIX}{on:%Y%m%d}-{organisation.number_prefix}{serial:04d}"
