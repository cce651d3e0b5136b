"""The lifelong code of a patient: where its digits come from and which codes are well formed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class CodeFormat:
    """Digits per part. Source: gov.cn content_1948758; one source text says 16 digits, so the lengths are parameters."""

    county: int = 6
    township: int = 3
    village: int = 3
    serial: int = 5

    @property
    def area_length(self) -> int:
        return self.county + self.township + self.village

    @property
    def length(self) -> int:
        return self.area_length + self.serial

    def problem(self, code: str) -> object | None:
        """What is wrong with `code`, as a sentence for its field; None if it is well formed."""
        if not (code.isascii() and code.isdigit()):
            return _("Expected digits only.")
        if len(code) != self.length:
            return format_lazy(
                _("Expected {expected} digits (county, township, village, serial), but there are {found}."),
                expected=self.length,
                found=len(code),
            )
        return None

    def code(self, area_code: str, serial: int) -> str:
        return f"{area_code}{serial:0{self.serial}d}"


STANDARD = CodeFormat()
