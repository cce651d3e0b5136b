"""A node that no token ever reaches."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    reachable = subject.graph.reachable()
    return (at(node) for node in subject.model.nodes if node.index not in reachable)


RULE = LintRule(
    id="unreachable_node",
    severity="warning",
    message=Text("No start leads to “{name}”.", "没有任何起点能到达“{name}”。"),
    documentation=Text(
        "What cannot be reached is never executed; often a sequence flow is missing.",
        "无法到达的节点永不执行，通常是缺少顺序流。",
    ),
    quick_fix=Text("Draw a sequence flow to it, or remove it.", "请绘制通向它的顺序流，或将其删除。"),
    places=places,
)
