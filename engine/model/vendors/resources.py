"""`humanPerformer` and `potentialOwner` of plain BPMN, as Camunda and Activiti read them: `user(anna), group(office)`."""

from __future__ import annotations

import re
from typing import Any

from engine.model.reading import BPMN, bpmn_name, text_of
from engine.model.texts import Text
from engine.model.vendors.translation import Translation

_ONE = re.compile(r"\s*(?:(user|group)\(([^()]+)\)|([^\s(),]+))")


def read_resources(translation: Translation, element: Any) -> None:
    task = element.getparent()
    expression = next(element.iter(BPMN + "formalExpression"), None)
    text = text_of(expression) if expression is not None else ""
    name = bpmn_name(element)
    if bpmn_name(task) != "userTask" or not text:
        why = Text("who it is for is not said in a way that can be read", "其中没有可读取的人员信息")
        hint = Text(
            "Set carelane:candidateGroups or carelane:assignee.", "请填写 carelane:candidateGroups 或 carelane:assignee。"
        )
        translation.lose(element, name, why, hint, severity="warning")
        return
    value = translation.value(element, name, text)
    if value is None:
        return
    if name != "potentialOwner":
        translation.set(task, "assignee", _ONE.sub(lambda match: match[2] or match[3], value) if value[0] != "=" else value)
    elif value.startswith("="):
        translation.set(task, "candidateGroups", value)
    else:
        found = [
            (kind or "group", (inner or bare).strip()) for kind, inner, bare in _ONE.findall(value) if (inner or bare).strip()
        ]
        for kind, attribute in (("group", "candidateGroups"), ("user", "candidateUsers")):
            named = [each for one, each in found if one == kind]
            if named:
                translation.set(task, attribute, ", ".join(named))
    translation.honour(element, name)
