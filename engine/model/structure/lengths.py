"""What is kept in columns has their lengths: a model that asks for more would be published, and then could not run."""

from __future__ import annotations

from typing import Any

from engine.limits_of_columns import LONGEST_GROUP, LONGEST_TEXT
from engine.model import bpmn_elements
from engine.model.documents import Document
from engine.model.reading import BPMN, CARELANE, Reader, bpmn_name, comma_list
from engine.model.texts import Text

_NAMED = ("process", "userTask")  # the names of others are only drawn
_KEPT = ("topic", "formKey", "correlationKey", "assignee", "calendar")


def check(reader: Reader, document: Document, process: Any) -> None:
    for element in process.iter(f"{{{bpmn_elements.BPMN}}}*"):
        kind = bpmn_name(element)
        _text(reader, document, element, "id", element.get("id"))
        if kind in _NAMED:
            _text(reader, document, element, "name", element.get("name"))
            _text(reader, document, element, "carelane:nameZh", element.get(CARELANE + "nameZh"))
        for attribute in _KEPT:
            _text(reader, document, element, f"carelane:{attribute}", element.get(CARELANE + attribute))
        for attribute in ("candidateGroups", "candidateUsers"):
            text = element.get(CARELANE + attribute) or ""
            for group in () if text.strip().startswith("=") else comma_list(text):
                # users are groups of one, “user@name”
                _text(reader, document, element, f"carelane:{attribute}", group, LONGEST_GROUP - 5)


def check_root(reader: Reader, document: Document, root: Any) -> None:
    """The messages and signals of a document, which its processes wait for by name."""
    for element in root.iterchildren(BPMN + "message", BPMN + "signal"):
        _text(reader, document, element, "name", element.get("name"))


def _text(reader: Reader, document: Document, element: Any, attribute: str, text: str | None, most: int = LONGEST_TEXT) -> None:
    if text is None or len(text) <= most or (attribute.startswith("carelane:") and text.strip().startswith("=")):
        return
    reader.report(
        document.file,
        element,
        "too_long",
        "{attribute} has {length} characters; expected at most {most}.",
        "{attribute} 有 {length} 个字符；最多 {most} 个。",
        hint=Text("Shorten it; a longer text belongs into the instruction.", "请缩短；较长的文字请写入说明。"),
        attribute=attribute,
        length=len(text),
        most=most,
    )
