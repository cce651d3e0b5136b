"""What a running instance would become on another version of its model: which node each token stands on then, and who blocks.

A mapping is plain data: source activity id → target activity id. What it does not name keeps its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.model.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.model.elements.call_activity import CallActivity
from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.multiple_event_definition import parts_of
from engine.model.process_model import Activity, Flow, Node, ProcessModel
from engine.runtime.state import JOINING, READY, Frame, State, Token
from engine.wording import Sentence


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why an instance cannot go: at which step, and what to do about it."""

    activity_id: str
    message: Sentence


@dataclass(slots=True)
class Plan:
    """Node of each token, scope of each frame, and event of each timer, subscription or condition, in the target's numbers."""

    nodes: dict[int, Node] = field(default_factory=dict)
    scopes: dict[int, int] = field(default_factory=dict)
    events: dict[int, Node] = field(default_factory=dict)  # those that are kept
    added: dict[int, list[Node]] = field(default_factory=dict)  # holder → events that only the target has
    lacking: set[int] = field(default_factory=set)  # holders that had events, armed or over, which the target lacks
    flows: dict[int, Flow] = field(default_factory=dict)  # by the source's number, as far as tokens need them
    log: dict[int, list[list[Any]]] = field(default_factory=dict)
    blockers: list[Blocker] = field(default_factory=list)


def plan_migration(source: ProcessModel, target: ProcessModel, state: State, mapping: Mapping[str, str]) -> Plan:
    """Pure; changes nothing. The instance can go if there are no blockers."""
    return _Planner(source, target, state, mapping).plan()


class _Planner:
    def __init__(self, source: ProcessModel, target: ProcessModel, state: State, mapping: Mapping[str, str]) -> None:
        self.source, self.target, self.state, self.mapping = source, target, state, mapping
        self.found = Plan()
        self.targets = {node.id: node for node in target.nodes}
        self.target_flows = {flow.id: flow for flow in target.flows}
        self.inner_scopes = {scope.node: scope.index for scope in target.scopes if scope.node >= 0}

    def plan(self) -> Plan:
        state = self.state
        of_frame: dict[int, list[Token]] = {}
        for token in state.tokens.values():
            of_frame.setdefault(token.frame, []).append(token)
        for frame in sorted(state.frames.values(), key=lambda each: each.id):  # outer ones were made first
            scope = self._scope(frame)
            if scope is None:
                continue  # what it runs in blocks already
            self.found.scopes[frame.id] = scope
            for token in of_frame.get(frame.id, ()):
                self._token(token, frame)
            self._frame_events(frame)
            self._log(frame)
        return self.found

    # Scopes and tokens ----------------------------------------------------------------------------------------------

    def _scope(self, frame: Frame) -> int | None:
        if not frame.owner:
            process = self.source.processes[self.source.scopes[frame.definition].process]
            if self.target.has_process(process.id):
                return self.target.process(process.id).scope
            self._block(process.id, "The new version has no process {step}.", "新版本中没有流程“{step}”。", process.id)
            return None
        owner = self.found.nodes.get(frame.owner)
        if owner is None:
            return None
        if frame.definition < 0:
            return -1
        if isinstance(owner, CallActivity):
            return self.target.process(owner.called_process).scope
        return self.inner_scopes[owner.index]

    def _unlooped(self, frame: Frame) -> int:
        while frame.definition < 0:
            frame = self.state.frames[frame.parent]
        return self.found.scopes[frame.id]

    def _token(self, token: Token, frame: Frame) -> None:
        node = self.source.nodes[token.node]
        there = self.targets.get(self.mapping.get(node.id, node.id))
        if there is None:
            self._block(
                node.id,
                "The new version has no step {step}: choose another one for it.",
                "新版本中没有步骤“{step}”：请为它选择另一个步骤。",
                _name(node),
            )
            return
        if there.scope != self._unlooped(frame):
            self._block(
                node.id,
                "{step} lies in another sub-process in the new version.",
                "“{step}”在新版本中位于另一个子流程内。",
                _name(there),
            )
            return
        if not self._fits(node, there):
            self._block(
                node.id,
                "{step} is of another kind in the new version; a token keeps its kind of step.",
                "“{step}”在新版本中的类型不同；令牌只能移到同类步骤。",
                _name(there),
            )
            return
        self.found.nodes[token.id] = there
        self._token_flows(token, node, there)
        self._token_events(token, node, there)

    def _fits(self, node: Node, there: Node) -> bool:
        if type(node) is not type(there):
            return False
        if isinstance(node, Activity) and isinstance(there, Activity):
            if type(node.loop) is not type(there.loop):
                return False
            if getattr(node.loop, "is_sequential", None) != getattr(there.loop, "is_sequential", None):
                return False
        if _kinds(node) != _kinds(there):
            return False
        if isinstance(node, CallActivity) and isinstance(there, CallActivity):
            return node.called_process == there.called_process and self.target.has_process(there.called_process)
        return True

    def _token_flows(self, token: Token, node: Node, there: Node) -> None:
        """At a join: the paths by which tokens have come must still lead there."""
        wanted = list(token.counts or ())
        if token.status in (READY, JOINING) and token.flow >= 0:
            wanted.append(token.flow)
        for number in wanted:
            if number < 0:
                continue
            flow = self.target_flows.get(self.source.flows[number].id)
            if flow is not None and (flow.target == there.index or not token.counts):
                self.found.flows[number] = flow
            elif token.counts:
                self._block(
                    node.id,
                    "A path that had reached {step} does not lead there in the new version.",
                    "新版本中，已到达“{step}”的路径不再通向它。",
                    _name(node),
                )
        if isinstance(node, AdHocSubProcess) and token.loop is not None:
            for index in token.loop.items:
                inner = self.source.nodes[index]
                if self.mapping.get(inner.id, inner.id) not in self.targets:
                    self._block(inner.id, "The new version has no step {step}.", "新版本中没有步骤“{step}”。", _name(inner))

    # Events that wait ------------------------------------------------------------------------------------------------

    def _token_events(self, token: Token, node: Node, there: Node) -> None:
        before, after = self._waiting_at(self.source, node), self._waiting_at(self.target, there)
        if not token.owned and not (token.armed or isinstance(node, EventBasedGateway)):
            before, after = [], []  # it has not come to waiting yet
        self._pair(token.id, token.owned, before, after)

    def _waiting_at(self, model: ProcessModel, node: Node) -> list[Node]:
        if isinstance(node, Activity):
            own = [node] if getattr(node, "definition", None) is not None else []
            return [*(model.nodes[index] for index in node.boundary), *own]
        if isinstance(node, EventBasedGateway):
            return [model.nodes[flow.target] for flow in node.outgoing]
        return [node]

    def _frame_events(self, frame: Frame) -> None:
        if frame.definition < 0:
            return
        self._pair(
            frame.id,
            frame.owned,
            self._starts(self.source, frame.definition),
            self._starts(self.target, self.found.scopes[frame.id]),
        )

    def _starts(self, model: ProcessModel, scope: int) -> list[Node]:
        inner = (model.nodes[index] for index in model.scopes[scope].event_sub_processes)
        return [model.nodes[each.start] for each in inner if isinstance(each, EventSubProcess)]

    def _pair(self, holder: int, owned: list[int], before: list[Node], after: list[Node]) -> None:
        """Keep what waits for an event that is still there; what only the target knows is armed; the rest ends."""
        by_id = {node.id: node for node in after}
        same: dict[str, Node] = {}
        for event in before:
            there = by_id.get(self.mapping.get(event.id, event.id))
            if there is not None and _kinds(there) == _kinds(event):
                same[event.id] = there
        for number in owned:
            event = self.source.nodes[self._item(number).node]
            if event.id in same:
                self.found.events[number] = same[event.id]
        known = {node.id for node in same.values()}
        added = [node for node in after if node.id not in known]
        if added:
            self.found.added[holder] = added
        if len(same) < len(before):
            self.found.lacking.add(holder)

    def _item(self, number: int) -> Any:
        state = self.state
        return state.timers.get(number) or state.subscriptions.get(number) or state.conditions[number]

    def _log(self, frame: Frame) -> None:
        """What has been completed and can be undone must still have its handler."""
        if frame.log:
            self.found.log[frame.id] = self._log_rows(frame.log)

    def _log_rows(self, log: list[list[Any]]) -> list[list[Any]]:
        return [
            [self._done(handler), [self._done(index) for index in path], values, inner and self._log_rows(inner)]
            for handler, path, values, inner in log
        ]

    def _done(self, index: int) -> int:
        if index < 0:
            return index
        node = self.source.nodes[index]
        there = self.targets.get(self.mapping.get(node.id, node.id))
        if there is not None:
            return there.index
        self._block(
            node.id,
            "{step} was done and could no longer be undone in the new version.",
            "“{step}”已完成，在新版本中将无法撤销。",
            _name(node),
        )
        return -1

    def _block(self, activity_id: str, en: str, zh: str, step: str | Sentence) -> None:
        name = step if isinstance(step, Sentence) else Sentence(step, step)
        self.found.blockers.append(Blocker(activity_id, Sentence(en.format(step=name.en), zh.format(step=name.zh))))


def _kinds(node: Node) -> list[type]:
    """What an event or receive task waits for, part by part."""
    definition = getattr(node, "definition", None)
    return [] if definition is None else [type(part) for part in parts_of(definition)]


def _name(node: Node) -> Sentence:
    return Sentence(node.name.en or node.name.zh or node.id, node.name.zh or node.name.en or node.id)
