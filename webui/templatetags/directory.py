"""Template tags of the directory: {% load directory %}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import get_language

from webui.directory import words
from webui.words import listed

register = template.Library()


@register.filter
def named_by(names: Mapping[int, Any], identity: int | None) -> str:
    """The name of an id; empty for none."""
    return str(names.get(identity, "")) if identity is not None else ""


@register.filter
def all_named(names: Iterable[Any]) -> str:
    """The names beside each other, as the reader's language lists them."""
    return listed(str(name) for name in names)


@register.filter
def day(on: date) -> str:
    """ "3 Mar 2026" or "2026年3月3日"."""
    chinese = (get_language() or "en").startswith("zh")
    return formats.date_format(on, "Y年n月j日" if chinese else "j M Y")


@register.filter
def group_words(group: str, departments: Mapping[str, str]) -> str:
    return words.group_words(group, departments)
