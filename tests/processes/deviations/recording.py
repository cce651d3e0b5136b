"""The two organisations of the referral tests, with everything recorded that the ledger's rules read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from engine.runtime import State
from engine.runtime import commands as command
from engine.runtime import effects as effect
from tests.processes.referral import steps
from tests.processes.referral.region import HEXI, NUMBER, YUANSHAN, ZONE, Instance, Region
from workflows.deviations.finding import find, with_own_news
from workflows.deviations.history import CaseFacts, History, HistoryEvent, Task

A_MOMENT = timedelta(milliseconds=1)
DOWN = {
    "to_organisation_id": HEXI,
    "to_department": "gp",
    "indication_category": "stable_or_chronic",
    "rehabilitation_plan": "Walk daily",
    "follow_up_schedule": "Every two weeks",
}


@dataclass
class Recorded(Instance):
    """An instance that keeps its events as the history table does, and its tasks with their due moments."""

    events: list[HistoryEvent] = field(default_factory=list)
    tasks: dict[int, Task] = field(default_factory=dict)
    closed: list[Task] = field(default_factory=list)

    def _carry_out(self, each: effect.Effect) -> None:
        now = self.region.now
        if isinstance(each, effect.OpenUserTask):
            self.tasks[each.token_id] = Task(each.activity_id, now, each.due_at, token_id=each.token_id)
        if isinstance(each, effect.CloseUserTask) and each.token_id in self.tasks:
            task = self.tasks.pop(each.token_id)
            self.closed.append(replace(task, closed_at=now, is_completed=each.outcome == "completed"))
        super()._carry_out(each)


class World(Region):
    """As `Region`; and a script's own moves: time, steps of people, what operators do to a token."""

    facts: CaseFacts = CaseFacts(case_id=1, problem="Chest pain", urgency="routine", direction="up")
    expected_after: Mapping[str, tuple[str, ...]] = {}
    look_after: timedelta = timedelta(0)  # what was done at the very limit is judged a moment later, what was not, at it

    def watch(self, instance: Instance, events: list[Any]) -> None:
        assert isinstance(instance, Recorded)
        for event in events:
            seq = len(instance.events) + 1
            recorded = HistoryEvent(seq, self.now, event.kind, event.activity_id, event.token_id, 7, event.data)
            instance.events.append(recorded)

    def start(
        self, process_id: str, organisation_id: int, variables: Mapping[str, Any], start_event_id: str | None = None
    ) -> Instance:
        instance = Recorded(self, process_id, organisation_id, State(""))
        self.instances.append(instance)
        instance.do(command.Start(process_id, variables, start_event_id, ZONE, organisation_id, NUMBER, 7))
        return instance

    def complete(self, instance: Instance, activity_id: str, values: Mapping[str, Any], *, actor_id: int = 7) -> None:
        super().complete(instance, activity_id, values, actor_id=actor_id)
        self.look_after = A_MOMENT

    def ask_cancel(self, sender: Instance) -> None:
        super().ask_cancel(sender)
        self.look_after = A_MOMENT

    def advance(self, **step: float) -> None:
        super().advance(**step)
        self.look_after = timedelta(0)

    # -- what people do ------------------------------------------------------------------------------------------------
    def open(self, direction: str = "up", urgency: str = "routine") -> Instance:
        self.facts = replace(self.facts, direction=direction, urgency=urgency, opened_at=self.now)
        return self.open_referral(direction=direction, urgency=urgency, organisation_id=YUANSHAN if direction == "down" else HEXI)

    def requested(self, direction: str = "up", urgency: str = "routine") -> tuple[Instance, Instance]:
        """Slip, consent, review; an emergency goes straight."""
        sender = self.open(direction, urgency)
        slip = {**steps.SLIP, **(DOWN if direction == "down" else {}), "urgency": urgency}
        self.complete(sender, "Task_slip", slip)
        if urgency != "emergency":
            self.complete(sender, "Task_consent", steps.CONSENT)
            self.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)
        return sender, self.receiver()

    def decide(self, receiver: Instance, decision: str = "accepted", *, slot_in: timedelta = timedelta(hours=1)) -> None:
        task = next(name for name in receiver.open_tasks() if name.startswith("Task_decide"))
        values = {
            "accepted": {"slot_at": at(self.now + slot_in), "accepting_department": self.department},
            "rejected": {"reject_reason": "no_capacity", "reject_note": "No bed this week"},
            "onward": {"onward_organisation_id": 3, "onward_note": "They have the clinic"},
        }[decision]
        self.complete(receiver, task, {"decision": decision, **values})

    @property
    def department(self) -> str:
        return "gp" if self.facts.direction == "down" else "cardiology"

    def accepted(self, direction: str = "up", urgency: str = "routine") -> tuple[Instance, Instance]:
        sender, receiver = self.requested(direction, urgency)
        if urgency != "emergency":
            self.decide(receiver)
        return sender, receiver

    def arrived(self, direction: str = "up", urgency: str = "routine") -> tuple[Instance, Instance]:
        """An hour later the patient is there."""
        sender, receiver = self.accepted(direction, urgency)
        self.advance(hours=1)
        steps.arrive(self, receiver)
        return sender, receiver

    def returned(self, direction: str = "up", urgency: str = "routine", **outcome: Any) -> tuple[Instance, Instance]:
        """The outcome slip is back."""
        sender, receiver = self.arrived(direction, urgency)
        steps.treat(self, receiver, **outcome)
        return sender, receiver

    def visit(self, sender: Instance) -> None:
        self.complete(sender, "Task_follow_up", {**steps.VISIT, "visit_on": self.now.strftime("%Y-%m-%d")})

    # -- what operators do ---------------------------------------------------------------------------------------------
    def steer(self, instance: Instance, asked: command.Command) -> None:
        instance.do(asked)
        self.settle()
        self.look_after = A_MOMENT

    def skip(self, instance: Instance, activity_id: str, values: Mapping[str, Any] | None = None) -> None:
        self.steer(instance, command.SkipStep(instance.task(activity_id).token_id, values or {}, "planted", 8))

    def move(self, instance: Instance, activity_id: str, target: str) -> None:
        self.steer(instance, command.MoveToken(instance.task(activity_id).token_id, target, "planted"))

    def correct(self, instance: Instance, **values: Any) -> None:
        self.steer(instance, command.SetVariables(values, None, "planted"))

    # -- what the ledger sees ------------------------------------------------------------------------------------------
    def history_of(self, instance: Instance) -> History:
        assert isinstance(instance, Recorded)
        history = History(
            process_key=instance.process_id,
            events=tuple(instance.events),
            tasks=(*instance.closed, *instance.tasks.values()),
            facts=self.facts,
            expected_after=self.expected_after,
        )
        return with_own_news(history)

    def found(self) -> Counter[str]:
        """Codes of the rules that find something in any of the instances, as often as they do."""
        now = self.now + self.look_after
        return Counter(
            rule.code for instance in self.instances for rule, _finding in find(self.history_of(instance), now).findings
        )


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
