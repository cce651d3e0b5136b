"""What reading, checking and linting a deployment says about it: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.model.texts import Text

Severity = Literal["error", "warning", "info"]
NO_HINT = Text("")
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one place of a deployment. An error keeps it from being published.

    `message` and `hint` are sentences in both languages; `rule` and `params` are the same for programs.
    """

    severity: Severity
    rule: str
    file: str
    element_id: str
    line: int
    message: Text
    hint: Text = NO_HINT
    params: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def message_zh(self) -> str:
        return self.message.render("zh")

    @property
    def place(self) -> str:
        """`file:line`, as editors print it."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def as_dict(self) -> dict[str, Any]:
        """For JSON: sentences in the reader's language."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "file": self.file,
            "element_id": self.element_id,
            "line": self.line,
            "message": str(self.message),
            "hint": str(self.hint),
            "params": {name: value if isinstance(value, int) else str(value) for name, value in self.params.items()},
        }

    def __str__(self) -> str:
        element = f" {self.element_id}" if self.element_id else ""
        return f"{self.place}{element}: {self.message}"


def error(
    rule: str, message: Text, *, file: str = "", element_id: str = "", line: int = 0, hint: Text = NO_HINT, **params: Any
) -> Finding:
    """An error; `params` are filled into `message` and `hint`."""
    return finding("error", rule, message, file=file, element_id=element_id, line=line, hint=hint, **params)


def warning(
    rule: str, message: Text, *, file: str = "", element_id: str = "", line: int = 0, hint: Text = NO_HINT, **params: Any
) -> Finding:
    """A warning; `params` are filled into `message` and `hint`."""
    return finding("warning", rule, message, file=file, element_id=element_id, line=line, hint=hint, **params)


def finding(
    severity: Severity,
    rule: str,
    message: Text,
    *,
    file: str = "",
    element_id: str = "",
    line: int = 0,
    hint: Text = NO_HINT,
    **params: Any,
) -> Finding:
    """A finding of any severity; `params` are filled into `message` and `hint`."""
    if params:
        message, hint = message.format(**params), hint.format(**params)
    return Finding(severity, rule, file, element_id, line, message, hint, params)


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(each.severity == "error" for each in findings)


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by file and line."""
    return tuple(sorted(findings, key=lambda each: (_ORDER[each.severity], each.file, each.line, each.rule)))
