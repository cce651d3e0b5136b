"""A user task that nobody finds in a worklist."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        if (
            isinstance(node, UserTask)
            and node.candidate_groups is None
            and node.candidate_users is None
            and node.assignee is None
        ):
            yield at(node)


RULE = LintRule(
    id="user_task_without_group",
    severity="warning",
    message=Text(
        "The user task “{name}” has neither a candidate group nor an assignee.",
        "用户任务“{name}”既没有候选组，也没有指定办理人。",
    ),
    documentation=Text(
        "A task without a group and an assignee stands in nobody's worklist and waits until an administrator assigns it.",
        "没有候选组和办理人的任务不会出现在任何人的待办中，只能等待管理员指派。",
    ),
    quick_fix=Text(
        "Set carelane:candidateGroups, such as referral_office@referral_office, or carelane:assignee.",
        "请填写 carelane:candidateGroups（例如 referral_office@referral_office）或 carelane:assignee。",
    ),
    places=places,
)
