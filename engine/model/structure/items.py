"""Item definitions: what a message, a signal or a data element is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.documents import Document
from engine.model.reading import bpmn_name


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    structure: str
    is_collection: bool


def referred(document: Document, reference: str | None) -> Any:
    """The element of the same file that a reference names, None if there is none."""
    return document.by_id.get(local_id(reference))


def item_of(document: Document, element: Any) -> Item | None:
    """The item definition of a data element, message, signal, error or escalation; None where it names none."""
    if element is None:
        return None
    if bpmn_name(element) in ("dataObjectReference", "dataStoreReference"):
        target = referred(document, element.get("dataObjectRef") or element.get("dataStoreRef"))
        return item_of(document, target)
    for attribute in ("itemSubjectRef", "itemRef", "structureRef"):
        definition = referred(document, element.get(attribute))
        if definition is not None and bpmn_name(definition) == "itemDefinition":
            is_collection = definition.get("isCollection", "false") in ("true", "1")
            return Item(definition.get("id"), definition.get("structureRef") or "", is_collection)
    return None


def same_structure(one: Item, other: Item) -> bool:
    return one.id == other.id or one.structure == other.structure


def fits(one: Item | None, other: Item | None) -> bool:
    """Whether a value may go from one to the other: unknown fits unknown, a known type fits the same."""
    if one is None or other is None:
        return one is other
    return same_structure(one, other)
