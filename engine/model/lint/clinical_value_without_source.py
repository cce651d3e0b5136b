"""A limit or threshold in a process that names no source at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.elements.script_task import ScriptTask
from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.lint.graph import definitions_of
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node
from engine.model.reading import CARELANE
from engine.model.texts import Text

_THRESHOLD = re.compile(r"(<=|>=|<|>)\s*\d|duration\(\s*\"")


def places(subject: Subject) -> Iterator[Place]:
    if subject.documents is None:
        return
    sourced = {
        (process.file, process.id)
        for process in subject.documents.processes
        if next(process.element.iter(CARELANE + "source"), None) is not None
    }
    for process in subject.model.processes:
        if (process.file, process.id) in sourced:
            continue
        found = [node.id for node in subject.model.nodes if node.process == process.index and _holds_value(node)]
        if found:
            yield at(process, count=len(found), first=found[0])


def _holds_value(node: Node) -> bool:
    if isinstance(node, ScriptTask):
        return node.script is not None and bool(_THRESHOLD.search(node.script.source))
    if any(flow.condition is not None and _THRESHOLD.search(flow.condition.source) for flow in node.conditional):
        return True
    return any(isinstance(each, TimerDefinition) and each.value.expression is None for each in definitions_of(node))


RULE = LintRule(
    id="clinical_value_without_source",
    severity="info",
    message=Text(
        "“{name}” holds {count} limits or thresholds (first: {first}) and names no source for them.",
        "“{name}”包含 {count} 处时限或阈值（首处：{first}），但没有注明来源。",
    ),
    documentation=Text(
        "A number without a source is a rule that nobody answers for. Own proposals are sources too: say so, unsigned.",
        "没有来源的数值是无人负责的规则。自拟数值也应注明，并标记为未签署。",
    ),
    quick_fix=Text(
        'Add <carelane:source text="guideline, section" value="…"/> to the extensions of the element that holds the value.',
        '请在包含该数值的元素扩展中加入 <carelane:source text="指南，章节" value="…"/>。',
    ),
    places=places,
)
