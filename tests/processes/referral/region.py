"""Two organisations on the pure runtime: messages travel between them, time passes, forms are checked as in the product.

No database, no broker. Each command meets a state that was stored and read again. What the region saw (nodes, flows, notices,
stages) is kept for the tests.
"""

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
from workflows.cases.stages import Stage, closing_stage, may_move, stage_of_message

HEXI, YUANSHAN, TCM = 1, 2, 3
ZONE = "Asia/Shanghai"
NUMBER = "HX-20260302-0001"
SENDER, RECEIVER = "referral_out", "referral_in"
OPTIONS = {
    "referral_organisations": [
        {"value": YUANSHAN, "label": "Yuanshan"},
        {"value": TCM, "label": "TCM"},
        {"value": HEXI, "label": "Hexi"},
    ],
    "referral_onward_organisations": [{"value": TCM, "label": "TCM"}],
    "referral_departments": [
        {"value": "cardiology", "label": "Cardiology", "organisation": feel.to_feel(YUANSHAN)},
        {"value": "cardiology", "label": "Cardiology", "organisation": feel.to_feel(TCM)},
        {"value": "gp", "label": "General practice", "organisation": feel.to_feel(HEXI)},
    ],
    "referral_own_departments": [{"value": "cardiology", "label": "Cardiology"}, {"value": "gp", "label": "General practice"}],
    "referral_doctors": [
        {"value": "lin.hao", "label": "Lin Hao", "department": "cardiology"},
        {"value": "su.yan", "label": "Su Yan", "department": "gp"},
    ],
}


@cache
def deployment() -> Deployment:
    return read_deployment(load("referral").files)


@cache
def forms() -> dict[str, FormSchema]:
    return read_forms(load("referral").files)[0]


@dataclass
class Instance(Waits):
    """One running process at one organisation, with what it asked of the world and still waits for."""

    region: Region
    process_id: str
    organisation_id: int
    state: State

    def complete(self, activity_id: str, values: Mapping[str, Any], *, actor_id: int = 7) -> None:
        """Fill in the task's form and complete it. Raises: FormInvalid."""
        task = self.task(activity_id)
        scope = {**self.state.variables_at(task.token_id), **task.form_values, **OPTIONS}
        environment = feel.Environment(now=self.region.now, zone=ZONE)
        checked = forms()[task.form_key].validate(values, scope=scope, environment=environment)
        self.do(command.CompleteUserTask(task.token_id, checked, actor_id))

    def due_in(self, activity_id: str) -> timedelta:
        """How long the open task still has."""
        due_at = self.task(activity_id).due_at
        assert due_at is not None
        return due_at - self.region.now

    def variables(self) -> dict[str, Any]:
        return self.state.variables()

    def waits_for(self, message_name: str) -> bool:
        return any(each.message_name == message_name for each in self.subscriptions.values())

    def do(self, asked: command.Command) -> None:
        state = decode_state(encode_state(self.state)) if not isinstance(asked, command.Start) else None
        result = advance(deployment().model, state, asked, self.region.now)
        self.state = result.state
        self.region.watch(self, result.events)
        for each in result.effects:
            self._carry_out(each)

    def _carry_out(self, each: effect.Effect) -> None:
        self.keep(each)
        match each:
            case effect.OpenJob():
                self.region.jobs.append((self, each))
            case effect.SendMessage():
                self.region.messages.append((each.target_organisation_id or self.organisation_id, each))
                self.region.move_stage(stage_of_message(each.name, each.payload))
            case effect.EndInstance() if self.process_id == SENDER:
                self.region.close_case(is_cancelled=each.outcome == "cancelled")


@dataclass
class Region:
    now: datetime = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    instances: list[Instance] = field(default_factory=list)
    jobs: list[tuple[Instance, effect.OpenJob]] = field(default_factory=list)
    messages: list[tuple[int, effect.SendMessage]] = field(default_factory=list)  # not yet taken by anybody
    nodes: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)
    notices: list[tuple[int, str, list[str]]] = field(default_factory=list)  # level, text key, groups
    stages: list[str] = field(default_factory=list)  # what the case went through, as the board would show it
    sent: list[str] = field(default_factory=list)  # names of messages, in order
    is_closed: bool = False
    is_cut: bool = False  # True: messages are kept back, as when the line between the organisations is down

    def watch(self, instance: Instance, events: list[Any]) -> None:
        for event in events:
            if event.kind == "flow_taken":
                self.flows.add(event.activity_id)
            elif event.activity_id:
                self.nodes.add(event.activity_id)
            if event.kind == "message_sent":
                self.sent.append(event.data["name"])
            assert event.kind != "expression_warned", f"{event.activity_id}: {event.data}"

    def start(
        self, process_id: str, organisation_id: int, variables: Mapping[str, Any], start_event_id: str | None = None
    ) -> Instance:
        instance = Instance(self, process_id, organisation_id, State(""))
        self.instances.append(instance)
        asked = command.Start(process_id, variables, start_event_id, ZONE, organisation_id, NUMBER, 7)
        instance.do(asked)
        return instance

    def open_referral(
        self,
        *,
        direction: str = "up",
        urgency: str = "routine",
        organisation_id: int = HEXI,
        recorded_allergies: str | None = None,
    ) -> Instance:
        """As `open_referral` of the cases does."""
        variables = {
            "recorded_allergies": recorded_allergies,
            "referral_number": NUMBER,
            "patient_code": "34162210100100012",
            "from_organisation_id": feel.to_feel(organisation_id),
            "direction": direction,
            "urgency": urgency,
            "problem": "Chest pain",
            **({"from_department": "cardiology"} if direction == "down" else {}),
        }
        instance = self.start(SENDER, organisation_id, variables)
        self.settle()
        return instance

    def move_stage(self, stage: Stage | None) -> None:
        """As the case's own commands do: forward or along a declared way back, and nowhere after the end."""
        current = Stage(self.stages[-1]) if self.stages else Stage.DRAFT
        if stage is not None and not self.is_closed and may_move(current, stage):
            self.stages.append(stage)
            self.is_closed = stage == Stage.CANCELLED

    def close_case(self, *, is_cancelled: bool) -> None:
        current = Stage(self.stages[-1]) if self.stages else Stage.DRAFT
        if not self.is_closed and (last := closing_stage(current, is_cancelled=is_cancelled)) != current:
            self.stages.append(last)
        self.is_closed = True

    def give_back(self, sender: Instance, note: str) -> None:
        """What the case's listener sends when the receiver's process ends without an answer."""
        self.receiver().do(command.Cancel(note))
        returned = effect.SendMessage(0, "ReferralReturned", NUMBER, None, {"referral_number": NUMBER, "reject_note": note})
        self.messages.append((sender.organisation_id, returned))
        self.move_stage(stage_of_message(returned.name, returned.payload))
        self.settle()

    def complete(self, instance: Instance, activity_id: str, values: Mapping[str, Any], *, actor_id: int = 7) -> None:
        instance.complete(activity_id, values, actor_id=actor_id)
        self.settle()

    def receiver(self) -> Instance:
        """The receiving instance that was started last."""
        return [each for each in self.instances if each.process_id == RECEIVER][-1]

    def ask_cancel(self, sender: Instance) -> None:
        """What the "Cancel referral" button does: a message to the own instance."""
        asked = effect.SendMessage(0, "ReferralCancelRequested", NUMBER, None, {"cancel_reason": "The patient declined"})
        self.messages.append((sender.organisation_id, asked))
        self.settle()

    def settle(self) -> None:
        """Run jobs and deliver messages until nothing moves any more. Messages that nobody waits for stay."""
        moved = True
        while moved:
            moved = False
            while self.jobs:
                instance, job = self.jobs.pop(0)
                instance.do(command.CompleteJob(job.token_id, self._handled(job)))
                moved = True
            for entry in list(self.messages):
                if (not self.is_cut or entry[1].name == "ReferralCancelRequested") and self._deliver(*entry):
                    self.messages.remove(entry)
                    moved = True
                    break

    def _handled(self, job: effect.OpenJob) -> dict[str, Any]:
        if job.topic == "case.move_stage":
            self.move_stage(Stage(job.payload["stage"]))
        elif job.topic == "escalation.notify":
            self.notices.append((int(job.payload["level"]), job.payload["message"], job.payload["groups"]))
            return {"escalation_level": job.payload["level"], "escalated_to": ["somebody"]}
        else:
            assert job.topic == "case.update", job.topic
        return {}

    def _deliver(self, organisation_id: int, message: effect.SendMessage) -> bool:
        payload = {name: feel.from_json(feel.to_json(value)) for name, value in message.payload.items()}
        for instance in self.instances:
            for subscription in instance.subscriptions.values():
                fits = (subscription.message_name, subscription.correlation_key) == (message.name, message.correlation_key)
                if fits and instance.organisation_id == organisation_id:
                    instance.do(command.DeliverMessage(subscription.subscription_id, payload))
                    return True
        if message.name == "ReferralRequest":
            self.start(RECEIVER, organisation_id, payload, "Start_in")
            return True
        return False

    def advance(self, **step: float) -> None:
        """Let time pass; timers fire one by one at the moment they are due."""
        end = self.now + timedelta(**step)
        while due := self._next_timer(end):
            instance, timer = due
            self.now = max(self.now, timer.due_at)
            instance.timers.pop(timer.timer_id)
            instance.do(command.FireTimer(timer.timer_id))
            self.settle()
        self.now = end

    def _next_timer(self, end: datetime) -> tuple[Instance, effect.SetTimer] | None:
        waiting = [(timer.due_at, number, timer) for number, each in enumerate(self.instances) for timer in each.timers.values()]
        due = sorted((each for each in waiting if each[0] <= end), key=lambda each: each[:2])
        return (self.instances[due[0][1]], due[0][2]) if due else None
