"""What can be wrong with a DMN file, and what stops the evaluation of a decision. Sentences in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.dmn.chinese import in_chinese

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one place of a DMN file. `params` are filled into both sentences."""

    severity: Severity
    rule: str
    en: str
    zh: str
    file: str = ""
    element_id: str = ""
    line: int = 0
    params: dict[str, Any] = field(default_factory=dict, compare=False)

    def text(self, language: str = "en") -> str:
        if not language.startswith("zh"):
            return self.en.format(**self.params)
        known = {name: in_chinese(each) if name == "problem" else each for name, each in self.params.items()}
        return self.zh.format(**known)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.element_id}: {self.text()}".strip()


class DecisionsRefused(ValueError):
    """A file is not DMN that can be evaluated; `problems` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        errors = [each for each in problems if each.severity == "error"]
        super().__init__("; ".join(str(each) for each in errors[:3]))
        self.problems = tuple(problems)


class DecisionError(Exception):
    """A decision has no answer: rules contradict each other, an input is missing or not of its type.

    `code` is stable and for programs; `rules` counts the rules it names from 1.
    """

    def __init__(self, code: str, en: str, zh: str, *, element_id: str = "", rules: Sequence[int] = (), **params: Any) -> None:
        filled = {"rules": ", ".join(map(str, rules)), **params}
        super().__init__(en.format(**filled))
        self.code = code
        self.en = en.format(**filled)
        self.zh = zh.format(**{name: in_chinese(each) if name == "reason" else each for name, each in filled.items()})
        self.element_id = element_id
        self.rules = tuple(rules)
