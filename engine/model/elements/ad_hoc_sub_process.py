"""Ad-hoc sub-process: its activities in any order or one by one, until a condition says that it is enough."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel import Expression
from engine.model.elements.sub_process import SubProcess
from engine.model.reading import Reading, bpmn_name, children, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocSubProcess(SubProcess):
    tag = "adHocSubProcess"

    is_sequential: bool = False
    completion: Expression | None = None  # None: when every activity is done
    cancels_remaining: bool = True  # what is open ends when the condition holds; else it is finished first


def read(reading: Reading) -> AdHocSubProcess:
    if any(bpmn_name(child) in ("startEvent", "endEvent") for child in reading.element):
        reading.refuse("ad_hoc_events", "An ad-hoc sub-process has no start or end events.", "即席子流程不能有开始或结束事件。")
    element = next(children(reading.element, "completionCondition"), None)
    completion = reading.expression(text_of(element), at=element) if element is not None and text_of(element) else None
    is_sequential = reading.element.get("ordering") == "Sequential"
    return AdHocSubProcess(
        **reading.activity(),
        inner_scope=reading.inner_scope,
        is_sequential=is_sequential,
        completion=completion,
        cancels_remaining=reading.element.get("cancelRemainingInstances") not in ("false", "0"),
    )
