"""Pages of rows: how many there are, which page this is, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from rest_framework import serializers


@cache
def page_of(item: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The serializer of a page of `item`."""
    name = item.__name__.removesuffix("Serializer") + "Page"
    fields = {
        "__doc__": "A page of rows.",
        "count": serializers.IntegerField(help_text="All rows, on all pages."),
        "page": serializers.IntegerField(),
        "page_size": serializers.IntegerField(),
        "results": item(many=True),
    }
    return type(f"{name}Serializer", (serializers.Serializer,), fields)


def a_page(rows: Sequence[Any], *, count: int, page: int, page_size: int) -> dict[str, Any]:
    return {"count": count, "page": page, "page_size": page_size, "results": list(rows)}
