"""Two user tasks of one process that the worklist cannot tell apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    named: dict[tuple[int, str], list[UserTask]] = defaultdict(list)
    for node in subject.model.nodes:
        if isinstance(node, UserTask) and node.name:
            named[node.process, node.name.en.lower() or node.name.zh].append(node)
    for alike in named.values():
        for node in alike[1:]:
            yield at(node, other=alike[0].id)


RULE = LintRule(
    id="duplicate_name",
    severity="info",
    message=Text("The user task “{name}” has the same name as {other}.", "用户任务“{name}”与 {other} 同名。"),
    documentation=Text(
        "The worklist, the history and the figures show names: two steps of one name cannot be told apart.",
        "待办、历史和统计都按名称显示：同名的步骤无法区分。",
    ),
    quick_fix=Text(
        "Say in the name what differs, such as “Review (second reader)”.", "请在名称中写明区别，例如“复核（第二人）”。"
    ),
    places=places,
)
