"""Event definitions that wait: how each is prepared and armed. A new one is one file here and one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.process_model import Node
from engine.runtime.elements import (
    conditional_event_definition,
    message_event_definition,
    signal_event_definition,
    timer_event_definition,
)
from engine.runtime.state import Token
from engine.runtime.step import Step


@dataclass(frozen=True, slots=True)
class Catch:
    """`prepare` evaluates and may raise Stop; `arm` sets what `prepare` found and cannot fail; its last argument tells
    which of several definitions of the event it is."""

    prepare: Callable[[Step, Token, Node, Any], Any]
    arm: Callable[[Step, Token, Node, Any, int], None]


CATCH: dict[type, Catch] = {
    TimerDefinition: Catch(timer_event_definition.prepare, timer_event_definition.arm),
    SignalDefinition: Catch(signal_event_definition.prepare, signal_event_definition.arm),
    ConditionalDefinition: Catch(conditional_event_definition.prepare, conditional_event_definition.arm),
    MessageDefinition: Catch(message_event_definition.prepare, message_event_definition.arm),
}
