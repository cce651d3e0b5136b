"""Parts of addresses: {row} is a primary key that fits its column, {case_number} the number of a case."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    """A longer number is no address: databases refuse it with an error of their own."""

    regex = "[0-9]{1,18}"


class CaseNumberConverter:
    """Such as ZZ20261122-HX0001."""

    regex = "[A-Z0-9-]{1,32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Idempotent: every list of addresses that uses them calls it."""
    from django.urls.converters import get_converters

    for name, converter in (("row", RowConverter), ("case_number", CaseNumberConverter)):
        if name not in get_converters():
            register_converter(converter, name)
