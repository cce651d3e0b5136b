"""What may happen next in a rehearsed world, and what did: the alphabet of paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine import feel

Kind = Literal["start", "complete", "job", "error", "timer", "message", "signal"]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that the world does to one running instance: `node` is the BPMN id of what waited for it."""

    kind: Kind
    instance: int  # position among the running instances of the world
    node: str  # of a start: the start event, or the process where it needs none
    values: Mapping[str, Any] = field(default_factory=dict)  # FEEL values
    code: str = ""  # of an error
    mail: int = -1  # position of the message among those under way, -1 for one from outside

    def as_dict(self, names: frozenset[str]) -> dict[str, Any]:
        """For JSON; of the values only those that decide something."""
        values = {name: feel.to_json(value) for name, value in self.values.items() if name in names and value is not None}
        return {"act": self.kind, "instance": self.instance, "node": self.node, "values": values, "code": self.code}
