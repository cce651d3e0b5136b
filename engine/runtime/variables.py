"""Variables as FEEL sees them, and how they are set: nearest scope that has the name, else the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.runtime.state import BUILTINS, Frame, State, read


class Visible(Mapping[str, Any]):
    """The variables visible from one frame, with built-in names and local values in front; read lazily."""

    __slots__ = ("_frames", "_local", "_state")

    def __init__(self, state: State, frame_id: int, local: Mapping[str, Any] | None) -> None:
        self._frames = state.chain(frame_id)
        self._state = state
        self._local = local or {}

    def __getitem__(self, name: str) -> Any:
        if name in BUILTINS:  # first: neither a form nor another organisation's message may pass for them
            return self._state.builtin(name)
        if name in self._local:
            return self._local[name]
        for frame in self._frames:
            if name in frame.raw:
                return read(frame, name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in self._local or any(name in frame.raw for frame in self._frames) or name in BUILTINS

    def __iter__(self) -> Iterator[str]:
        names = dict.fromkeys(self._local)
        for frame in self._frames:
            names.update(dict.fromkeys(frame.raw))
        names.update(dict.fromkeys(BUILTINS))
        return iter(names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def frame_for(state: State, frame_id: int, name: str) -> Frame:
    """Where a variable of this name is written from this frame."""
    chain = state.chain(frame_id)
    return next((frame for frame in chain if name in frame.raw), chain[-1])


def size_of(value: Any) -> int:
    """Rough size of a JSON value in bytes, without recursion."""
    if isinstance(value, str):
        return len(value) + 2
    if not isinstance(value, (list, dict)):
        return 8
    total, stack = 0, [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            total += len(item) + 2
        elif isinstance(item, dict):
            total += 2 + sum(len(key) + 3 for key in item)
            stack.extend(item.values())
        elif isinstance(item, list):
            total += 2
            stack.extend(item)
        else:
            total += 8
    return total
