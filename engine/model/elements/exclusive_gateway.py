"""Exclusive gateway: one flow out."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Node
from engine.model.reading import Reading
from engine.model.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusiveGateway(Node):
    tag = "exclusiveGateway"


def read(reading: Reading) -> ExclusiveGateway:
    node = ExclusiveGateway(**reading.node())
    refuse_bare_flows(reading, node)
    return node


def refuse_bare_flows(reading: Reading, node: Node) -> None:
    """A splitting gateway that decides needs a condition on every flow but its default."""
    if len(node.outgoing) < 2:
        return
    for flow in node.plain:
        reading.refuse(
            "flow_without_condition",
            "The flow “{flow}” leaves a deciding gateway without a condition and is not its default flow.",
            "顺序流“{flow}”从判断网关流出，既没有条件，也不是默认流。",
            flow=flow.id,
            hint=Text("Give it a FEEL condition, or make it the default flow.", "请填写 FEEL 条件，或将其设为默认流。"),
        )
