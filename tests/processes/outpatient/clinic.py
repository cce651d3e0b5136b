"""One clinic on the pure runtime: time passes, forms are checked as in the product. No database, no broker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bpmn.loader import load
from engine import feel
from engine.model import Deployment, read_deployment
from engine.model.forms.schema import FormSchema, read_forms
from engine.runtime import State, advance, decode_state, encode_state
from engine.runtime import commands as command
from engine.runtime import effects as effect
from tests.processes.waits import Waits

ZONE = "Asia/Shanghai"
NUMBER = "MZ20260302-YS0001"


@cache
def deployment() -> Deployment:
    return read_deployment(load("outpatient").files)


@cache
def forms() -> dict[str, FormSchema]:
    return read_forms(load("outpatient").files)[0]


@dataclass
class Visit(Waits):
    """A running visit, with what it asked of the world, what it still waits for, and what the tests look at."""

    now: datetime = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # Monday 08:00 in Shanghai
    arrival_mode: str = "booked"
    state: State = field(default_factory=lambda: State(""))
    jobs: list[effect.OpenJob] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # text keys of notices
    escalated: list[tuple[int, str]] = field(default_factory=list)  # level, text key
    nodes: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        variables = {
            "visit_number": NUMBER,
            "patient_code": "99010000190100001",
            "clinic": "internal_medicine",
            "arrival_mode": self.arrival_mode,
            "session_starts_at": self.now,
            "session_ends_at": self.now + timedelta(hours=4),
            "reason_for_visit": "Tired",
            "recorded_allergies": None,
        }
        values = {name: feel.to_feel(value) for name, value in variables.items()}
        self.do(command.Start("outpatient_visit", values, None, ZONE, 1, NUMBER, 7))
        self.settle()

    def complete(self, activity_id: str, **values: Any) -> None:
        """Fill in the task's form and complete it. Raises: FormInvalid."""
        task = self.task(activity_id)
        scope = {**self.state.variables_at(task.token_id), **task.form_values}
        environment = feel.Environment(now=self.now, zone=ZONE)
        checked = forms()[task.form_key].validate(values, scope=scope, environment=environment)
        self.do(command.CompleteUserTask(task.token_id, checked, 7))
        self.settle()

    def cancel(self) -> None:
        for each in list(self.subscriptions.values()):
            if each.message_name == "VisitCancelRequested":
                self.do(command.DeliverMessage(each.subscription_id, {"cancel_reason": "left"}))
                self.settle()
                return
        raise AssertionError(f"Nothing takes the wish to cancel at {self.open_tasks()}")

    def variables(self) -> Mapping[str, Any]:
        return self.state.variables()

    def do(self, asked: command.Command) -> None:
        state = decode_state(encode_state(self.state)) if not isinstance(asked, command.Start) else None
        result = advance(deployment().model, state, asked, self.now)
        self.state = result.state
        for event in result.events:
            if event.kind == "flow_taken":
                self.flows.add(event.activity_id)
            elif event.activity_id:
                self.nodes.add(event.activity_id)
            assert event.kind != "expression_warned", f"{event.activity_id}: {event.data}"
        for each in result.effects:
            self.keep(each)
            if isinstance(each, effect.OpenJob):
                self.jobs.append(each)

    def settle(self) -> None:
        while self.jobs:
            job = self.jobs.pop(0)
            self.do(command.CompleteJob(job.token_id, self._handled(job)))

    def _handled(self, job: effect.OpenJob) -> dict[str, Any]:
        match job.topic:
            case "case.move_stage":
                self.stages.append(job.payload["stage"])
            case "notification.send":
                self.told.append(job.payload["message"])
            case "escalation.notify":
                self.escalated.append((int(job.payload["level"]), job.payload["message"]))
                return {"escalation_level": job.payload["level"], "escalated_to": ["somebody"]}
            case "outpatient.performer":
                return {"performer": "jiang.nan"}
            case other:
                raise AssertionError(other)
        return {}

    def wait(self, **step: float) -> None:
        """Let time pass; timers fire one by one at the moment they are due."""
        end = self.now + timedelta(**step)
        while due := sorted((timer.due_at, timer.timer_id) for timer in self.timers.values() if timer.due_at <= end):
            due_at, timer_id = due[0]
            self.now = max(self.now, due_at)
            self.timers.pop(timer_id)
            self.do(command.FireTimer(timer_id))
            self.settle()
        self.now = end
