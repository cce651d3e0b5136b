"""The shape of a deviation rule: what it reads, what it gives, and how its limits are named, sourced and signed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .history import History, HistoryEvent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A limit is inclusive: what happens at its very moment is on time, and the clock looks again just after it.
JUST_AFTER = timedelta(microseconds=1)

LOW, MEDIUM, HIGH = "low", "medium", "high"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a rule measures with.

    `default` holds where the instance sets no variable named `variable`: a model or an agreement that sets it wins.
    `source`: a number of the list in docs/deviations.md, or "own proposal". Unsigned until a clinician signs it.
    """

    default: timedelta | int
    source: str
    variable: str = ""
    signed_by: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_by)


Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A departure, or one that will be there at `at` unless something happens before.

    `cause` is stable and unique within rule and instance: the same cause gives one finding however often it is looked for.
    `evidence`: numbers of events. `resolved_at`: when it was put right. `about`: the other case that it is about.
    `is_lasting`: a fact that nothing can put right any more, such as a step that was left out.
    """

    cause: str
    at: datetime
    evidence: tuple[int, ...]
    resolved_at: datetime | None = None
    activity_id: str = ""
    about: int | None = None
    is_lasting: bool = False


Find = Callable[[History, Parameters, datetime], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with what people read about it. `processes`: keys of those that it looks at, none for all.

    `role`: who is responsible, a role of the directory. `covers`: user tasks whose due date this rule judges, so that
    the general rule on late tasks leaves them alone.
    """

    code: str
    find: Find
    severity: str
    role: str
    title: StrOrPromise
    explanation: StrOrPromise
    source: str
    processes: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] | None = None
    role_down: str = ""
    covers: tuple[str, ...] = ()

    def applies_to(self, process_key: str) -> bool:
        return not self.processes or process_key in self.processes

    def parameters_for(self, history: History) -> dict[str, Any]:
        """Each parameter by its name: what the instance's own variables say, else the default."""
        found: dict[str, Any] = {}
        for name, parameter in (self.parameters or {}).items():
            own = history.value(parameter.variable) if parameter.variable else None
            found[name] = _fitting(own, parameter.default)
        return found

    def responsible(self, direction: str) -> str:
        """The role that answers for it: in a down-referral the two sides change places."""
        return self.role_down if direction == "down" and self.role_down else self.role


def _fitting(own: Any, default: timedelta | int) -> timedelta | int:
    """What the instance says, if it is of the parameter's kind."""
    if isinstance(default, timedelta):
        return own if isinstance(own, timedelta) and own > timedelta(0) else default
    return int(own) if isinstance(own, Decimal) and own == int(own) else default


def overdue(
    cause: str,
    started: HistoryEvent,
    due_at: datetime,
    met: HistoryEvent | None,
    *,
    stopped: HistoryEvent | None = None,
    activity_id: str = "",
    about: int | None = None,
) -> Iterable[Finding]:
    """The clock that most rules share: what must have happened by `due_at`, inclusive.

    `met` is the event that does it; `stopped` one that ends the clock without it (an end, a cancellation).
    On time gives nothing; late gives a finding at the moment after the limit, resolved by `met` or `stopped`.
    """
    ends = [event for event in (met, stopped) if event is not None]
    end = min(ends, key=lambda event: event.seq) if ends else None
    if end is not None and end.at <= due_at:
        return
    evidence = (started.seq,) if end is None else (started.seq, end.seq)
    yield Finding(cause, due_at + JUST_AFTER, evidence, end.at if end else None, activity_id or started.activity_id, about)
