"""Complex gateway: goes on when its activation condition holds, then waits for what can still come before it begins anew."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel import Expression
from engine.model.process_model import Node
from engine.model.reading import Reading, children, text_of
from engine.model.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexGateway(Node):
    tag = "complexGateway"
    waits = True

    activation: Expression | None = None  # None: it has one flow in


def read(reading: Reading) -> ComplexGateway:
    element = next(children(reading.element, "activationCondition"), None)
    activation = None
    if element is not None and text_of(element):
        activation = reading.expression(text_of(element), at=element)
    elif len(reading.incoming) > 1:
        reading.refuse(
            "complex_gateway_without_activation",
            "A complex gateway with several flows in needs an activation condition.",
            "有多条流入顺序流的复杂网关必须填写激活条件。",
            hint=Text("For example activationCount >= 2.", "例如 activationCount >= 2。"),
        )
    return ComplexGateway(**reading.node(), activation=activation)
