"""What one evaluation carries: its environment, its budget, its warnings, and the scopes that names are read from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.feel.errors import FeelBudgetExceeded, FeelError, Warning_, WarningKind, position

MAX_WARNINGS = 100
MAX_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one evaluation may take; more raises FeelBudgetExceeded.

    steps: iterations, calls and list items touched; depth: functions calling functions; list_length and string_length: of any one
    value; memory: characters and items made, all together; size: characters and items of the result as it would be written out;
    seconds: wall time, None where the result must not depend on a clock.
    """

    steps: int = 1_000_000
    depth: int = 60
    list_length: int = 100_000
    string_length: int = 1_000_000
    memory: int = 5_000_000
    size: int = 5_000_000
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """What an expression may know of the world: `now()` and `today()`, the zone they are shown in, further functions and types.

    A function gets FEEL values by position; a type is a test of a value that is not null, for `instance of` and parameters, and
    takes its steps from the run.
    `namespaces` keep functions of one host apart: those of `{"carelane": {"age at": …}}` are called `carelane.age at(…)`.
    """

    now: datetime | None = None
    zone: str = "UTC"
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    types: Mapping[str, Callable[[Any, Run], bool]] = field(default_factory=dict)
    namespaces: Mapping[str, Mapping[str, Callable[..., Any]]] = field(default_factory=dict)
    budget: Budget = Budget()

    def __post_init__(self) -> None:
        if self.now is not None and self.now.utcoffset() is None:
            raise ValueError("`now` must be an aware datetime.")
        if self.now is not None:
            object.__setattr__(self, "now", self.now.astimezone(UTC))


DEFAULT = Environment()


@dataclass(frozen=True, slots=True)
class Evaluation:
    value: Any
    warnings: tuple[Warning_, ...] = ()
    steps: int = 0  # taken, as the budget counts them


class Run:
    """One evaluation in progress."""

    __slots__ = ("_deadline", "_memory", "_steps", "budget", "conforming", "depth", "environment", "source", "warned", "warnings")

    def __init__(self, source: str, environment: Environment) -> None:
        self.source = source
        self.environment = environment
        self.budget = budget = environment.budget
        self.warnings: list[Warning_] = []
        self.warned = 0  # also those beyond what is kept
        self.depth = 0
        self.conforming: dict[tuple[int, int], tuple[Any, Any]] = {}  # by their ids: a type and a value that fits it
        self._steps = budget.steps
        self._memory = budget.memory
        self._deadline = None if budget.seconds is None else time.monotonic() + budget.seconds

    @property
    def taken(self) -> int:
        return self.budget.steps - self._steps

    def tick(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise FeelBudgetExceeded(f"The expression takes more than {self.budget.steps} steps.")
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise FeelBudgetExceeded(f"The expression takes longer than {self.budget.seconds} seconds.")

    def made(self, value: Any) -> Any:
        """Account for a string or list that is no longer than what it was made from."""
        if type(value) is str:
            self.text_of_length(len(value))
        else:
            self.list_of_length(len(value))
        return value

    def text_of_length(self, length: int) -> None:
        """Account for a text, before it is built."""
        if length > self.budget.string_length:
            raise FeelBudgetExceeded(f"A text grows longer than {self.budget.string_length} characters.")
        self.allocate(length)

    def list_of_length(self, length: int) -> None:
        """Account for a list, before it is built."""
        if length > self.budget.list_length:
            raise FeelBudgetExceeded(f"A list grows longer than {self.budget.list_length} items.")
        self.allocate(length)

    def allocate(self, size: int) -> None:
        self._memory -= size
        if self._memory < 0:
            raise FeelBudgetExceeded(f"The expression makes more than {self.budget.memory} characters and items.")

    def aside(self, source: str) -> Run:
        """A run of another source out of the same budget; `resume` takes back what it left."""
        run = Run(source, self.environment)
        run._steps, run._memory, run._deadline, run.depth = self._steps, self._memory, self._deadline, self.depth
        run.conforming = self.conforming
        return run

    def resume(self, aside: Run) -> None:
        self._steps, self._memory = aside._steps, aside._memory

    def warn(self, at: int, message: str, kind: WarningKind = "error") -> None:
        self.warned += 1
        if len(self.warnings) < MAX_WARNINGS:
            line, column = position(self.source, at)
            self.warnings.append(Warning_(message[:MAX_MESSAGE], line, column, kind))

    def refuse(self, at: int, refusal: FeelError) -> None:
        self.warn(at, refusal.message, refusal.kind)

    def enter(self) -> None:
        self.depth += 1
        self.tick(10)
        if self.depth > self.budget.depth:
            raise FeelBudgetExceeded(f"Functions call each other deeper than {self.budget.depth}.")

    def leave(self) -> None:
        self.depth -= 1


class Scope:
    """Names and, behind them, the scope around."""

    __slots__ = ("names", "parent", "run")

    def __init__(self, names: Mapping[str, Any], parent: Scope | None, run: Run) -> None:
        self.names = names
        self.parent = parent
        self.run = run

    def find(self, name: str, default: Any) -> Any:
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name, default)
            if value is not default:
                return value
            scope = scope.parent
        return default


Closure = Callable[[Scope], Any]
MISSING: Any = object()
