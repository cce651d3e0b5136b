"""One evaluation of decisions: its budget and warnings are FEEL's; what tables did is kept beside the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.feel.errors import WarningKind, position
from engine.feel.evaluation import MAX_MESSAGE, MAX_WARNINGS, Environment, Run

MAX_TRACES = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a part became null, and in which element of which file."""

    message: str
    kind: WarningKind
    element_id: str
    name: str
    line: int  # within the expression
    column: int


@dataclass(frozen=True, slots=True)
class TableTrace:
    """What one table did: the values of its inputs, the numbers of the rules that matched, and what came out."""

    element_id: str  # of the decision or knowledge model
    name: str
    table_id: str
    hit_policy: str
    inputs: tuple[tuple[str, Any], ...]
    matched: tuple[int, ...]
    output: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """`value` of what was asked for; `tables` in the order they were evaluated; `decisions` by name."""

    value: Any
    remarks: tuple[Remark, ...] = ()
    tables: tuple[TableTrace, ...] = ()
    decisions: tuple[tuple[str, Any], ...] = ()
    steps: int = 0


class DecisionRun(Run):
    """A FEEL run that knows where it stands in the decisions."""

    __slots__ = ("_given_types", "place", "remarks", "tables", "types")

    def __init__(self, environment: Environment) -> None:
        super().__init__("", environment)
        self.place: tuple[str, str] = ("", "")  # id and name of the decision in progress
        self.remarks: list[Remark] = []
        self.tables: list[TableTrace] = []
        self.types: Mapping[str, Any] = {}  # of the file whose logic runs
        self._given_types = environment.types

    def warn(self, at: int, message: str, kind: WarningKind = "error") -> None:
        self.warned += 1
        if len(self.remarks) < MAX_WARNINGS:
            self.remarks.append(Remark(message[:MAX_MESSAGE], kind, *self.place, *position(self.source, at)))

    def enter_file(self, types: Mapping[str, Any]) -> tuple[Environment, Mapping[str, Any]]:
        """From here on names of types are those of another file. Answers what `leave_file` takes."""
        before = self.environment, self.types
        if types is not self.types:
            self.environment, self.types = replace(self.environment, types={**types, **self._given_types}), types
        return before

    def leave_file(self, before: tuple[Environment, Mapping[str, Any]]) -> None:
        self.environment, self.types = before

    def record(self, trace: TableTrace) -> None:
        if len(self.tables) < MAX_TRACES:
            self.tables.append(trace)
