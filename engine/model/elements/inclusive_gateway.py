"""Inclusive gateway: every flow whose condition holds; as a join it waits for what can still come."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Node
from engine.model.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusiveGateway(Node):
    tag = "inclusiveGateway"
    waits = True


def read(reading: Reading) -> InclusiveGateway:
    return InclusiveGateway(**reading.node())
