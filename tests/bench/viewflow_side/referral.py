"""models/referral_path.bpmn in viewflow.workflow: the same nodes, forms and automatic steps."""

from __future__ import annotations

from typing import Any, ClassVar

from viewflow import jsonstore, this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views
from viewflow.workflow.models import Process, Task


def _text() -> Any:
    return jsonstore.CharField(max_length=200)


def _one_of(*words: str) -> Any:
    return jsonstore.CharField(max_length=20, choices=[(word, word) for word in words])


def _number() -> Any:
    return jsonstore.IntegerField(null=True)


def _form(name: str, *fields: str) -> Any:
    return flow.View(views.UpdateProcessView.as_view(fields=list(fields)), task_title=name).Assign(this.owner)


class ReferralProcess(Process):
    direction = jsonstore.CharField(max_length=4, default="up")
    problem, phone, urgency = _text(), _text(), _one_of("elective", "emergency")
    consent, review, review_note = _one_of("agreed", "refused"), _one_of("approve", "return"), _text()
    record_note, decision, slot = _text(), _one_of("accepted", "rejected"), _text()
    arrival, treatment = _one_of("arrived", "no_show"), _text()
    outcome, advice = _one_of("improved", "died"), _text()
    accept_note, follow_up_result = _text(), _text()
    slip_hours, review_hours, transit_hours, outcome_days = _number(), _number(), _number(), _number()
    decide_hours, treat_days, follow_up_days, follow_up_by = _number(), _number(), _number(), _number()
    indicated = jsonstore.BooleanField(default=False)
    stage = jsonstore.CharField(max_length=20, default="")

    class Meta:
        proxy = True


class ReferralFlow(flow.Flow):
    process_class = ReferralProcess
    task_class = Task
    lock_impl = lock.select_for_update_lock  # what its documentation recommends on PostgreSQL, and demands for joins
    people: ClassVar[dict[str, Any]] = {}

    start = flow.StartHandle(this.begin).Next(this.out_limits)
    out_limits = flow.Function(this.set_out_limits).Next(this.slip)
    slip = _form("Slip", "problem", "phone", "urgency").Next(this.indication)
    indication = flow.Function(this.check_indication).Next(this.is_indicated)
    is_indicated = flow.If(lambda activation: activation.process.indicated).Then(this.consent).Else(this.end)
    consent = _form("Consent", "consent").Next(this.has_consent)
    has_consent = flow.If(lambda activation: activation.process.consent == "agreed").Then(this.is_emergency).Else(this.end)
    is_emergency = flow.If(this.by_green_channel).Then(this.update_case).Else(this.out_review)
    out_review = _form("Out review", "review", "review_note").Next(this.is_approved)
    is_approved = flow.If(lambda activation: activation.process.review == "approve").Then(this.update_case).Else(this.slip)
    update_case = flow.Function(this.set_sent).Next(this.split)
    split = flow.Split().Next(this.retro_entry).Next(this.in_limits)
    retro_entry = _form("Retro entry", "record_note").Next(this.join)
    in_limits = flow.Function(this.set_in_limits).Next(this.is_green)
    is_green = flow.If(this.by_green_channel).Then(this.decided).Else(this.decide)
    decide = _form("Decide", "decision", "slot").Next(this.decided)
    decided = flow.Function(this.set_decided).Next(this.is_accepted)
    is_accepted = flow.If(lambda activation: activation.process.stage == "accepted").Then(this.arrival).Else(this.join)
    arrival = _form("Arrival", "arrival").Next(this.has_arrived)
    has_arrived = flow.If(lambda activation: activation.process.arrival == "arrived").Then(this.treat).Else(this.arrival)
    treat = _form("Treat", "treatment").Next(this.outcome_slip)
    outcome_slip = _form("Outcome slip", "outcome", "advice").Next(this.outcome_sent)
    outcome_sent = flow.Function(this.set_returned).Next(this.join)
    join = flow.Join().Next(this.is_returned)
    is_returned = flow.If(lambda activation: activation.process.stage == "returned").Then(this.accept_outcome).Else(this.end)
    accept_outcome = _form("Accept outcome", "accept_note").Next(this.needs_follow_up)
    needs_follow_up = flow.If(this.is_up_and_alive).Then(this.plan).Else(this.end)
    plan = flow.Function(this.set_plan).Next(this.follow_up)
    follow_up = _form("Follow up", "follow_up_result").Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, user: Any) -> Any:
        self.people["owner"] = user
        return activation.process

    def owner(self, activation: Any) -> Any:
        return self.people["owner"]

    def by_green_channel(self, activation: Any) -> bool:
        return bool(activation.process.urgency == "emergency")

    def is_up_and_alive(self, activation: Any) -> bool:
        return bool(activation.process.direction == "up" and activation.process.outcome != "died")

    def set_out_limits(self, activation: Any) -> None:
        process = activation.process
        process.slip_hours, process.review_hours, process.outcome_days = 24, 4, 14
        process.transit_hours = 48 if process.direction == "up" else 168
        process.save()

    def check_indication(self, activation: Any) -> None:
        process = activation.process
        process.indicated = process.urgency == "emergency" or "pain" in process.problem
        process.follow_up_days = 14 if process.urgency == "emergency" else 7
        process.save()

    def set_sent(self, activation: Any) -> None:
        activation.process.stage = "sent"
        activation.process.save()

    def set_in_limits(self, activation: Any) -> None:
        process = activation.process
        process.decide_hours, process.treat_days = 1 if process.urgency == "emergency" else 24, 14
        process.save()

    def set_decided(self, activation: Any) -> None:
        activation.process.stage = "rejected" if activation.process.decision == "rejected" else "accepted"
        activation.process.save()

    def set_returned(self, activation: Any) -> None:
        activation.process.stage = "returned"
        activation.process.save()

    def set_plan(self, activation: Any) -> None:
        process = activation.process
        process.stage, process.follow_up_by = "follow up", process.follow_up_days + 1
        process.save()
