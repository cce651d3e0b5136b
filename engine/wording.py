"""Sentences in both languages for the rooms that know no Django: whoever reads one gets it in their own language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a refusal says; rendered when it is shown, not when it is raised."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if _language().startswith("zh") else self.en


def _english() -> str:
    return "en"


_language: Callable[[], str] = _english


def read_language_from(language: Callable[[], str]) -> None:
    """The product says once who knows the reader's language."""
    global _language
    _language = language
