"""A process that nobody can read on one screen."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text

MOST = 200


def places(subject: Subject) -> Iterator[Place]:
    for process in subject.model.processes:
        if len(process.node_ids) > MOST:
            yield at(process, count=len(process.node_ids), most=MOST)


RULE = LintRule(
    id="too_many_nodes",
    severity="info",
    message=Text(
        "The process “{name}” has {count} nodes; more than {most} are hard to review.",
        "流程“{name}”有 {count} 个节点；超过 {most} 个便难以审阅。",
    ),
    documentation=Text(
        "Whoever signs a process off must be able to read it as a whole. Errors hide in large drawings.",
        "签发流程的人必须能通读全图；大图容易掩盖错误。",
    ),
    quick_fix=Text("Move parts into processes of their own and call them.", "请将部分内容拆成独立流程并调用。"),
    places=places,
)
