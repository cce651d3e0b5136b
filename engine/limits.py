"""The runtime's budget on this installation: what `CARELANE_BUDGET` changes of the defaults."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache

from django.conf import settings

from engine.runtime.budget import DEFAULT, Budget


def text() -> str:
    return str(getattr(settings, "CARELANE_BUDGET", ""))


def budget() -> Budget:
    return read_budget(text())


@lru_cache(maxsize=8)
def read_budget(text: str) -> Budget:
    """`steps=50000, variable_bytes=4000000`. Raises: ValueError for a name that is no limit, or no whole number from 1."""
    known = {each.name for each in fields(Budget)}
    changed: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _equals, number = (piece.strip() for piece in part.partition("="))
        if name not in known or not number.isdecimal() or int(number) < 1:
            raise ValueError(f"Expected CARELANE_BUDGET as name=number with one of {', '.join(sorted(known))}, found “{part}”.")
        changed[name] = int(number)
    return replace(DEFAULT, **changed)
