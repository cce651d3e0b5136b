"""A gateway that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.model.elements.parallel_gateway import ParallelGateway
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        is_gateway = isinstance(node, ExclusiveGateway | InclusiveGateway | ParallelGateway)
        if is_gateway and len(node.incoming) == 1 and len(node.outgoing) == 1:
            yield at(node)


RULE = LintRule(
    id="pass_through_gateway",
    severity="info",
    message=Text("The gateway “{name}” has one flow in and one flow out.", "网关“{name}”只有一条流入和一条流出。"),
    documentation=Text("It neither splits nor joins; perhaps a flow is missing.", "它既不分支也不汇合，可能缺少一条流。"),
    quick_fix=Text("Draw the missing flow, or remove the gateway.", "请补画缺少的流，或删除该网关。"),
    places=places,
)
