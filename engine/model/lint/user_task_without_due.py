"""A user task that is never late."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    return (at(node) for node in subject.model.nodes if isinstance(node, UserTask) and node.due is None)


RULE = LintRule(
    id="user_task_without_due",
    severity="warning",
    message=Text("The user task “{name}” has no due date.", "用户任务“{name}”没有办理时限。"),
    documentation=Text(
        "Without a due date the task is never shown as late and sorts below all that has one.",
        "没有时限的任务不会显示为超时，并排在所有有时限的任务之后。",
    ),
    quick_fix=Text(
        "Set carelane:due, such as PT24H from the opening, or =FEEL.",
        "请填写 carelane:due，例如自任务产生起 PT24H，或 =FEEL 表达式。",
    ),
    places=places,
)
