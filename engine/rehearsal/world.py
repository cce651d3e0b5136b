"""A rehearsed world: all pools of a deployment on the runtime, with the messages between them and a clock of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine import feel
from engine.calendars import EveryCalendar
from engine.errors import EngineError
from engine.model.process_model import ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.values import NOW, ZONE
from engine.runtime import Budget, State, advance, decode_state, effects, encode_state
from engine.runtime import commands as command
from engine.runtime.state import GONE, Token

BUSINESS_KEY = "R-1"
CALENDARS = EveryCalendar()  # whose hours count is decided where the model runs
MOST_FIRINGS = 400  # of earlier timers while one timer is waited for


@dataclass(slots=True)
class Running:
    """One instance, with what it asked of the world and still waits for. Copied whenever a path forks."""

    process_id: str
    text: str = ""
    user_tasks: dict[int, effects.OpenUserTask] = field(default_factory=dict)
    jobs: dict[int, effects.OpenJob] = field(default_factory=dict)
    timers: dict[int, effects.SetTimer] = field(default_factory=dict)
    subscriptions: dict[int, Any] = field(default_factory=dict)
    incidents: dict[int, effects.RaiseIncident] = field(default_factory=dict)
    outcome: str = ""
    shape: tuple[Any, ...] = ()

    def copy(self) -> Running:
        return replace(
            self,
            user_tasks=dict(self.user_tasks),
            jobs=dict(self.jobs),
            timers=dict(self.timers),
            subscriptions=dict(self.subscriptions),
            incidents=dict(self.incidents),
        )


@dataclass(frozen=True, slots=True)
class Mail:
    name: str
    key: str
    payload: Mapping[str, Any]


@dataclass(slots=True)
class Watch:
    """What one elementary act brought about, for the comparison with the reference engine."""

    act: Act
    events: list[Any]
    log: list[tuple[str, Any]]  # what loops evaluated
    open: list[str] = field(default_factory=list)  # user tasks and jobs that wait afterwards
    has_ended: bool = False


class World:
    """Every act goes through a stored state, as in the product."""

    def __init__(self, model: ProcessModel, deciding: frozenset[str], budget: Budget) -> None:
        self.model = model
        self.deciding = deciding
        self.budget = budget
        self.now: datetime = NOW
        self.running: list[Running] = []
        self.mail: list[Mail] = []
        self.seen: Counter[str] = Counter()  # nodes begun and flows taken on this path
        self.acts: list[Act] = []
        self.watched: list[Watch] = []
        self.is_watching = False
        self.log: list[tuple[str, Any]] = []

    def copy(self) -> World:
        other = World(self.model, self.deciding, self.budget)
        other.now, other.mail, other.acts = self.now, list(self.mail), list(self.acts)
        other.running = [each if each.outcome else each.copy() for each in self.running]
        other.seen = self.seen.copy()
        return other

    @property
    def has_ended(self) -> bool:
        return bool(self.running) and all(each.outcome for each in self.running)

    def incidents(self) -> list[effects.RaiseIncident]:
        return [incident for each in self.running for incident in each.incidents.values()]

    def signature(self) -> tuple[Any, ...]:
        """Situations with the same signature go on alike: where tokens stand, what is armed, and the values that decide."""
        return (
            tuple(sorted((each.process_id, each.outcome, each.shape) for each in self.running)),
            tuple(sorted(mail.name for mail in self.mail)),
        )

    # Acts ------------------------------------------------------------------------------------------------------------

    def do(self, act: Act) -> bool:
        """Carry out an act; False if nothing waits for it here."""
        self.acts.append(act)
        if act.kind == "start":
            self.start(act)
            return True
        if act.instance >= len(self.running) or self.running[act.instance].outcome:
            return False
        running = self.running[act.instance]
        if act.kind == "timer":
            return self._wait_for(act, running)
        asked = self._command(act, running)
        if asked is None:
            return False
        self._run(act, running, asked)
        return True

    def start(self, act: Act, business_key: str = BUSINESS_KEY) -> None:
        process = self._process_of(act.node)
        running = Running(process)
        self.running.append(running)
        start_event = None if act.node == process else act.node
        asked = command.Start(process, act.values, start_event, ZONE, 1, business_key, 1)
        self._run(replace(act, instance=len(self.running) - 1), running, asked)

    def _process_of(self, node: str) -> str:
        if self.model.has_process(node):
            return node
        return self.model.processes[self.model.node(node).process].id

    def _command(self, act: Act, running: Running) -> command.Command | None:
        values = act.values
        match act.kind:
            case "complete":
                token = _first(number for number, task in running.user_tasks.items() if task.activity_id == act.node)
                return command.CompleteUserTask(token, values, 1) if token else None
            case "job" | "error":
                token = _first(number for number, job in running.jobs.items() if job.activity_id == act.node)
                if not token:
                    return None
                return command.CompleteJob(token, values) if act.kind == "job" else command.ThrowError(token, act.code)
            case "message" | "signal":
                number = _first(number for number, each in running.subscriptions.items() if each.activity_id == act.node)
                if not number:
                    return None
                if act.mail >= 0:
                    values = self._take(act.mail, running.subscriptions[number]).payload
                return command.DeliverMessage(number, values) if act.kind == "message" else command.DeliverSignal(number, values)
        return None

    def _take(self, position: int, subscription: Any) -> Mail:
        """The message of this name that has been under way longest."""
        name = subscription.message_name
        if position >= len(self.mail) or self.mail[position].name != name:
            position = next(index for index, mail in enumerate(self.mail) if mail.name == name)
        return self.mail.pop(position)

    def _wait_for(self, act: Act, running: Running) -> bool:
        """Let time pass until this timer fires; those due before it fire first."""
        wanted = _first(number for number, timer in running.timers.items() if timer.activity_id == act.node)
        if not wanted:
            return False
        for _ in range(MOST_FIRINGS):
            if running.outcome or wanted not in running.timers or self.incidents():
                break
            waiting = (
                (timer.due_at, index, number) for index, each in enumerate(self.running) for number, timer in each.timers.items()
            )
            due_at, index, number = min(waiting)
            self.now = max(self.now, due_at)
            each = self.running[index]
            node = each.timers[number].activity_id
            self._run(Act("timer", index, node), each, command.FireTimer(number))
        return True

    # The runtime -----------------------------------------------------------------------------------------------------

    def _run(self, act: Act, running: Running, asked: command.Command) -> None:
        state = decode_state(running.text) if running.text else None
        try:
            result = advance(self.model, state, asked, self.now, budget=self.budget, calendars=CALENDARS)
        except EngineError as error:
            running.incidents[0] = effects.RaiseIncident(0, act.node, "Refused", str(error))
            return
        for event in result.events:
            if event.kind in ("flow_taken", "activity_started"):
                self.seen[event.activity_id] += 1
        running.text = encode_state(result.state)
        running.shape = self._shape(result.state)
        watch = Watch(act, result.events, list(self.log))
        self.log.clear()
        if self.is_watching:
            self.watched.append(watch)
        index = next(number for number, each in enumerate(self.running) if each is running)
        for item in result.effects:
            self._apply(item, running, index)
        watch.open = [each.activity_id for table in (running.user_tasks, running.jobs) for each in table.values()]
        watch.has_ended = bool(running.outcome)

    def _shape(self, state: State) -> tuple[Any, ...]:
        tokens = sorted(
            (token.node, token.status, *_rounds(token), tuple(sorted((token.counts or {}).items())))
            for token in state.tokens.values()
            if token.status != GONE
        )
        armed = sorted(each.node for table in (state.timers, state.subscriptions, state.conditions) for each in table.values())
        values = sorted(
            (name, frame.depth, repr(raw))
            for frame in state.frames.values()
            for name, raw in frame.raw.items()
            if name in self.deciding
        )
        return (tuple(tokens), tuple(armed), tuple(values))

    def _apply(self, item: Any, running: Running, index: int) -> None:
        match item:
            case effects.OpenUserTask():
                running.user_tasks[item.token_id] = item
            case effects.CloseUserTask():
                running.user_tasks.pop(item.token_id, None)
            case effects.OpenJob():
                running.jobs[item.token_id] = item
            case effects.CloseJob():
                running.jobs.pop(item.token_id, None)
            case effects.SetTimer():
                running.timers[item.timer_id] = item
            case effects.ClearTimer():
                running.timers.pop(item.timer_id, None)
            case effects.Subscribe() | effects.SubscribeSignal():
                running.subscriptions[item.subscription_id] = item
            case effects.Unsubscribe():
                running.subscriptions.pop(item.subscription_id, None)
            case effects.RaiseIncident():
                running.incidents[item.token_id] = item
            case effects.ResolveIncident():
                running.incidents.pop(item.token_id, None)
            case effects.SendMessage():
                self._post(item)
            case effects.BroadcastSignal():
                self._broadcast(item, index)
            case effects.EndInstance():
                running.outcome = item.outcome

    def _post(self, item: effects.SendMessage) -> None:
        """A message starts a process that waits for it to begin, else it is under way until somebody takes it."""
        payload = {name: feel.from_json(feel.to_json(value)) for name, value in item.payload.items()}
        for process in self.model.processes:
            for node_id, name in process.message_starts:
                if name == item.name and len(self.running) < 12:
                    self.start(Act("start", -1, node_id, payload), item.correlation_key or BUSINESS_KEY)
                    return
        self.mail.append(Mail(item.name, item.correlation_key, payload))

    def _broadcast(self, item: effects.BroadcastSignal, sender: int) -> None:
        for index, running in enumerate(self.running):
            for number, each in list(running.subscriptions.items()):
                if index != sender and getattr(each, "signal_name", None) == item.name and number in running.subscriptions:
                    act = Act("signal", index, each.activity_id, item.payload)
                    self._run(act, running, command.DeliverSignal(number, item.payload))


def _rounds(token: Token) -> tuple[int, int]:
    return (token.loop.total, token.loop.done) if token.loop is not None else (-1, -1)


def _first(numbers: Iterable[int]) -> int:
    return next(iter(numbers), 0)
