"""Addresses of what messages and lists only name."""

from __future__ import annotations

from django.urls import reverse

from workflows.cases.numbers import VISIT_PREFIX


def case_address(number: str, *, is_visit: bool | None = None) -> str:
    """The page of a case. Where its kind is not at hand the number says it: its first letters are of the kind."""
    if is_visit is None:
        is_visit = number.startswith(VISIT_PREFIX)
    return reverse("outpatient:visit" if is_visit else "referrals:case", kwargs={"number": number})
