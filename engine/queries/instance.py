"""One process instance: where it stands, what happened, what it waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import definitions, runtime
from engine.actor import Actor
from engine.feel.quoting import without_values as sentence_without_values
from engine.instance_access import Access, find_instance
from engine.model.elements.boundary_event import BoundaryEvent
from engine.models.incident import Incident
from engine.models.instance import LIVE, ProcessInstance
from engine.models.job import Job
from engine.models.message import Subscription
from engine.models.timer import Timer
from engine.models.user_task import UserTask
from engine.queries.names import in_language
from engine.queries.recorded_events import recorded_events
from engine.queries.step_names import step_names
from engine.queries.worklist import OPEN
from engine.starters import may_cancel


@dataclass(frozen=True, slots=True)
class WaitingToken:
    """A place where the instance stands, for the diagram's badge."""

    activity_id: str
    activity_name: str
    kind: str  # user_task, job, timer, message, incident
    count: int


@dataclass(frozen=True, slots=True)
class InstanceSummary:
    id: UUID
    process_key: str
    process_version: int
    definition_id: int
    name_en: str
    name_zh: str
    organisation_id: int
    business_key: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    open_incidents: int = 0

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    seq: int
    at: datetime
    kind: str
    activity_id: str
    activity_name: str
    is_named: bool  # in the model; otherwise `activity_name` says what kind of place it is
    element: str  # BPMN name of the activity's element, "" for flows and the instance itself
    actor_id: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimerRow:
    activity_id: str
    activity_name: str
    due_at: datetime
    limited_name: str = ""  # the step whose limit it is, where it stands on one


@dataclass(frozen=True, slots=True)
class InstanceDetail:
    summary: InstanceSummary
    bpmn_xml: str
    process_id: str
    waiting: tuple[WaitingToken, ...]
    taken_flows: tuple[str, ...]  # ids of sequence flows that a token took
    completed_activities: tuple[str, ...]
    timers: tuple[TimerRow, ...]
    subscriptions: tuple[tuple[str, str], ...]  # (activity name, message name)
    can_cancel: bool
    can_operate: bool
    access: Access
    variables: Mapping[str, Any] | None  # None where the actor may not see them
    variable_names: tuple[str, ...]  # also for those who only see the structure


def summary_of(instance: ProcessInstance, open_incidents: int = 0) -> InstanceSummary:
    definition = instance.definition
    return InstanceSummary(
        id=instance.pk,
        process_key=definition.key,
        process_version=definition.version,
        definition_id=definition.pk,
        name_en=definition.name_en,
        name_zh=definition.name_zh,
        organisation_id=instance.organisation_id,
        business_key=instance.business_key,
        status=instance.status,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        open_incidents=open_incidents,
    )


def instance(actor: Actor, instance_id: UUID) -> InstanceDetail:
    """The instance with its diagram, tokens and timers. Raises: NotFound for whoever has no part in it and oversees nothing."""
    row, access = find_instance(actor, instance_id)
    definition = definitions.load(row.definition_id)
    names = step_names(definition)
    events = recorded_events(row.pk)
    flows = [event.activity_id for event in events if event.kind == "flow_taken"]
    completed = [event.activity_id for event in events if event.kind == "activity_completed"]
    variables = runtime.decode_state(row.state).variables()
    timers = Timer.objects.filter(instance=row).order_by("due_at")
    subscriptions = Subscription.objects.filter(instance=row).order_by("pk")
    return InstanceDetail(
        summary=summary_of(row, Incident.objects.filter(instance=row, state="open").count()),
        bpmn_xml=row.definition.deployment.files[definition.process.file],
        process_id=definition.key,
        waiting=_waiting(row, names),
        taken_flows=tuple(dict.fromkeys(flows)),
        completed_activities=tuple(dict.fromkeys(completed)),
        timers=tuple(_timer(definition, names, timer) for timer in timers),
        subscriptions=tuple((names(waiting.activity_id), waiting.message_name) for waiting in subscriptions),
        can_cancel=row.status in LIVE and may_cancel(actor, definition, row.organisation_id),
        can_operate=actor.may("operate", row.organisation_id),
        access=access,
        variables=variables if access >= Access.VALUES else None,
        variable_names=tuple(sorted(variables)),
    )


def _timer(definition: definitions.LoadedDefinition, names: Callable[[str], str], timer: Timer) -> TimerRow:
    node = definition.model.node(timer.activity_id)
    limited = definition.model.nodes[node.attached_to].id if isinstance(node, BoundaryEvent) else ""
    return TimerRow(timer.activity_id, names(timer.activity_id), timer.due_at, names(limited) if limited else "")


def _waiting(row: ProcessInstance, names: Callable[[str], str]) -> tuple[WaitingToken, ...]:
    places: dict[tuple[str, str], int] = {}
    sources = (
        ("user_task", UserTask.objects.filter(instance=row, state__in=OPEN)),
        ("job", Job.objects.filter(instance=row)),
        ("incident", Incident.objects.filter(instance=row, state="open")),
        ("timer", Timer.objects.filter(instance=row)),
        ("message", Subscription.objects.filter(instance=row)),
    )
    for kind, rows in sources:
        for activity_id in rows.values_list("activity_id", flat=True):
            places[activity_id, kind] = places.get((activity_id, kind), 0) + 1
    return tuple(WaitingToken(activity_id, names(activity_id), kind, count) for (activity_id, kind), count in places.items())


def _is_named(definition: definitions.LoadedDefinition, activity_id: str) -> bool:
    try:
        return bool(definition.model.node(activity_id).name)
    except KeyError:
        return False


def _element(definition: definitions.LoadedDefinition, activity_id: str) -> str:
    try:
        return definition.model.node(activity_id).tag
    except KeyError:
        return ""


# What an event says about the process and not about the patient. Anything new is hidden until it is named here.
STRUCTURAL = frozenset(
    {
        "absent",
        "assignee",
        "attempts",
        "business_key",
        "by",
        "code",
        "correlation_key",
        "due_at",
        "from",
        "from_version",
        "mapping",
        "names",
        "requested_by",
        "to",
        "to_version",
        "error_code",
        "incident",
        "message_key",
        "missed",
        "name",
        "number",
        "process_id",
        "reason",
        "sender_instance_id",
        "sender_organisation_id",
        "sequence",
        "target_organisation_id",
        "timer_id",
        "user_task",
    }
)
# Whose `message` names a message, or says what an operator must know to mend it.
TELLING = frozenset({"incident_raised", "message_given_by_hand", "message_sender_recorded"})


def without_values(kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event's data without variables, payloads and what expressions gave; what was left out is named."""
    shown = STRUCTURAL | {"message"} if kind in TELLING else STRUCTURAL
    kept = {} if kind == "variables_set" else {name: value for name, value in data.items() if name in shown}
    if "message" in kept:
        kept["message"] = sentence_without_values(str(kept["message"]))
    hidden = sorted(set(data) - set(kept))
    return {**kept, "hidden": hidden} if hidden else kept


def history(actor: Actor, instance_id: UUID) -> list[HistoryRow]:
    """The story of an instance, oldest first; without values for who only sees the structure. Raises: NotFound."""
    row, access = find_instance(actor, instance_id)
    definition = definitions.load(row.definition_id)
    names = step_names(definition)
    return [
        HistoryRow(
            seq=event.seq,
            at=event.at,
            kind=event.kind,
            activity_id=event.activity_id,
            activity_name=names(event.activity_id) if event.activity_id else "",
            is_named=_is_named(definition, event.activity_id),
            element=_element(definition, event.activity_id),
            actor_id=event.actor_id,
            data=_data(event, names, access),
        )
        for event in recorded_events(row.pk)
        if event.kind != "command"  # told by what it caused; kept for replaying
    ]


def _data(event: Any, names: Callable[[str], str], access: Access) -> Mapping[str, Any]:
    """What a reader with this access may know of an event; where a token went by its name."""
    data: Mapping[str, Any] = event.data if access >= Access.VALUES else without_values(event.kind, event.data)
    return {**data, "to_name": names(data["to"])} if event.kind == "token_moved" else data
