"""Sentences that the engine keeps in English (incidents, warnings of expressions), in the language of whoever reads them."""

from __future__ import annotations

from django.utils.translation import get_language

from engine.runtime.chinese import in_chinese


def in_readers_language(sentence: str) -> str:
    """The sentence in the reader's language; as it is where somebody else wrote it (a service, a person)."""
    return in_chinese(sentence) if (get_language() or "en").startswith("zh") else sentence
