"""A name that Chinese readers see in English."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Process
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    named: list[Process | UserTask] = [*subject.model.processes]
    named += [node for node in subject.model.nodes if isinstance(node, UserTask)]
    for each in named:
        if each.name.en and not each.name.zh and each.name.en.isascii():
            yield at(each)


RULE = LintRule(
    id="missing_chinese_name",
    severity="info",
    message=Text("“{name}” has no Chinese name.", "“{name}”没有中文名称。"),
    documentation=Text("Users who work in Chinese see the English name.", "使用中文界面的用户将看到英文名称。"),
    quick_fix=Text("Set carelane:nameZh.", "请填写 carelane:nameZh。"),
    places=places,
)
