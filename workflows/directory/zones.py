"""The time zone of an organisation, as the engine asks for it at each start."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from django.conf import settings

from .models import Organisation

# A changed zone is seen by every process within this many seconds; a start costs no query meanwhile.
KEPT_FOR = 60.0


def zone_of(organisation_id: int) -> str:
    """IANA name; the installation's own zone for an organisation that does not exist."""
    return _zone(organisation_id, int(monotonic() / KEPT_FOR))


@lru_cache(maxsize=1024)
def _zone(organisation_id: int, _window: int) -> str:
    zone = Organisation.objects.filter(pk=organisation_id).values_list("zone", flat=True).first()
    return zone or settings.TIME_ZONE


def forget() -> None:
    """Drop what is kept: tests that roll the database back reuse primary keys."""
    _zone.cache_clear()
