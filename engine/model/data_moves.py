"""Data associations as assignments: data objects, stores, properties, inputs and outputs are variables of their name.

A data object or property that a sub-process declares lives in it; a data store lives as long as the instance. A source that
nobody has set gives null on the way in and leaves the target alone on the way out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import feel
from engine.model.bpmn_elements import local_id
from engine.model.process_model import Assignment, Value

if TYPE_CHECKING:
    from engine.model.reading import Reading

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DECLARED = ("dataObject", "property")


def variable_of(reading: Reading, reference: str | None) -> str:
    """The variable that a data element stands for, "" where the reference names nothing."""
    element = reading.reader.by_id(reading.file, reference)
    if element is None:
        return ""
    target = element
    for attribute in ("dataObjectRef", "dataStoreRef"):
        if element.get(attribute):
            found = reading.reader.by_id(reading.file, element.get(attribute))
            target = found if found is not None else element
    for name in (target.get("name"), element.get("name"), target.get("id")):
        if name and _is_name(name.strip()):
            return str(name).strip()
    return str(target.get("id"))


def _is_name(text: str) -> bool:
    try:
        return feel.compile_expression(text).names == {text}
    except feel.FeelSyntaxError:
        return False


def declared_in(element: Any) -> tuple[str, ...]:
    """Data objects and properties that a sub-process declares: variables of its own."""
    names = (child.get("name") or child.get("id") for tag in DECLARED for child in element.iterchildren(BPMN + tag))
    return tuple(name for name in names if name and _is_name(name))


def inputs_of(reading: Reading) -> tuple[Assignment, ...]:
    """What the data input associations bring to the element, under the names of its data inputs."""
    found = []
    for association in reading.element.iterchildren(BPMN + "dataInputAssociation"):
        found += _moves(reading, association)
    return tuple(found)


def outputs_of(reading: Reading) -> tuple[Assignment, ...]:
    """What the data output associations take from it, into data objects and stores."""
    found = []
    for association in reading.element.iterchildren(BPMN + "dataOutputAssociation"):
        found += _moves(reading, association)
        target = reading.reader.by_id(reading.file, _text(association, "targetRef"))
        state = target.find(BPMN + "dataState") if target is not None else None
        if state is not None and state.get("name"):
            found.append(Assignment(Value(state.get("name")), f"{variable_of(reading, target.get('id'))} state"))
    return tuple(found)


def source_of(reading: Reading, reference: str) -> str:
    """The variable that feeds a data input of the element, or takes a data output of it; its own name where nothing does."""
    for association in reading.element.iterchildren(BPMN + "dataInputAssociation"):
        if local_id(_text(association, "targetRef")) == reference and _text(association, "sourceRef"):
            return variable_of(reading, _text(association, "sourceRef"))
    for association in reading.element.iterchildren(BPMN + "dataOutputAssociation"):
        if local_id(_text(association, "sourceRef")) == reference:
            return variable_of(reading, _text(association, "targetRef"))
    return variable_of(reading, reference)


def _moves(reading: Reading, association: Any) -> list[Assignment]:
    target = variable_of(reading, _text(association, "targetRef"))
    assignments = list(association.iterchildren(BPMN + "assignment"))
    if assignments:
        return [move for each in assignments if (move := _assigned(reading, each, target)) is not None]
    transformation = _text(association, "transformation")
    source = transformation or variable_of(reading, _text(association, "sourceRef"))
    if not source or not target:
        return []
    value = reading.value_of(f"={source.removeprefix('=')}", at=association)
    return [Assignment(value, target)] if value is not None else []


def _assigned(reading: Reading, assignment: Any, target: str) -> Assignment | None:
    """`from` is FEEL; `to` names the target or a data element, by id or by name."""
    source, to = _text(assignment, "from"), _text(assignment, "to")
    if not source:
        return None
    value = reading.value_of(f"={source.removeprefix('=')}", at=assignment)
    return Assignment(value, variable_of(reading, to) or (to if _is_name(to) else target)) if value is not None else None


def _text(element: Any, tag: str) -> str:
    child = element.find(BPMN + tag)
    return "".join(child.itertext()).strip() if child is not None else ""
