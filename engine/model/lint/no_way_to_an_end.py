"""A node from which the process cannot end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    ending = subject.graph.leading_to_an_end()
    return (at(node) for node in subject.model.nodes if node.index not in ending)


RULE = LintRule(
    id="no_way_to_an_end",
    severity="warning",
    message=Text("From “{name}” no end can be reached.", "从“{name}”出发无法到达任何结束。"),
    documentation=Text(
        "A token that comes here goes round for ever: the instance never ends unless somebody cancels it.",
        "到达此处的令牌将无限循环：除非有人取消，实例永不结束。",
    ),
    quick_fix=Text("Draw a way out of the loop that leads to an end event.", "请为循环绘制一条通向结束事件的出口。"),
    places=places,
)
