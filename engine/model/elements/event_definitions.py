"""The event definitions that execute. A new one is one file here, one in `engine/runtime/elements/`, and a line in each table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.model.elements import (
    cancel_event_definition,
    compensate_event_definition,
    conditional_event_definition,
    error_event_definition,
    escalation_event_definition,
    link_event_definition,
    message_event_definition,
    signal_event_definition,
    terminate_event_definition,
    timer_event_definition,
)
from engine.model.elements.cancel_event_definition import CancelDefinition
from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.escalation_event_definition import EscalationDefinition
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.multiple_event_definition import MultipleDefinition
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.terminate_event_definition import TerminateDefinition
from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.reading import Reading, bpmn_name
from engine.model.texts import Text

Definition = (
    TimerDefinition
    | MessageDefinition
    | SignalDefinition
    | ConditionalDefinition
    | ErrorDefinition
    | EscalationDefinition
    | CompensateDefinition
    | CancelDefinition
    | LinkDefinition
    | TerminateDefinition
    | MultipleDefinition
)
EVENT_DEFINITIONS: dict[str, Callable[[Reading, Any], Any]] = {
    "timerEventDefinition": timer_event_definition.read,
    "messageEventDefinition": message_event_definition.read,
    "signalEventDefinition": signal_event_definition.read,
    "conditionalEventDefinition": conditional_event_definition.read,
    "errorEventDefinition": error_event_definition.read,
    "escalationEventDefinition": escalation_event_definition.read,
    "compensateEventDefinition": compensate_event_definition.read,
    "cancelEventDefinition": cancel_event_definition.read,
    "linkEventDefinition": link_event_definition.read,
    "terminateEventDefinition": terminate_event_definition.read,
}

ALONE = ("linkEventDefinition",)  # a link says where the token goes: there is no second place
ENDS = ("errorEventDefinition", "cancelEventDefinition", "terminateEventDefinition")  # of a throw: each ends the path its own way


def read_definition(reading: Reading, position: str, allowed: tuple[str, ...]) -> Definition | None:
    """The event definition of an event, or several as one; None for a none event or after a refusal.

    `position` names the kind of event for the sentence; `allowed` holds the tags that may stand there.
    """
    found = list(_definitions(reading))
    if not found:
        return None
    if len(found) == 1:
        return _read_one(reading, position, allowed, found[0])
    names = [bpmn_name(element) for element in found]
    throws = bpmn_name(reading.element) in ("endEvent", "intermediateThrowEvent")
    ends = [name for name in names if name in ENDS] if throws else []
    alone = sorted({*(name for name in names if name in ALONE), *(ends if len(ends) > 1 else ())})
    if alone:
        reading.refuse(
            "multiple_definitions",
            "{tag} cannot stand beside other definitions on one {position}.",
            "同一个{position}上，{tag} 不能与其他定义并列。",
            tag=", ".join(alone),
            position=position,
            hint=Text("Use one event for each definition.", "请为每个事件定义使用单独的事件。"),
        )
        return None
    parts = [_read_one(reading, position, allowed, element) for element in found]
    if None in parts:
        return None
    return MultipleDefinition(tuple(parts), reading.element.get("parallelMultiple") in ("true", "1"))


def _read_one(reading: Reading, position: str, allowed: tuple[str, ...], element: Any) -> Definition | None:
    tag = bpmn_name(element)
    if tag not in EVENT_DEFINITIONS or tag not in allowed:
        reading.refuse(
            "unsupported_definition",
            "{tag} is not supported on a {position}.",
            "{position}不支持 {tag}。",
            tag=tag,
            position=position,
            hint=Text(
                f"Supported here: {', '.join(tag for tag in allowed if tag in EVENT_DEFINITIONS)}.",
                f"此处支持：{'、'.join(tag for tag in allowed if tag in EVENT_DEFINITIONS)}。",
            ),
        )
        return None
    read: Definition | None = EVENT_DEFINITIONS[tag](reading, element)
    return read


def has_definition(reading: Reading) -> bool:
    """Whether anything is declared, readable or not."""
    return any(bpmn_name(child).endswith(("ventDefinition", "eventDefinitionRef")) for child in reading.element)


def _definitions(reading: Reading) -> list[Any]:
    """Event definitions inside the event, and those that it refers to by `eventDefinitionRef`."""
    found = []
    for child in reading.element:
        name = bpmn_name(child)
        if name == "eventDefinitionRef":
            target = reading.reader.root_definition(reading.file, child.text)
            if target is None:
                reading.refuse(
                    "unknown_reference",
                    "eventDefinitionRef names “{name}”, which is not declared in the deployment.",
                    "eventDefinitionRef 引用的“{name}”在部署中没有声明。",
                    at=child,
                    name=(child.text or "").strip(),
                )
            else:
                found.append(target)
        elif name.endswith("ventDefinition"):  # eventDefinition too, the abstract one
            found.append(child)
    return found
