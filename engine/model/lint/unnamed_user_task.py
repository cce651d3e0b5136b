"""A user task that the worklist cannot name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    return (at(node) for node in subject.model.nodes if isinstance(node, UserTask) and not node.name)


RULE = LintRule(
    id="unnamed_user_task",
    severity="warning",
    message=Text("The user task “{name}” has no name.", "用户任务“{name}”没有名称。"),
    documentation=Text("The worklist shows its technical id instead.", "待办列表只能显示它的技术编号。"),
    quick_fix=Text("Name what the user does, such as “Decide on the referral”.", "请写明用户要做的事，例如“审核转诊”。"),
    places=places,
)
