"""A candidate group that no membership can match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text

_GROUP = re.compile(r"[a-z][a-z0-9_]*@[a-z][a-z0-9_]*")
_ROLE_OR_GROUP = re.compile(r"[a-z][a-z0-9_]*(@[a-z][a-z0-9_]*)?")


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        if isinstance(node, UserTask) and node.candidate_groups is not None and node.candidate_groups.expression is None:
            for group in node.candidate_groups.text.split(","):
                if not _GROUP.fullmatch(group.strip()):
                    yield at(node, group=group.strip()[:80])
    for process in subject.model.processes:
        for group in (*process.starter_groups, *process.cancel_groups):
            if not _ROLE_OR_GROUP.fullmatch(group):
                yield at(process, group=group[:80])


RULE = LintRule(
    id="candidate_group_spelling",
    severity="warning",
    message=Text(
        "“{name}” names the group “{group}”; expected role@department.", "“{name}”的候选组为“{group}”；应为 角色@科室。"
    ),
    documentation=Text(
        "Groups are written role@department in the codes of the directory, such as doctor@cardiology; others match nobody.",
        "候选组按 角色@科室 书写，使用目录中的代码，例如 doctor@cardiology；其他写法不会匹配任何人。",
    ),
    quick_fix=Text("Write it as role@department.", "请写成 角色@科室。"),
    places=places,
)
