"""Parallel gateway: waits for all incoming flows, then takes all outgoing ones."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Node
from engine.model.reading import Reading
from engine.model.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelGateway(Node):
    tag = "parallelGateway"
    waits = True


def read(reading: Reading) -> ParallelGateway:
    node = ParallelGateway(**reading.node())
    for flow in node.conditional:
        reading.warn(
            "condition_on_parallel_flow",
            "The condition on “{flow}” has no effect: a parallel gateway takes every flow.",
            "“{flow}”上的条件无效：并行网关会走所有流出的顺序流。",
            flow=flow.id,
            hint=Text("Use an inclusive gateway if the condition is meant.", "如需条件判断，请使用包容网关。"),
        )
    return node
