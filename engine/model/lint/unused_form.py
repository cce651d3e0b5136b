"""A form file that no user task shows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    used = {node.form_key for node in subject.model.nodes if isinstance(node, UserTask)}
    for key in subject.forms:
        if key not in used:
            yield Place(f"{key}.form.json", "", 0, {"key": key})


RULE = LintRule(
    id="unused_form",
    severity="info",
    message=Text("No user task shows the form “{key}”.", "没有用户任务使用表单“{key}”。"),
    documentation=Text("A form key may be misspelt, or the file is left over.", "可能是表单键拼写有误，或文件已不再使用。"),
    quick_fix=Text(
        "Name it in carelane:formKey of a user task, or remove the file.",
        "请在用户任务的 carelane:formKey 中引用，或删除该文件。",
    ),
    places=places,
)
