"""What a BPMN document holds around its processes, as records that keep their XML element and their place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CARELANE = "urn:carelane:bpmn:1"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LINE_CEILING = 65_535  # libxml2 keeps the line in 16 bits


def tag(local: str) -> str:
    """The full name of a BPMN element."""
    return f"{{{BPMN}}}{local}"


def local_id(reference: str | None) -> str:
    """The id that a QName reference names, without its prefix."""
    return (reference or "").strip().rpartition(":")[2]


def line_of(element: etree._Element) -> int:
    """The element's line in its file; for lines over 65,535 use `Document.line_of`, which counts."""
    return element.sourceline or 0


@dataclass(frozen=True, slots=True)
class Element:
    """A named thing of a document."""

    id: str
    name: str
    file: str
    element: etree._Element = field(repr=False, compare=False)

    @property
    def line(self) -> int:
        return line_of(self.element)


@dataclass(frozen=True, slots=True)
class Lane(Element):
    """A lane; nested lanes stand after their parents in `Document.lanes`."""


@dataclass(frozen=True, slots=True)
class ProcessElement(Element):
    """A process; `is_executable` is None where the file does not say."""

    is_executable: bool | None
    is_global_task: bool = False  # a task under `definitions` that call activities call


@dataclass(frozen=True, slots=True)
class RootElement(Element):
    """A message, signal, error or escalation; `code` is the errorCode or escalationCode."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Participant(Element):
    """A pool; `process_ref` is empty for a black box."""

    process_ref: str


@dataclass(frozen=True, slots=True)
class MessageFlow(Element):
    source_ref: str
    target_ref: str
    message_ref: str


@dataclass(frozen=True, slots=True)
class Collaboration(Element):
    participants: tuple[Participant, ...]
    message_flows: tuple[MessageFlow, ...]


@dataclass(frozen=True, slots=True)
class CorrelationProperty(Element):
    """`retrievals`: (message id, expression) pairs; `keys`: names of the correlation keys that use it."""

    retrievals: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallDependency(Element):
    """A call activity and what it calls; `called_element` is a process or global task id, empty where the model names none."""

    called_element: str
    process_id: str


def line_in_text(text: bytes, element: etree._Element) -> int:
    """The line of an element that stands after line 65,535, found by its id."""
    line = line_of(element)
    if line < _LINE_CEILING or not element.get("id"):
        return line
    found = re.search(rb"\bid\s*=\s*[\"']" + re.escape(str(element.get("id")).encode()) + rb"[\"']", text)
    return text.count(b"\n", 0, found.start()) + 1 if found else line
