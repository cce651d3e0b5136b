"""A user task that asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    return (at(node) for node in subject.model.nodes if isinstance(node, UserTask) and not node.form_key)


RULE = LintRule(
    id="user_task_without_form",
    severity="warning",
    message=Text("The user task “{name}” has no form.", "用户任务“{name}”没有表单。"),
    documentation=Text(
        "Without a form the user can only say “done”: nothing is recorded about what was decided or observed.",
        "没有表单，用户只能点击“完成”，无法记录决定或观察内容。",
    ),
    quick_fix=Text(
        "Add a <key>.form.json file to the deployment and name its key in carelane:formKey.",
        "在部署中加入 <key>.form.json，并在 carelane:formKey 中填写该键。",
    ),
    places=places,
)
