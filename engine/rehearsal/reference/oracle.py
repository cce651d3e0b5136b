"""What each expression gave on our runtime, asked for again by the reference engine."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from engine.feel import Expression
from engine.feel.evaluation import Scope
from engine.model.elements.loop_characteristics import MultiInstance, StandardLoop
from engine.model.process_model import Node, ProcessModel, Value
from engine.rehearsal.reference.translation import FLOW, GOES_ON, IS_ENOUGH, ROUNDS
from engine.runtime.events import Event

Log = list[tuple[str, Any]]


def listening(model: ProcessModel, log: Log) -> ProcessModel:
    """The same model; what its loops evaluate is noted as it happens."""
    if not any(getattr(node, "loop", None) is not None for node in model.nodes):
        return model
    return replace(model, nodes=tuple(_listening(node, log) for node in model.nodes))


def _listening(node: Node, log: Log) -> Node:
    loop = getattr(node, "loop", None)
    if isinstance(loop, StandardLoop) and loop.condition is not None:
        return replace(node, loop=replace(loop, condition=_noted(loop.condition, GOES_ON + node.id, log)))  # type: ignore[call-arg]
    if not isinstance(loop, MultiInstance):
        return node
    if loop.cardinality is not None:
        loop = replace(loop, cardinality=_noted(loop.cardinality, ROUNDS + node.id, log))
    if loop.collection is not None and loop.collection.expression is not None:
        noted = _noted(loop.collection.expression, ROUNDS + node.id, log)
        loop = replace(loop, collection=Value(loop.collection.text, noted))
    if loop.completion is not None:
        loop = replace(loop, completion=_noted(loop.completion, IS_ENOUGH + node.id, log))
    return replace(node, loop=loop)  # type: ignore[call-arg]


def _noted(expression: Expression, key: str, log: Log) -> Expression:
    inner: Callable[[Scope], Any] = expression._closure

    def closure(scope: Scope) -> Any:
        value = inner(scope)
        log.append((key, len(value) if isinstance(value, list) else value))
        return value

    return Expression(expression.source, expression.names, closure)


class Oracle(PythonScriptEngine):
    """Answers in the order in which our runtime asked; nothing of the model is executed as Python."""

    def __init__(self, model: ProcessModel) -> None:
        super().__init__()
        self.flows = {flow.id: flow for flow in model.flows}
        self.decisions: dict[int, deque[frozenset[str]]] = defaultdict(deque)  # node → flows taken, visit by visit
        self.values: dict[str, deque[Any]] = defaultdict(deque)
        self._decided: dict[Any, frozenset[str]] = {}
        self._answered: dict[Any, Any] = {}

    def hear(self, events: Iterable[Event], log: Iterable[tuple[str, Any]]) -> None:
        """Take in what our runtime did in one step."""
        source, taken = -1, list[str]()
        for event in [*events, None]:
            flow = self.flows.get(event.activity_id) if event is not None and event.kind == "flow_taken" else None
            if flow is not None and flow.source == source and flow.id not in taken:
                taken.append(flow.id)
                continue
            if source >= 0:
                self.decisions[source].append(frozenset(taken))
            source, taken = (flow.source, [flow.id]) if flow is not None else (-1, [])
        for key, value in log:
            self.values[key].append(value)

    def evaluate(self, task: Any, expression: str, external_context: Mapping[str, Any] | None = None) -> Any:
        if expression.startswith(FLOW):
            flow = self.flows[expression.removeprefix(FLOW)]
            if task.id not in self._decided:
                waiting = self.decisions[flow.source]
                self._decided[task.id] = waiting.popleft() if waiting else frozenset()
            return flow.id in self._decided[task.id]
        key = (task.id, len(task.internal_data.get("merged", ())), expression)
        if key not in self._answered:
            waiting_values = self.values[expression]
            self._answered[key] = waiting_values.popleft() if waiting_values else None
        value = self._answered[key]
        if expression.startswith(ROUNDS):
            return int(value) if isinstance(value, Decimal | int) else 0
        return value is True

    def execute(self, task: Any, script: str, external_context: Mapping[str, Any] | None = None) -> bool:
        return True
