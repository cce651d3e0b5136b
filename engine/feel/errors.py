"""What can go wrong: a source that is not FEEL, a budget that is used up, and everything else, which becomes null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WarningKind = Literal["missing", "error"]


class FeelSyntaxError(ValueError):
    """The source is not a FEEL expression. `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int, source: str) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.source = source

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


class FeelBudgetExceeded(Exception):
    """An evaluation took more steps, depth or memory than it was given."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FeelError(Exception):
    """A call or an operator cannot give a value; the evaluator turns it into null and a warning. Never leaves this package."""

    def __init__(self, message: str, kind: WarningKind = "error") -> None:
        super().__init__(message)
        self.message = message
        self.kind: WarningKind = kind


@dataclass(frozen=True, slots=True)
class Warning_:
    """Why a part of the expression became null.

    `missing`: an unknown name, an absent context entry, a null operand. `error`: wrong types, bad arguments, division by zero.
    """

    message: str
    line: int
    column: int
    kind: WarningKind


def position(source: str, offset: int) -> tuple[int, int]:
    """Line and column, counted from 1, of a character of the source."""
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
