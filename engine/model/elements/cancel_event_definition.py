"""Cancel: ends a transaction, undoes what was completed in it, and leaves by its cancel boundary event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.reading import Reading, bpmn_name
from engine.model.texts import Text


@dataclass(frozen=True, slots=True)
class CancelDefinition:
    pass


def read(reading: Reading, definition: Any) -> CancelDefinition | None:
    """The definition, None if it was refused."""
    transaction = reading.element.getparent()
    if bpmn_name(reading.element) == "boundaryEvent":
        index = reading.reader.index_of.get((reading.file, local_id(reading.element.get("attachedToRef"))), -1)
        transaction = reading.reader.elements[index] if index >= 0 else None
    if transaction is None or bpmn_name(transaction) != "transaction":
        reading.refuse(
            "cancel_outside_transaction",
            "A cancel event stands at the end of a transaction, or on its border.",
            "取消事件只能位于事务内的结束处或事务的边界上。",
            at=definition,
            hint=Text("Draw the sub-process as a transaction.", "请将子流程绘制为事务。"),
        )
        return None
    return CancelDefinition()
