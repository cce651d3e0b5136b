"""The half of a step that looks and writes down: events, effects, expressions, variables. It moves no token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine import feel
from engine.calendars import BusinessCalendar, CalendarBook
from engine.model.process_model import Assignment, Node, ProcessModel, Value
from engine.runtime import effects as effect
from engine.runtime.budget import Budget
from engine.runtime.carelane import NAMESPACES, namespace
from engine.runtime.effects import Effect
from engine.runtime.events import NOTHING, Event, EventKind
from engine.runtime.state import BUILTINS, INCIDENT, Frame, State, Token
from engine.runtime.variables import Visible, frame_for, size_of

NO_CALENDARS = CalendarBook()


class Stop(Exception):
    """The running token cannot go on: it stops with an incident of this code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ErrorRaised(Exception):
    """A function that a script called ends it with a BPMN error."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class Ledger:
    """What one advance knows and has noted so far."""

    def __init__(self, model: ProcessModel, state: State, now: datetime, budget: Budget, functions: Mapping[str, Any]) -> None:
        self.model = model
        self.nodes = model.nodes
        self.state = state
        self.now = now
        self.budget = budget
        self.calendars = NO_CALENDARS  # of the organisation; `advance` sets them
        self.functions = functions  # callable from FEEL, beside the built-in ones
        self.events: list[Event] = []
        self.effects: list[Effect] = []
        self.changed: set[str] = set()  # names of variables that were written and no condition has looked at yet
        self._environments: dict[str, feel.Environment] = {}
        self._expression_steps = budget.expression_steps
        self._written = 0  # bytes of variables so far

    # What happened ---------------------------------------------------------------------------------------------------

    def note(self, kind: EventKind, token: Token, node: Node, data: Mapping[str, Any] | None = None) -> None:
        self.events.append(Event(kind, node.id, token.id, token.frame, data or NOTHING))

    def emit(self, item: Effect) -> None:
        self.effects.append(item)

    def stop(self, token: Token, code: str, message: str) -> None:
        """The token rests with an incident until it is retried or cancelled."""
        node = self.nodes[token.node]
        token.status = INCIDENT
        self.state.unsettled[token.id] = token
        self.note("incident_raised", token, node, {"code": code, "message": message})
        self.emit(effect.RaiseIncident(token.id, node.id, code, message))

    # Expressions and variables ---------------------------------------------------------------------------------------

    def calendar(self, key: str) -> BusinessCalendar | None:
        """The calendar of this key, None for none asked. Raises Stop where the organisation has none of this name."""
        if not key:
            return None
        if key not in self.calendars:
            known = ", ".join(sorted(self.calendars)) or "none"
            raise Stop("CalendarMissing", f"Expected a calendar “{key}” in the directory of the organisation, found {known}.")
        return self.calendars[key]

    def asked(self, key: str) -> dict[str, str]:
        """Which version of a calendar an answer came from, for the event that it decided: a replay asks the same one."""
        return {"calendar": key, "calendar_version": self.calendars.version(key)} if key else {}

    def zone_of(self, node: Node, named: str = "") -> str:
        return named or self.model.processes[node.process].zone or self.state.zone

    def environment(self, zone: str) -> feel.Environment:
        found = self._environments.get(zone)
        if found is None:
            found = self._environments[zone] = feel.Environment(
                now=self.now, zone=zone, functions=self.functions, namespaces=self._namespaces()
            )
        return found

    def _namespaces(self) -> Mapping[str, Mapping[str, Any]]:
        return {"carelane": namespace(self.calendars)} if self.calendars else NAMESPACES

    def evaluate(
        self, expression: feel.Expression, token: Token, local: Mapping[str, Any] | None = None, *, frame: int = 0, zone: str = ""
    ) -> Any:
        """The value of an expression at a token. Raises Stop where FEEL reports an error; what is missing is recorded."""
        node = self.nodes[token.node]
        if self._expression_steps < 0:
            limit = self.budget.expression_steps
            raise Stop("ExpressionBudgetExceeded", f"Expected at most {limit} steps of all expressions in one advance.")
        scope = Visible(self.state, frame or token.frame, local)
        environment = self.environment(zone or self.zone_of(node))
        try:
            evaluation = expression.evaluate(scope, environment=environment)
        except feel.FeelBudgetExceeded as error:
            self._expression_steps -= environment.budget.steps
            raise Stop("ExpressionBudgetExceeded", f"“{expression.source}”: {error}") from error
        self._expression_steps -= evaluation.steps
        for warning in evaluation.warnings:
            if warning.kind == "error":
                raise Stop("ExpressionFailed", f"“{expression.source}”: {warning.message}")
            self.note("expression_warned", token, node, {"expression": expression.source, "message": warning.message})
        return evaluation.value

    def variable(self, token: Token, name: str) -> Any:
        """A variable as it is visible from the token, null where there is none."""
        return Visible(self.state, token.frame, None).get(name)

    def spend(self, steps: int) -> None:
        """Steps that a decision took count like those of expressions."""
        self._expression_steps -= steps

    def value(self, value: Value, token: Token, local: Mapping[str, Any] | None = None, *, frame: int = 0, zone: str = "") -> Any:
        """An attribute: its text, or what its FEEL gives."""
        if value.expression is None:
            return value.text
        return self.evaluate(value.expression, token, local, frame=frame, zone=zone)

    def mapped(
        self, assignments: Iterable[Assignment], token: Token, local: Mapping[str, Any] | None = None, *, frame: int = 0
    ) -> dict[str, Any]:
        """The targets of a mapping with their values."""
        return {each.target: self.value(each.source, token, local, frame=frame) for each in assignments}

    def set_variables(self, token: Token, values: Mapping[str, Any], *, frame: Frame | None = None) -> None:
        """Write variables where they are visible from the token, or into `frame`. Raises Stop over the budget of bytes."""
        if not values:
            return
        state, growth = self.state, 0
        changed: dict[int, dict[str, Any]] = {}  # frame → name → JSON
        writes: list[tuple[Frame, str, Any, Any]] = []
        if taken := [name for name in BUILTINS if name in values]:
            message = f"Expected variables of other names: {', '.join(taken)} is what the engine itself knows of the instance."
            raise Stop("ReservedName", message)
        for name, value in values.items():
            target = frame or frame_for(state, token.frame, name)
            raw = self.stored(name, value)
            old = target.raw.get(name)
            size = size_of(raw)
            growth += size - (size_of(old) if old is not None else 0)
            self._written += size
            changed.setdefault(target.id, {})[name] = raw
            writes.append((target, name, raw, value))
        if self._written > self.budget.written_bytes:
            most, setting = self.budget.written_bytes, ", ".join(values)
            message = (
                f"Expected at most {most} bytes to be written into variables in one advance. Setting {setting} goes over it."
            )
            raise Stop("WritesExceeded", message)
        if growth > 0 and state.variable_bytes + growth > self.budget.variable_bytes:
            message = (
                f"Expected at most {self.budget.variable_bytes} bytes of variables; setting {', '.join(values)} goes over it."
            )
            raise Stop("VariablesTooLarge", message)
        state.variable_bytes += growth
        for target, name, raw, value in writes:
            target.raw[name] = raw
            target.values[name] = value
        if state.conditions:
            self.changed.update(values)
        activity_id = self.nodes[token.node].id
        self.events.extend(Event("variables_set", activity_id, token.id, number, data) for number, data in changed.items())

    def stored(self, name: str, value: Any) -> Any:
        """A value as it is kept. Raises Stop for what cannot be: a function, or more than memory should hold."""
        try:
            return feel.to_json(value)
        except (TypeError, feel.FeelBudgetExceeded) as error:
            raise Stop("ValueNotStorable", f"The value of {name}: {error}") from error

    def take_over(self, token: Token, outputs: tuple[Assignment, ...], values: Mapping[str, Any]) -> None:
        """Values from outside into variables: through the output mapping, else each under its own name."""
        taken = self.mapped(outputs, token, values) if outputs else values
        self.set_variables(token, {**taken, **self.carried(token, values)} if self.nodes[token.node].data_outputs else taken)

    def carried(self, token: Token, values: Mapping[str, Any], *, frame: int = 0) -> dict[str, Any]:
        """What data output associations take to data objects; a source that nobody has set is left out."""
        scope = Visible(self.state, frame or token.frame, values)
        found = {}
        for each in self.nodes[token.node].data_outputs:
            names = each.source.expression.names if each.source.expression is not None else ()
            if all(name in scope for name in names):
                found[each.target] = self.value(each.source, token, values, frame=frame)
        return found
