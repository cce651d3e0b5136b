"""Input and output sets (BPMN 2.0.2, 10.4.1): which data are needed together, and what the sets say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children, text_of
from engine.model.structure.items import referred

# Kind of set, what it holds, how it refers to it, and how to its partner.
_SIDES = (
    ("inputSet", "dataInput", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs"), "outputSetRefs"),
    ("outputSet", "dataOutput", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs"), "inputSetRefs"),
)


def check(reader: Reader, document: Document, process: Any) -> None:
    for holder in process.iter(BPMN + "ioSpecification"):
        for sets, data, holds, further, partner in _SIDES:
            _membership(reader, document, holder, sets, data, holds)
            for each in children(holder, sets):
                _further(reader, document, each, holds, further)
                _partners(reader, document, each, partner)


def _named(element: Any, reference: str) -> Iterator[str]:
    return (local_id(text_of(each)) for each in children(element, reference))


def _membership(reader: Reader, document: Document, holder: Any, sets: str, data: str, holds: str) -> None:
    """Data in no set is data that no execution ever takes or gives."""
    held = {name for each in children(holder, sets) for name in _named(each, holds)}
    for element in children(holder, data):
        if element.get("id") not in held:
            reader.report(
                document.file,
                element,
                "data_in_no_set",
                "{kind} “{name}” stands in no {sets}: nothing ever takes or gives it.",
                "{kind}“{name}”不属于任何 {sets}，永远不会被使用。",
                kind=data,
                name=element.get("name") or element.get("id"),
                sets=sets,
            )


def _further(reader: Reader, document: Document, each: Any, holds: str, further: tuple[str, ...]) -> None:
    held = set(_named(each, holds))
    for reference in further:
        for name in sorted(set(_named(each, reference)) - held):
            reader.report(
                document.file,
                each,
                "set_without_its_data",
                "{reference} names “{name}”, which the set does not hold: list it in {holds} too.",
                "{reference} 引用的“{name}”不在该集合内：请同时列入 {holds}。",
                reference=reference,
                name=name,
                holds=holds,
            )


def _partners(reader: Reader, document: Document, each: Any, partner: str) -> None:
    """An input set that leads to an output set is named by it, and the other way round."""
    back = "inputSetRefs" if partner == "outputSetRefs" else "outputSetRefs"
    for name in _named(each, partner):
        other = referred(document, name)
        if other is None or each.get("id") not in _named(other, back):
            reader.report(
                document.file,
                each,
                "sets_not_paired",
                "{reference} of the {kind} names “{name}”, which does not name it back.",
                "{kind} 的 {reference} 引用了“{name}”，但后者没有反向引用。",
                reference=partner,
                kind=bpmn_name(each),
                name=name,
            )
