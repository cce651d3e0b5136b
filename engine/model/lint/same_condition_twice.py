"""A flow that is never taken, because one before it has the same condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        if not isinstance(node, ExclusiveGateway):
            continue
        seen: dict[str, str] = {}
        for flow in node.conditional:
            source = " ".join(flow.condition.source.split()) if flow.condition else ""
            if source in seen:
                yield at(node, flow=flow.id, other=seen[source])
            seen.setdefault(source, flow.id)


RULE = LintRule(
    id="same_condition_twice",
    severity="warning",
    message=Text(
        "At “{name}” the flow {flow} has the same condition as {other} and is never taken.",
        "在“{name}”处，流 {flow} 与 {other} 条件相同，永远不会被选中。",
    ),
    documentation=Text(
        "The first true condition in document order wins; often one of the two was copied and not changed.",
        "按文件顺序第一个成立的条件生效；通常是复制后忘记修改。",
    ),
    quick_fix=Text("Correct one of the conditions, or remove the flow.", "请更正其中一个条件，或删除该流。"),
    places=places,
)
