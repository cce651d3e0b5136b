"""A running instance as the world around the runtime sees it: effects are kept in small tables, and must always fit the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import feel
from engine.model import read_deployment
from engine.model.process_model import ProcessModel
from engine.runtime import Budget, StepResult, advance, commands, decode_state, effects, encode_state
from engine.runtime.budget import DEFAULT
from engine.runtime.ledger import NO_CALENDARS
from engine.runtime.state import INCIDENT

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">'
)


@lru_cache
def model_of(name: str) -> ProcessModel:
    """The model of `fixtures/<name>.bpmn`."""
    path = FIXTURES / f"{name}.bpmn"
    return read_deployment({path.name: path.read_bytes()}).model


def inline(body: str) -> ProcessModel:
    """The model of one process `p` with this content."""
    text = f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'
    return read_deployment({"inline.bpmn": text.encode()}).model


class Instance:
    """Every command goes through a stored state, as it does in the product."""

    def __init__(
        self,
        model: ProcessModel | str,
        process_id: str = "p",
        *,
        now: datetime = NOW,
        budget: Budget = DEFAULT,
        calendars: Any = NO_CALENDARS,
        **start: Any,
    ) -> None:
        self.model = model_of(model) if isinstance(model, str) else model
        self.now, self.budget, self.calendars = now, budget, calendars
        self.text = ""
        self.events: list[Any] = []
        self.user_tasks: dict[int, effects.OpenUserTask] = {}
        self.jobs: dict[int, effects.OpenJob] = {}
        self.timers: dict[int, effects.SetTimer] = {}
        self.subscriptions: dict[int, effects.Subscribe] = {}
        self.signals: dict[int, effects.SubscribeSignal] = {}
        self.broadcast: list[effects.BroadcastSignal] = []
        self.incidents: dict[int, effects.RaiseIncident] = {}
        self.messages: list[effects.SendMessage] = []
        self.outcome = ""
        self.is_suspended = False  # its timers are taken away until it is resumed
        self.do(commands.Start(process_id, **start))

    def do(self, command: commands.Command) -> StepResult:
        state = decode_state(self.text) if self.text else None
        return self.take(advance(self.model, state, command, self.now, budget=self.budget, calendars=self.calendars))

    def take(self, result: StepResult) -> StepResult:
        """Store what a step gave, as the product does."""
        self.last = result
        self.events += result.events
        for effect in result.effects:
            self._apply(effect)
        self.text = encode_state(result.state)
        self._check(result.state)
        return result

    def _apply(self, effect: Any) -> None:
        match effect:
            case effects.OpenUserTask():
                assert effect.token_id not in self.user_tasks
                self.user_tasks[effect.token_id] = effect
            case effects.CloseUserTask():
                del self.user_tasks[effect.token_id]
            case effects.OpenJob():
                assert effect.token_id not in self.jobs
                self.jobs[effect.token_id] = effect
            case effects.CloseJob():
                del self.jobs[effect.token_id]
            case effects.SetTimer():
                self.timers[effect.timer_id] = effect
            case effects.ClearTimer():
                assert self.timers.pop(effect.timer_id, None) or self.is_suspended
            case effects.RelabelUserTask():
                self.user_tasks[effect.token_id] = replace(
                    self.user_tasks[effect.token_id], activity_id=effect.activity_id, form_key=effect.form_key
                )
            case effects.RelabelIncident():
                self.incidents[effect.token_id] = replace(self.incidents[effect.token_id], activity_id=effect.activity_id)
            case effects.SuspendInstance():
                self.is_suspended = True
                self.timers.clear()
            case effects.ResumeInstance():
                self.is_suspended = False
            case effects.Subscribe():
                self.subscriptions[effect.subscription_id] = effect
            case effects.SubscribeSignal():
                self.signals[effect.subscription_id] = effect
            case effects.BroadcastSignal():
                self.broadcast.append(effect)
            case effects.Unsubscribe():
                found = self.subscriptions.pop(effect.subscription_id, None) or self.signals.pop(effect.subscription_id, None)
                assert found
            case effects.RaiseIncident():
                assert effect.token_id not in self.incidents
                self.incidents[effect.token_id] = effect
            case effects.ResolveIncident():
                del self.incidents[effect.token_id]
            case effects.SendMessage():
                self.messages.append(effect)
            case effects.EndInstance():
                self.outcome = effect.outcome

    def _check(self, state: Any) -> None:
        assert encode_state(decode_state(self.text)) == self.text
        assert state.suspended == self.is_suspended
        assert set(self.timers) == (set() if state.suspended else set(state.timers))
        assert set(state.subscriptions) == set(self.subscriptions) | set(self.signals)
        owned = [number for holder in [*state.tokens.values(), *state.frames.values()] for number in holder.owned]
        assert sorted(owned) == sorted([*state.timers, *state.subscriptions, *state.conditions])
        assert {token.id for token in state.tokens.values() if token.status == INCIDENT} == set(self.incidents)
        assert all(token in state.tokens for token in [*self.user_tasks, *self.jobs])
        if self.outcome:
            assert not (state.tokens or self.user_tasks or self.jobs or self.timers or self.incidents)
            assert not (self.subscriptions or self.signals or state.conditions)
        for frame in state.frames.values():
            assert frame.tokens == sum(1 for token in state.tokens.values() if token.frame == frame.id)
            assert frame.tokens or state.has_ended or frame.definition < 0 or state.tokens[frame.owner].status == INCIDENT

    # What can be seen

    @property
    def open(self) -> list[str]:
        return sorted(task.activity_id for task in self.user_tasks.values())

    @property
    def variables(self) -> dict[str, Any]:
        return {name: feel.to_json(value) for name, value in decode_state(self.text).variables().items()}

    @property
    def trace(self) -> list[str]:
        """Completed elements, in order."""
        return [event.activity_id for event in self.events if event.kind == "activity_completed"]

    @property
    def problem(self) -> str:
        return ", ".join(incident.code for incident in self.incidents.values())

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    # What can be done

    def complete(self, activity_id: str, values: Mapping[str, Any] | None = None, actor_id: int | None = None) -> StepResult:
        token = next(number for number, task in self.user_tasks.items() if task.activity_id == activity_id)
        return self.do(commands.CompleteUserTask(token, values or {}, actor_id))

    def job(self, activity_id: str) -> int:
        return next(number for number, job in self.jobs.items() if job.activity_id == activity_id)

    def finish_job(self, activity_id: str, values: Mapping[str, Any] | None = None) -> StepResult:
        return self.do(commands.CompleteJob(self.job(activity_id), values or {}))

    def wait(self, **time: float) -> None:
        """Let time pass; due timers fire in order, each at the end of the wait."""
        self.now += timedelta(**time)
        for _ in range(1000):
            due = sorted((timer.due_at, number) for number, timer in self.timers.items() if timer.due_at <= self.now)
            if not due:
                return
            self.do(commands.FireTimer(due[0][1]))

    def send(self, name: str, payload: Mapping[str, Any] | None = None, key: str | None = None) -> StepResult:
        number = next(
            number
            for number, each in self.subscriptions.items()
            if each.message_name == name and (key is None or each.correlation_key == key)
        )
        return self.do(commands.DeliverMessage(number, payload or {}))

    def retry(self, **variables: Any) -> StepResult:
        return self.do(commands.RetryIncident(next(iter(self.incidents)), variables))
