"""Everything that a person reads by name carries it in both languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(en: str, zh: str, language: str | None = None) -> str:
    """The name in the reader's language; the other one where this one is empty."""
    if (language or get_language() or "en").startswith("zh"):
        return zh or en
    return en or zh


class Named(models.Model):
    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)
