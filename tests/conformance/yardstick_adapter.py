"""The engine as a conformance yardstick drives it: through the product's own reader and runtime, in memory, one instance each."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from engine.dmn import DecisionError, Decisions, inspect_decisions
from engine.dmn.graph import DecisionNode, KnowledgeNode, ServiceNode
from engine.feel import Environment
from engine.feel.temporal.literals import at_literal, parse_date, parse_date_and_time, parse_time
from engine.model import inspect_deployment
from engine.model.elements.multiple_event_definition import part_of
from engine.model.first_start import first_start
from engine.runtime import Budget, advance, commands, decode_state, effects, encode_state
from engine.runtime.step import ErrorRaised

try:
    DeployError: type[Exception] = importlib.import_module("bench.adapter").DeployError
except ImportError:  # the yardstick is not on the path
    DeployError = ValueError


DIALECT = "feel"
PARSERS = {"default": None, "bpmn": None}
BpmnError = ErrorRaised
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODES = ("Task", "task", "Event", "Gateway", "subProcess", "SubProcess", "transaction", "callActivity")


def starts_of(process: Any, event: Any) -> list[str]:
    """The start events of a process that this message or signal starts."""
    starts = process.message_starts if isinstance(event, effects.SendMessage) else process.signal_starts
    return [node_id for node_id, name in starts if name == event.name]


class Deployment:
    def __init__(self, trees: list[Any]) -> None:
        self.trees = trees
        files = {f"model{number}.bpmn": etree.tostring(tree) for number, tree in enumerate(trees)}
        deployment, findings = inspect_deployment(files)
        if deployment is None:
            errors = [finding for finding in findings if finding.severity == "error"]
            raise DeployError("; ".join(dict.fromkeys(finding.rule for finding in errors)), "; ".join(map(str, errors)))
        self.model = deployment.model

    @property
    def process_ids(self) -> list[str]:
        return [process.id for process in self.model.processes if not process.is_global_task]

    def spec(self, process_id: str) -> Any:
        return self.model.process(process_id)

    def silently_dropped(self) -> list[str]:
        known = {node.id for node in self.model.nodes}
        found = []
        for tree in self.trees:
            for process in tree.iter(BPMN + "process"):
                if process.get("id") in self.process_ids:
                    nodes = [each for each in process.iter() if isinstance(each.tag, str) and each.tag.endswith(NODES)]
                    found += [each.tag.replace(BPMN, "") for each in nodes if each.get("id") and each.get("id") not in known]
        return found

    def starts_on(self, event: Any) -> list[str]:
        return [each.id for each in self.model.processes if starts_of(each, event)]


class Instance:
    def __init__(
        self, deployment: Deployment, process_id: str, data: Mapping[str, Any] | None, functions: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.model = deployment.model
        self.process = self.model.process(process_id)
        self.data, self.functions = dict(data or {}), functions
        self.text, self.outcome = "", ""
        self.begins_at: datetime | None = None  # of a process that a timer starts
        self.trace: list[str] = []
        self.uncaught_errors: list[str] = []
        self.user_tasks: dict[int, Any] = {}
        self.jobs: dict[int, Any] = {}
        self.timers: dict[int, effects.SetTimer] = {}
        self.subscriptions: dict[int, Any] = {}
        self._outbox: list[Any] = []
        if self.process.start_events or not self.process.has_event_starts:
            self._do(commands.Start(process_id, self.data, self._first_start()))
        elif self.process.timer_starts:
            node_id, part = self.process.timer_starts[0]
            definition = part_of(self.model.node(node_id), part)
            self.begins_at = first_start(definition, datetime.now(UTC), "UTC").due_at

    def _first_start(self) -> str | None:
        return self.process.start_events[0] if len(self.process.start_events) > 1 else None

    def _do(self, command: commands.Command) -> None:
        state = decode_state(self.text) if self.text else None
        result = advance(self.model, state, command, datetime.now(UTC), budget=Budget(steps=20_000), functions=self.functions)
        self.text = encode_state(result.state)
        self.trace += [event.activity_id for event in result.events if event.kind == "activity_completed"]
        for item in result.effects:
            self._apply(item)

    def _apply(self, item: Any) -> None:
        match item:
            case effects.OpenUserTask():
                self.user_tasks[item.token_id] = item
            case effects.CloseUserTask():
                self.user_tasks.pop(item.token_id)
            case effects.OpenJob():
                self.jobs[item.token_id] = item
            case effects.CloseJob():
                self.jobs.pop(item.token_id)
            case effects.SetTimer():
                self.timers[item.timer_id] = item
            case effects.ClearTimer():
                self.timers.pop(item.timer_id)
            case effects.Subscribe() | effects.SubscribeSignal():
                self.subscriptions[item.subscription_id] = item
            case effects.Unsubscribe():
                self.subscriptions.pop(item.subscription_id)
            case effects.SendMessage() | effects.BroadcastSignal():
                self._outbox.append(item)
            case effects.RaiseIncident():
                self._incident(item)
            case effects.EndInstance():
                self.outcome = item.outcome

    def _incident(self, item: effects.RaiseIncident) -> None:
        if item.code == "UncaughtError":
            self.uncaught_errors.append(item.message)
        elif item.code != "JoinNeverCompletes":
            raise RuntimeError(f"{item.code} at {item.activity_id}: {item.message}")

    def advance(self) -> None:
        """Every command runs until the engine waits: nothing is left to do."""

    def work_items(self) -> list[tuple[str, int]]:
        return [("user_task", token) for token in self.user_tasks] + [("job", token) for token in self.jobs]

    def complete(self, item: tuple[str, int], data: Mapping[str, Any] | None = None) -> None:
        kind, token = item
        self._do((commands.CompleteUserTask if kind == "user_task" else commands.CompleteJob)(token, data or {}))

    def next_timer(self) -> datetime | None:
        if self.begins_at is not None:
            return self.begins_at
        return min((timer.due_at for timer in self.timers.values()), default=None)

    def refresh(self) -> None:
        if self.begins_at is not None and self.begins_at <= datetime.now(UTC):
            self.begins_at = None
            self._do(commands.Start(self.process.id, self.data, self.process.timer_starts[0][0]))
        while due := [timer for timer in self.timers.values() if timer.due_at <= datetime.now(UTC)]:
            self._do(commands.FireTimer(min(due, key=lambda timer: timer.due_at).timer_id))

    def outbox(self) -> list[Any]:
        found, self._outbox = self._outbox, []
        return found

    def deliver(self, event: Any) -> bool:
        if not self.text:
            return self._start_on(event)
        if self.finished:
            return False
        waiting = [
            (number, each)
            for number, each in self.subscriptions.items()
            if getattr(each, "message_name", None) == event.name and isinstance(event, effects.SendMessage)
        ]
        signals = [
            (number, each)
            for number, each in self.subscriptions.items()
            if getattr(each, "signal_name", None) == event.name and isinstance(event, effects.BroadcastSignal)
        ]
        if waiting:
            self._do(commands.DeliverMessage(waiting[0][0], dict(event.payload)))
        for number, _ in signals:
            if number in self.subscriptions:
                self._do(commands.DeliverSignal(number, dict(event.payload)))
        return bool(waiting or signals)

    def _start_on(self, event: Any) -> bool:
        starts = starts_of(self.process, event)
        if not starts:
            return False
        self._do(commands.Start(self.process.id, {**self.data, **event.payload}, starts[0], heard=event.name))
        return True

    def _start_by_the_world(self) -> bool:
        for node_id, name in (*self.process.message_starts, *self.process.signal_starts):
            self._do(commands.Start(self.process.id, self.data, node_id, heard=name))
            return True
        for node_id, _part in self.process.conditional_starts:
            self._do(commands.Start(self.process.id, self.data, node_id))
            return True
        return False

    def poke(self) -> bool:
        if not self.text:
            return self._start_by_the_world()
        for number, each in self.subscriptions.items():
            kind = commands.DeliverMessage if isinstance(each, effects.Subscribe) else commands.DeliverSignal
            self._do(kind(number))
            return True
        return False

    def waiting(self) -> list[str]:
        if not self.text:
            return [f"start: {name}" for _, name in (*self.process.message_starts, *self.process.signal_starts)]
        state = decode_state(self.text)
        return sorted(
            f"{type(self.model.nodes[token.node]).__name__}: {self.model.nodes[token.node].id}" for token in state.tokens.values()
        )

    @property
    def finished(self) -> bool:
        return bool(self.outcome)


def deploy(trees: list[Any], variant: str = "default", dmn_trees: Any = (), validate: bool = True) -> Deployment:
    """Raises DeployError with the rules that were broken."""
    return Deployment(trees)


def start(
    deployment: Deployment,
    process_id: str,
    data: Mapping[str, Any] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    max_steps: int = 0,
) -> Instance:
    return Instance(deployment, process_id, data, functions or {})


_TYPED = {"date": parse_date, "time": parse_time, "dateTime": parse_date_and_time, "duration": at_literal}
_KINDS = {"decision": DecisionNode, "decisionService": ServiceNode, "bkm": KnowledgeNode}


def typed(kind: str, text: str) -> Any:
    """A date, time, date and time or duration of the engine's own."""
    return _TYPED[kind](text.strip())


@functools.lru_cache(maxsize=4)
def _decisions(model: Path) -> Decisions:
    others = sorted(each for each in model.parent.glob("*.dmn") if each != model)
    return inspect_decisions({each.name: each.read_bytes() for each in (model, *others)})[0]


def evaluate(model: Path, name: str, inputs: Mapping[str, Any], kind: str = "decision") -> Any:
    """The value of a decision, decision service or knowledge model; null where the decision ends in an error."""
    try:
        outcome = _decisions(Path(model)).evaluate(
            name, inputs, environment=Environment(now=datetime.now(UTC)), kind=_KINDS[kind]
        )
    except DecisionError:
        return None
    return outcome.value


__all__ = ["DIALECT", "PARSERS", "BpmnError", "deploy", "evaluate", "start", "typed"]
