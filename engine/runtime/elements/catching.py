"""Who catches an error or escalation: looked for outwards, scope by scope, from where it was thrown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.multiple_event_definition import parts_of
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Activity, Node
from engine.runtime.elements import boundary_event, event_sub_process
from engine.runtime.state import Token
from engine.runtime.step import Step

Catcher = BoundaryEvent | StartEvent


def find_catcher(step: Step, token: Token, kind: type, code: str) -> tuple[Token, Catcher] | None:
    """The nearest event of this definition and code, else the nearest that catches every code in the same place."""
    holder: Token | None = token
    while holder is not None:
        for events in _places(step, holder):
            found = _matching(events, kind, code)
            if found is not None:
                return holder, found
        owner = step.state.frames[holder.frame].owner
        holder = step.state.tokens[owner] if owner else None
    return None


def hand_over(step: Step, holder: Token, catcher: Catcher, values: Mapping[str, Any]) -> None:
    """The catcher takes over; `values` are for its output mapping."""
    payload = values if catcher.outputs else {}
    if isinstance(catcher, BoundaryEvent):
        boundary_event.fire(step, holder, catcher, payload)
    else:
        event_sub_process.trigger(step, step.state.frames[holder.frame], catcher, payload)


def _places(step: Step, holder: Token) -> Iterator[list[Node]]:
    """First what is attached to the activity, then the event sub-processes around it; what those throw goes further out."""
    node = step.nodes[holder.node]
    frame = step.state.frames[holder.frame]
    if isinstance(node, Activity) and frame.definition >= 0:
        yield [step.nodes[index] for index in node.boundary]
    if not isinstance(node, EventSubProcess) and frame.definition >= 0:
        inner = [step.nodes[index] for index in step.model.scopes[frame.definition].event_sub_processes]
        yield [step.nodes[each.start] for each in inner if isinstance(each, EventSubProcess)]


def _matching(events: list[Node], kind: type, code: str) -> Catcher | None:
    catches_all = None
    for event in events:
        assert isinstance(event, BoundaryEvent | StartEvent)
        for part in parts_of(event.definition):
            if isinstance(part, kind):
                caught = part.code  # type: ignore[attr-defined]
                if caught == code:
                    return event
                if not caught:
                    catches_all = catches_all or event
    return catches_all
