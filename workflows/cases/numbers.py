"""Numbers of cases: ZZ (转诊) or MZ (门诊), the day, the organisation and a serial, such as ZZ20261122-HX0001."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from workflows.directory.models import Organisation

from .models import NumberSeries

REFERRAL_PREFIX = "ZZ"
VISIT_PREFIX = "MZ"


def next_number(organisation: Organisation, at: datetime, prefix: str = REFERRAL_PREFIX) -> str:
    """The organisation's next number of its day. Must run inside the transaction that saves the case.

    The number holds the organisation's letters because it travels: two organisations count the same day on their own.
    """
    on = organisation.local_date(at)
    with transaction.atomic():
        NumberSeries.objects.get_or_create(organisation=organisation, prefix=prefix, on=on)
        series = NumberSeries.objects.filter(organisation=organisation, prefix=prefix, on=on)
        series.update(last=F("last") + 1)  # holds the row until the commit: the next one waits
        serial = series.values_list("last", flat=True).get()
    return f"{prefix}{on:%Y%m%d}-{organisation.number_prefix}{serial:04d}"
