"""`behavior` of a multi-instance activity: which event it throws when an instance is completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel import Expression
from engine.model.bpmn_elements import local_id
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.reading import Reading, bpmn_name, children, text_of
from engine.model.texts import Text

THROWN = ("signalEventDefinition", "messageEventDefinition", "escalationEventDefinition")


@dataclass(frozen=True, slots=True)
class Behavior:
    """`each` is thrown for every completed instance, `first` for the first; `complex` where its condition holds."""

    each: Any = None
    first: Any = None
    complex: tuple[tuple[Expression, Any], ...] = ()


ALL = Behavior()


def read_behavior(reading: Reading, element: Any) -> Behavior:
    """BPMN 2.0.2, 10.3.8: All throws nothing; None and One throw what they refer to, else a signal of the activity's id."""
    kind = element.get("behavior", "All")
    definitions = list(children(element, "complexBehaviorDefinition"))
    if kind == "Complex":
        if not definitions:
            _refuse(reading, element, "A complex behavior needs at least one definition.", "complex 行为至少需要一个定义。")
        return Behavior(complex=tuple(found for each in definitions if (found := _complex(reading, each)) is not None))
    if kind == "None":
        return Behavior(each=_referred(reading, element, "noneBehaviorEventRef"))
    if kind == "One":
        return Behavior(first=_referred(reading, element, "oneBehaviorEventRef"))
    return ALL


def _referred(reading: Reading, element: Any, attribute: str) -> Any:
    if not element.get(attribute):
        return SignalDefinition(reading.element.get("id"))
    found = reading.reader.root_definition(reading.file, local_id(element.get(attribute)))
    return _read(reading, found if found is not None else element)


def _complex(reading: Reading, definition: Any) -> tuple[Expression, Any] | None:
    condition = next(children(definition, "condition"), None)
    event = next(children(definition, "event"), None)
    if condition is None or not text_of(condition):
        _refuse(reading, definition, "A complex behavior needs a condition.", "complex 行为必须填写条件。")
        return None
    parts = [child for child in event if bpmn_name(child).endswith("ventDefinition")] if event is not None else []
    expression = reading.expression(text_of(condition), at=condition)
    found = _read(reading, parts[0] if parts else definition)
    return (expression, found) if expression is not None and found is not None else None


def _read(reading: Reading, definition: Any) -> Any:
    from engine.model.elements.event_definitions import EVENT_DEFINITIONS  # which knows messages, which know mappings

    tag = bpmn_name(definition)
    if tag in THROWN:
        return EVENT_DEFINITIONS[tag](reading, definition)
    _refuse(
        reading,
        definition,
        "A multi-instance activity throws a signal, a message or an escalation.",
        "多实例活动只能抛出信号、消息或升级事件。",
    )
    return None


def _refuse(reading: Reading, at: Any, en: str, zh: str) -> None:
    hint = Text("Refer to an event definition under definitions.", "请引用 definitions 下的事件定义。")
    reading.refuse("multi_instance_behavior", en, zh, at=at, hint=hint)
