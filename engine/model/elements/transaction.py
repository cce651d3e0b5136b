"""Transaction: a sub-process that can be cancelled as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements.sub_process import SubProcess
from engine.model.reading import BPMN, Reading
from engine.model.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction(SubProcess):
    tag = "transaction"


def read(reading: Reading) -> Transaction:
    has_cancel_end = reading.element.find(f"{BPMN}endEvent/{BPMN}cancelEventDefinition") is not None
    events = [reading.reader.elements[index] for index in reading.boundary]
    if has_cancel_end and not any(event.find(f"{BPMN}cancelEventDefinition") is not None for event in events):
        reading.refuse(
            "transaction_without_cancel_boundary",
            "The transaction can be cancelled, but nothing says where the process goes on then.",
            "事务可以被取消，但没有说明取消之后流程如何继续。",
            hint=Text("Add a cancel boundary event.", "请添加取消边界事件。"),
        )
    return Transaction(**reading.activity(), inner_scope=reading.inner_scope)
