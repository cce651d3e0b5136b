"""Loop characteristics of an activity: standard loop, and multi-instance in sequence or in parallel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel import Expression
from engine.model.data_moves import source_of
from engine.model.elements.multi_instance_behavior import ALL, Behavior, read_behavior
from engine.model.process_model import Value
from engine.model.reading import CARELANE, Reading, bpmn_name, children, text_of
from engine.model.texts import Text


@dataclass(frozen=True, slots=True)
class StandardLoop:
    condition: Expression | None  # goes on while it is true
    test_before: bool
    maximum: int | None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """Exactly one of `cardinality` and `collection` is given."""

    is_sequential: bool
    cardinality: Expression | None
    collection: Value | None
    element_variable: str
    output_collection: str
    output_element: Value | None
    completion: Expression | None
    behavior: Behavior = ALL


def read(reading: Reading) -> StandardLoop | MultiInstance | None:
    """None where the activity has none, or after a refusal."""
    for child in reading.element:
        name = bpmn_name(child)
        if name == "standardLoopCharacteristics":
            return _standard(reading, child)
        if name == "multiInstanceLoopCharacteristics":
            return _multiple(reading, child)
    return None


def _standard(reading: Reading, element: Any) -> StandardLoop | None:
    condition = _expression(reading, element, "loopCondition")
    text = (element.get("loopMaximum") or "").strip()
    if text and not (text.isdecimal() and int(text) > 0):
        reading.refuse(
            "loop_maximum",
            "loopMaximum is “{text}”; expected a number from 1.",
            "loopMaximum 的值是“{text}”；应为不小于 1 的整数。",
            text=text,
        )
        return None
    if condition is None and not text:
        reading.refuse(
            "endless_loop",
            "The loop has neither a condition nor a maximum.",
            "循环既没有条件，也没有最大次数。",
            at=element,
            hint=Text("Add loopCondition or loopMaximum.", "请填写 loopCondition 或 loopMaximum。"),
        )
        return None
    return StandardLoop(condition, element.get("testBefore") in ("true", "1"), int(text) if text else None)


def _multiple(reading: Reading, element: Any) -> MultiInstance | None:
    cardinality = _expression(reading, element, "loopCardinality")
    collection = _value(reading, element, "collection") or _data_reference(reading, element)
    if (cardinality is None) == (collection is None):
        reading.refuse(
            "multi_instance_of_what",
            "A multi-instance activity needs exactly one of loopCardinality and carelane:collection.",
            "多实例活动必须且只能填写 loopCardinality 与 carelane:collection 之一。",
            at=element,
        )
        return None
    return MultiInstance(
        is_sequential=element.get("isSequential") in ("true", "1"),
        cardinality=cardinality,
        collection=collection,
        element_variable=_name(element, "elementVariable", "inputDataItem"),
        output_collection=(element.get(CARELANE + "outputCollection") or "").strip() or _output_reference(reading, element),
        output_element=_value(reading, element, "outputElement") or _output_item(reading, element),
        completion=_expression(reading, element, "completionCondition"),
        behavior=read_behavior(reading, element),
    )


def _expression(reading: Reading, element: Any, name: str) -> Expression | None:
    child = next(children(element, name), None)
    return reading.expression(text_of(child), at=child) if child is not None and text_of(child) else None


def _value(reading: Reading, element: Any, name: str) -> Value | None:
    text = (element.get(CARELANE + name) or "").strip()
    if not text:
        return None
    return reading.value_of(text if text.startswith("=") else f"={text}", at=element)


def _name(element: Any, attribute: str, child: str) -> str:
    item = next(children(element, child), None)
    return (element.get(CARELANE + attribute) or (item.get("name") or item.get("id") if item is not None else "") or "").strip()


def _output_reference(reading: Reading, element: Any) -> str:
    """`loopDataOutputRef`: the data object that collects what the instances give."""
    reference = next(children(element, "loopDataOutputRef"), None)
    return source_of(reading, text_of(reference)) if reference is not None else ""


def _output_item(reading: Reading, element: Any) -> Value | None:
    """`outputDataItem`: the variable of one instance that goes into the collection."""
    name = _name(element, "-", "outputDataItem") if next(children(element, "loopDataOutputRef"), None) is not None else ""
    return reading.value_of(f"={name}", at=element) if name else None


def _data_reference(reading: Reading, element: Any) -> Value | None:
    """`loopDataInputRef` names a data object or data input; its name is the variable."""
    reference = next(children(element, "loopDataInputRef"), None)
    if reference is None:
        return None
    name = source_of(reading, text_of(reference))
    if not name:
        reading.refuse(
            "unknown_reference",
            "loopDataInputRef names “{name}”, which is not declared in the deployment.",
            "loopDataInputRef 引用的“{name}”在部署中没有声明。",
            at=reference,
            name=text_of(reference),
        )
        return None
    return reading.value_of(f"={name}", at=reference)
