"""Days that people may ask for."""

from datetime import date


def may_be_asked_for(day: date) -> bool:
    """Whether its midnights, and those of its neighbours, exist in every zone: at the calendar's ends they do not."""
    return 1900 <= day.year <= 9000
