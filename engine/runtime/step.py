"""One advance under way: moves tokens until every one of them waits.

Elements act on it through its methods. Rule for every element: evaluate first, change second; an evaluation that fails raises
`Stop`, the token becomes an incident in the phase that it was in, and a retry runs that phase again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.model.process_model import Activity, Flow, Node, ProcessModel
from engine.runtime import effects as effect
from engine.runtime import undo_log
from engine.runtime.budget import Budget
from engine.runtime.events import Event, EventKind
from engine.runtime.ledger import ErrorRaised, Ledger, Stop
from engine.runtime.state import COMPLETE, ENTER, GONE, LEAVE, READY, WAITING, Frame, State, Token
from engine.runtime.variables import size_of


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What an element does. Each function gets the step, a token and its node."""

    enter: Callable[[Step, Token, Any], None]
    complete: Callable[[Step, Token, Any], None] | None = None  # None: `Step.complete_node`
    cancel: Callable[[Step, Token], None] | None = None  # closes what a waiting token opened outside; None: nothing


class Step(Ledger):
    """The ledger, and what is ready to run."""

    def __init__(
        self,
        model: ProcessModel,
        state: State,
        now: datetime,
        budget: Budget,
        behaviours: Mapping[type, Behaviour],
        functions: Mapping[str, Any],
    ) -> None:
        super().__init__(model, state, now, budget, functions)
        self.behaviours = behaviours
        self.taken = 0  # steps so far
        self.queue: deque[Token] = deque()
        self.new_conditions: set[int] = set()  # armed in this step and not looked at yet
        self.behaving: Token | None = None  # multi-instance activity that is throwing what its `behavior` says
        self.put_off: set[int] = set()  # tokens that are about to throw a signal and let others come first
        self.ad_hoc: list[int] = []  # frames of ad-hoc sub-processes in which an activity was completed
        self.finished: dict[int, list[int]] = {}  # outer token of a loop → rounds that have ended
        self.joins: dict[tuple[int, int], Token] | None = None  # (frame, node) → the token that collects arrivals

    # Tokens ----------------------------------------------------------------------------------------------------------

    def make_token(self, node: int, frame: Frame, flow: int = -1) -> Token:
        """A new token, not yet queued."""
        token = Token(self.state.next_id(), node, frame.id, flow)
        self.state.tokens[token.id] = self.state.unsettled[token.id] = token
        frame.tokens += 1
        return token

    def ready(self, token: Token, phase: int, payload: dict[str, Any] | None = None) -> None:
        """Queue the token; the loop runs this phase of its node."""
        token.status = READY
        self.state.unsettled[token.id] = token
        token.phase = phase
        token.payload = payload
        self.queue.append(token)
        if phase == ENTER and self.state.parked:
            self.state.parked.pop(token.id, None)  # what waited at the step that it left is of no use at the next one

    def wait(self, token: Token) -> None:
        token.status = WAITING
        token.payload = None
        token.flow = -1  # not stored of a waiting token, so nothing may differ between one that was stored and one that was not

    def move(self, token: Token, flow: Flow) -> None:
        """Take a sequence flow."""
        self.events.append(Event("flow_taken", flow.id, token.id, token.frame))
        token.node = flow.target
        token.flow = flow.index
        token.armed = False
        self.ready(token, ENTER)

    def fork(self, token: Token, flows: Iterable[Flow]) -> None:
        """Take several flows: the token takes the first, new tokens the others."""
        first, *others = flows
        frame = self.state.frames[token.frame]
        siblings = [self.make_token(token.node, frame) for _ in others]
        self.move(token, first)
        for sibling, flow in zip(siblings, others, strict=True):
            self.move(sibling, flow)

    def start_node(self, token: Token, node: Node) -> None:
        """Note that an activity or event begins."""
        self.note("activity_started", token, node)

    def complete_node(self, token: Token, node: Node) -> None:
        """Note that it is done; what the token held is let go, and it leaves by the flows that apply."""
        self.note("activity_completed", token, node)
        if token.owned:
            self.disarm(token)
        if isinstance(node, Activity) and node.compensation >= 0:
            undo_log.completed(self.state, self.state.frames[token.frame], node)
        if self.model.ad_hoc_scopes:
            frame = undo_log.unlooped(self.state, self.state.frames[token.frame])
            if frame.definition in self.model.ad_hoc_scopes:
                self.ad_hoc.append(frame.id)
        token.phase = LEAVE
        token.payload = None
        self.leave(token, node)

    def leave(self, token: Token, node: Node) -> None:
        """By all unconditional flows and those whose condition is true, else the default (BPMN 2.0.2, 13.3.1)."""
        if self.state.frames[token.frame].definition < 0:  # one round of a loop: the outer token takes the flows
            self.consume(token)
            return
        if len(node.outgoing) == 1 and node.plain and not self.model.multiplies:
            self.move(token, node.plain[0])
            return
        if not node.outgoing:
            self.consume(token)
            return
        flows = self.applying(token, node)
        if flows:
            self.fork(token, flows * node.completion_quantity if isinstance(node, Activity) else flows)

    def applying(self, token: Token, node: Node, local: Mapping[str, Any] | None = None) -> list[Flow]:
        """The flows to take, in document order. Raises Stop where none applies.

        The default is for when no condition is true; flows without condition are taken besides (BPMN 2.0.2, 8.4.13).
        """
        true = {flow.index for flow in node.conditional if flow.condition and self.evaluate(flow.condition, token, local) is True}
        flows = [
            flow for flow in node.outgoing if flow.index in true or (not true if flow is node.default else flow.condition is None)
        ]
        if not flows:
            tried = ", ".join(flow.id for flow in node.conditional)
            message = f"Expected one of the flows {tried} to apply, but no condition is true and there is no default."
            raise Stop("NoFlowApplies", message)
        return flows

    def consume(self, token: Token) -> None:
        """The token has reached its end; with the last one its scope is done."""
        self.drop(token)
        frame = self.state.frames[token.frame]
        if frame.tokens == 0:
            self.finish_frame(frame)

    def drop(self, token: Token) -> None:
        token.status = GONE
        del self.state.tokens[token.id]
        self.state.frames[token.frame].tokens -= 1

    # Scopes ----------------------------------------------------------------------------------------------------------

    def open_frame(self, owner: Token, definition: int, variables: Mapping[str, Any], *, isolated: bool) -> Frame:
        """A sub-process or called process begins inside `owner`. Raises Stop when scopes are nested too deep."""
        parent = self.state.frames[owner.frame]
        if parent.depth >= self.budget.depth:
            raise Stop("DepthExceeded", f"Expected at most {self.budget.depth} processes and sub-processes inside each other.")
        frame = Frame(self.state.next_id(), definition, parent.id, owner.id, parent.depth + 1, isolated)
        self.state.frames[frame.id] = frame
        owner.child = frame.id
        if variables:
            try:
                self.set_variables(owner, variables, frame=frame)
            except Stop:
                del self.state.frames[frame.id]
                owner.child = 0
                raise
        self.wait(owner)
        return frame

    def start_frame(self, frame: Frame, starts: Iterable[int]) -> None:
        """Tokens at the start nodes; an empty scope is done at once."""
        for node in starts:
            self.ready(self.make_token(node, frame), ENTER)
        if frame.tokens == 0:
            self.finish_frame(frame)

    def finish_frame(self, frame: Frame) -> None:
        """Its last token is gone: what holds it completes, or the instance ends."""
        self.disarm_frame(frame)
        if frame.owner:
            owner = self.state.tokens[frame.owner]
            if owner.loop is not None:
                self.finished.setdefault(owner.id, []).append(frame.id)
            if owner.status == WAITING:  # else it is queued already, or an incident that will look again when it is retried
                self.ready(owner, COMPLETE)
        else:
            self.end_instance("completed")

    def recall_ready(self) -> None:
        """Queue what an advance over its budget, or a suspension, left over."""
        for token in self.state.not_waiting():
            if token.status == READY:
                self.queue.append(token)
                self.recall_finished(token)

    def recall_finished(self, token: Token) -> None:
        """Rounds of a loop that ended in an earlier step, before an incident or the budget came between."""
        if token.loop is not None:
            frames = self.state.frames.values()
            self.finished[token.id] = [frame.id for frame in frames if frame.owner == token.id and frame.tokens == 0]

    def close_frame(self, token: Token) -> None:
        """The token's inner scope is done and read: its variables go."""
        frame = self.state.frames.pop(token.child)
        node = self.nodes[token.node]
        if not (isinstance(node, Activity) and node.compensation >= 0):
            around = self.state.frames[token.frame]
            values = undo_log.round_values(self.state, around)
            undo_log.unlooped(self.state, around).log.extend(undo_log.undoing(self.model, frame, node, values))
        self.state.variable_bytes -= sum(size_of(raw) for raw in frame.raw.values())
        token.child = 0

    def end_instance(self, outcome: str, data: Mapping[str, Any] | None = None) -> None:
        kinds: dict[str, EventKind] = {
            "completed": "instance_completed",
            "terminated": "instance_terminated",
            "cancelled": "instance_cancelled",
        }
        self.state.has_ended = True
        self.queue.clear()
        self.events.append(Event(kinds[outcome], data=data or {}))
        self.emit(effect.EndInstance(outcome))  # type: ignore[arg-type]

    def holder(self, number: int) -> Token:
        """Who owns a timer, subscription or condition: a token, or one that stands for the frame of an event sub-process."""
        token = self.state.tokens.get(number)
        return token if token is not None else self.frame_holder(self.state.frames[number])

    def frame_holder(self, frame: Frame) -> Token:
        """A token in name only: it is not in the state, but what is armed on it belongs to the frame."""
        scope = self.model.scopes[frame.definition]
        token = Token(frame.id, scope.event_sub_processes[0], frame.id)
        token.owned = frame.owned
        return token

    def disarm(self, token: Token) -> None:
        """Timers, subscriptions and conditions of the token end."""
        self.end_owned(token.owned, token)
        token.owned = []

    def disarm_frame(self, frame: Frame) -> None:
        """The event sub-processes of a scope can start no more."""
        if frame.owned:
            holder = self.frame_holder(frame)
            self.end_owned(frame.owned, holder)
            frame.owned = []

    def disarm_one(self, token: Token, number: int) -> None:
        """One timer, subscription or condition of the token ends."""
        token.owned.remove(number)
        self.end_owned([number], token)

    def end_owned(self, owned: list[int], token: Token) -> None:
        """These timers, subscriptions and conditions end; the caller takes them off their holder."""
        node = self.nodes[token.node]
        if self.state.heard:
            for place in [place for place in self.state.heard if place[0] == token.id]:
                del self.state.heard[place]
        for number in owned:
            if self.state.timers.pop(number, None) is not None:
                self.emit(effect.ClearTimer(number))
                self.note("timer_cleared", token, node, {"timer_id": number})
            elif self.state.subscriptions.pop(number, None) is not None:
                self.emit(effect.Unsubscribe(number))
            else:
                self.state.conditions.pop(number, None)


__all__ = ["Behaviour", "ErrorRaised", "Step", "Stop"]
