"""A review that its own author may do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.elements.user_task import UserTask
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text

_REVIEW = re.compile(r"\b(review|approv|countersign|co-sign|second (check|reader|signature)|audit|verif)", re.IGNORECASE)
_REVIEW_ZH = re.compile("复核|审批|会签|双签|复审|批准|二次核对|双人核对")


def places(subject: Subject) -> Iterator[Place]:
    """Review tasks, by their name, that another user task of the process can lead to."""
    model = subject.model
    tasks = [node for node in model.nodes if isinstance(node, UserTask)]
    for node in tasks:
        if node.different_from or not (_REVIEW.search(node.name.en) or _REVIEW_ZH.search(node.name.zh)):
            continue
        if any(other.process == node.process and other.index != node.index for other in tasks):
            yield at(node)


RULE = LintRule(
    id="separation_not_declared",
    severity="warning",
    message=Text(
        "“{name}” is a review, but whoever did the work may do it too.", "“{name}”是复核任务，但完成前一步的人也可以办理。"
    ),
    documentation=Text(
        "A second pair of eyes must be another person's. The engine holds it through delegation and substitution, once declared.",
        "复核必须由另一人完成。声明之后，委托和代理时系统也会遵守。",
    ),
    quick_fix=Text("Name the reviewed activities in carelane:differentFrom.", "请在 carelane:differentFrom 中填写被复核的活动。"),
    places=places,
)
