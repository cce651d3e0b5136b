"""Carry a running instance over to another version of its model. Pure, as `advance` is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.calendars import CalendarBook
from engine.errors import InvalidState, StaleCommand
from engine.model.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.multiple_event_definition import parts_of
from engine.model.elements.service_task import ServiceTask
from engine.model.elements.user_task import UserTask
from engine.model.process_model import Node, ProcessModel
from engine.runtime import effects as effect
from engine.runtime.behaviours import ELEMENTS
from engine.runtime.budget import DEFAULT
from engine.runtime.elements import message_event_definition, timer_event_definition
from engine.runtime.events import Event
from engine.runtime.ledger import NO_CALENDARS
from engine.runtime.migration_parking import begin, park
from engine.runtime.migration_plan import Blocker, Plan, plan_migration
from engine.runtime.running import run
from engine.runtime.state import INCIDENT, WAITING, Frame, State, Token
from engine.runtime.step import Step, Stop

if TYPE_CHECKING:
    from engine.runtime import StepResult

HASH_LENGTH = 12


class MigrationBlocked(InvalidState):
    """This instance cannot be carried over as it stands."""

    code = "migration_blocked"

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__(blockers[0].message)
        self.blockers = tuple(blockers)


def migrate(
    source: ProcessModel,
    target: ProcessModel,
    state: State,
    mapping: Mapping[str, str],
    now: datetime,
    data: Mapping[str, Any],
    *,
    zone: str = "",
    calendars: CalendarBook = NO_CALENDARS,
) -> StepResult:
    """The state on the target's model, with what the world must change. `data` goes into the history beside the mapping.

    Tokens keep their ids, claims, due dates and running timers. Events that the target lacks end; those that only it has begin,
    in `zone` (of the organisation; empty: as before) and by its `calendars`. Back on a version where a token or scope has
    been, what ended there waits again with the moment that it had.
    The given state is used up. Raises: MigrationBlocked, StaleCommand (it has ended), InvalidState (an expression of an event
    that begins fails).
    """
    from engine.runtime import StepResult

    plan = _planned(source, target, state, mapping)
    before = Step(source, state, now, DEFAULT, ELEMENTS, {})
    changed = {key: value for key, value in mapping.items() if key != value}
    before.events.append(Event("instance_migrated", data={**data, "mapping": changed, **_asked(zone, calendars)}))
    state.zone = zone or state.zone
    step = Step(target, state, now, DEFAULT, ELEMENTS, {})
    step.calendars = calendars
    _carry(before, step, plan, mapping)
    if state.suspended:
        effects: list[effect.Effect] = [each for each in step.effects if not isinstance(each, effect.SetTimer)]
    else:
        step.recall_ready()
        run(step)
        effects = step.effects
    return StepResult(state, step.events, effects)


def _planned(source: ProcessModel, target: ProcessModel, state: State, mapping: Mapping[str, str]) -> Plan:
    if state.has_ended:
        raise StaleCommand("Expected a running instance, but it has ended.")
    if state.model_hash != source.content_hash[:HASH_LENGTH]:
        raise InvalidState("Expected the model that the state belongs to.")
    plan = plan_migration(source, target, state, mapping)
    if plan.blockers:
        raise MigrationBlocked(plan.blockers)
    return plan


def _asked(zone: str, calendars: CalendarBook) -> dict[str, Any]:
    """What else decides the outcome: a replay asks the same."""
    asked: dict[str, Any] = {"zone": zone} if zone else {}
    if calendars:
        asked["calendars"] = {key: calendars.version(key) for key in calendars}
    return asked


def _carry(before: Step, step: Step, plan: Plan, mapping: Mapping[str, str]) -> None:
    """`before` knows the source, `step` the target; both hold the one state."""
    source, target, state = before.model, step.model, before.state
    _end_what_is_gone(before, plan)
    old_nodes = {number: source.nodes[item.node] for number, item in _items(state)}
    work = {token.id: source.nodes[token.node] for token in state.tokens.values()}
    _renumber(source, state, plan, mapping, {node.id: node.index for node in target.nodes})
    state.model_hash = target.content_hash[:HASH_LENGTH]
    step.events, step.effects = before.events, before.effects
    try:
        _relabel_events(step, plan, old_nodes)
        _relabel_work(step, work)
        for holder, nodes in plan.added.items():
            begin(step, holder, nodes, state.model_hash)
    except Stop as stop:
        raise InvalidState(stop.message) from stop


def _items(state: State) -> list[tuple[int, Any]]:
    return [*state.timers.items(), *state.subscriptions.items(), *state.conditions.items()]


def _end_what_is_gone(step: Step, plan: Plan) -> None:
    holders: list[Token | Frame] = [*step.state.tokens.values(), *step.state.frames.values()]
    for holder in holders:
        gone = [number for number in holder.owned if number not in plan.events]
        if holder.id in plan.lacking:
            park(step, holder, gone, step.state.model_hash)
        if gone:
            token = holder if isinstance(holder, Token) else step.frame_holder(holder)
            step.end_owned(gone, token)
            holder.owned = [number for number in holder.owned if number in plan.events]


def _renumber(source: ProcessModel, state: State, plan: Plan, mapping: Mapping[str, str], index_of: Mapping[str, int]) -> None:
    for token in state.tokens.values():
        old = source.nodes[token.node]
        token.node = plan.nodes[token.id].index
        token.flow = plan.flows[token.flow].index if token.flow in plan.flows else -1
        if token.counts is not None:
            token.counts = {plan.flows[number].index if number in plan.flows else -1: n for number, n in token.counts.items()}
        if isinstance(old, AdHocSubProcess) and token.loop is not None:
            inner = [source.nodes[index].id for index in token.loop.items]
            token.loop.items = [index_of[mapping.get(activity_id, activity_id)] for activity_id in inner]
    for frame in state.frames.values():
        frame.definition = plan.scopes[frame.id]
        frame.log = plan.log.get(frame.id, [])
    before = [item.node for _, item in _items(state)]
    for number, item in _items(state):
        item.node = plan.events[number].index
    there = {old: item.node for old, item in zip(before, (item for _, item in _items(state)), strict=True)}
    state.heard = {(holder, there[node]): values for (holder, node), values in state.heard.items() if node in there}


def _relabel_events(step: Step, plan: Plan, old_nodes: Mapping[int, Node]) -> None:
    """Rows that name an event by its id or its message say the new one."""
    for timer in step.state.timers.values():
        old, new = old_nodes[timer.id], plan.events[timer.id]
        if old.id != new.id:
            step.emit(effect.ClearTimer(timer.id))
            step.emit(effect.SetTimer(timer.id, timer.token, new.id, timer_event_definition.instant(timer.due)))
    for subscription in step.state.subscriptions.values():
        old, new = old_nodes[subscription.id], plan.events[subscription.id]
        definition = parts_of(new.definition)[subscription.part]  # type: ignore[attr-defined]
        before = parts_of(old.definition)[subscription.part]  # type: ignore[attr-defined]
        if old.id == new.id and before.name == definition.name:
            continue
        step.emit(effect.Unsubscribe(subscription.id))
        if isinstance(definition, MessageDefinition):
            name, key = message_event_definition.prepare(step, step.holder(subscription.token), new, definition)
            step.emit(effect.Subscribe(subscription.id, subscription.token, new.id, name, key))
        else:
            step.emit(effect.SubscribeSignal(subscription.id, subscription.token, new.id, definition.name))


def _relabel_work(step: Step, work: Mapping[int, Node]) -> None:
    """Open tasks take the new form and names; a job of another service begins anew; incidents say where they stand."""
    for token in step.state.tokens.values():
        old, new = work[token.id], step.nodes[token.node]
        if token.status == INCIDENT and old.id != new.id:
            step.emit(effect.RelabelIncident(token.id, new.id))
        if token.status != WAITING or token.loop is not None:
            continue
        if isinstance(new, UserTask):
            step.emit(effect.RelabelUserTask(token.id, new.id, new.form_key))
        elif isinstance(new, ServiceTask) and isinstance(old, ServiceTask) and (old.id, old.topic) != (new.id, new.topic):
            step.emit(effect.CloseJob(token.id))
            step.emit(effect.OpenJob(token.id, new.id, new.topic, step.mapped(new.inputs, token), new.max_attempts))


def inverse(mapping: Mapping[str, str]) -> dict[str, str]:
    """The way back, where it is one."""
    return {target: activity_id for activity_id, target in mapping.items()}
