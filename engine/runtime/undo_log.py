"""What was completed and can be undone: a scope keeps [handler, [activity, sub-processes around it], values seen, log inside]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model.process_model import Activity, Node, ProcessModel
from engine.runtime.state import Frame, State


def completed(state: State, frame: Frame, node: Activity) -> None:
    """Remember that an activity can be undone; of one with rounds each round."""
    if node.loop is None or frame.definition < 0:
        unlooped(state, frame).log.append([node.compensation, [node.index], round_values(state, frame) or None, None])


def unlooped(state: State, frame: Frame) -> Frame:
    """The scope around the rounds of a loop."""
    while frame.definition < 0:
        frame = state.frames[frame.parent]
    return frame


def round_values(state: State, frame: Frame) -> dict[str, Any]:
    """What the rounds around a scope know besides it: which item, which number."""
    values: dict[str, Any] = {}
    while frame.definition < 0:
        values = {**frame.raw, **values}
        frame = state.frames[frame.parent]
    return values


def undoing(model: ProcessModel, frame: Frame, node: Node, values: Mapping[str, Any]) -> list[list[Any]]:
    """A scope without a handler of its own is undone by its compensation event sub-process, else by those inside it."""
    seen = {**values, **frame.raw}
    undone_by = model.scopes[frame.definition].undone_by
    if undone_by >= 0:
        return [[undone_by, [node.index], seen, frame.log]]
    return [[handler, [*path, node.index], {**seen, **(own or {})} or None, log] for handler, path, own, log in frame.log]
