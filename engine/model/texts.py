"""Sentences in English and Chinese that find their language when they are read, not when they are written.

The model layer knows no Django. Whoever renders pages installs the active language once: `set_language_source(get_language)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _english() -> str | None:
    return "en"


_language_source: Callable[[], str | None] = _english


def set_language_source(source: Callable[[], str | None]) -> None:
    """Install the callable that names the reader's language ("en", "zh-hans", …); None means English."""
    global _language_source
    _language_source = source


def active_language() -> str:
    """The reader's language: "en" or "zh"."""
    return "zh" if (_language_source() or "en").lower().startswith("zh") else "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `str()` renders the reader's."""

    en: str
    zh: str = ""

    def render(self, language: str) -> str:
        """The sentence in this language; English where no Chinese was written."""
        return self.zh if language.lower().startswith("zh") and self.zh else self.en

    def format(self, **params: Any) -> Text:
        """Fill the same parameters into both languages; a parameter that is a Text is rendered in each."""
        english = {name: value.en if isinstance(value, Text) else value for name, value in params.items()}
        chinese = {name: value.render("zh") if isinstance(value, Text) else value for name, value in params.items()}
        return Text(self.en.format(**english), self.zh.format(**chinese))

    def __str__(self) -> str:
        return self.render(active_language())

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)
