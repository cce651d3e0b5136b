"""A deciding gateway where no flow may apply."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        decides = isinstance(node, ExclusiveGateway | InclusiveGateway) and len(node.outgoing) > 1
        if decides and node.default is None and not node.plain:  # a flow without condition always applies
            yield at(node)


RULE = LintRule(
    id="gateway_without_default",
    severity="warning",
    message=Text("The gateway “{name}” has no default flow.", "网关“{name}”没有默认流。"),
    documentation=Text(
        "If no condition is true, for example because a value is missing, the instance stops with an incident.",
        "若所有条件都不成立（例如缺少某个值），实例将停止并产生异常。",
    ),
    quick_fix=Text("Make one of its flows the default flow.", "请将其中一条流设为默认流。"),
    places=places,
)
