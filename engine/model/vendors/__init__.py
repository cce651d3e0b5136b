"""Models drawn for other engines: what means the same is read as our own, what is lost is reported, nothing is dropped.

The tree that the gate parsed is rewritten in memory, before any element is read; the uploaded file stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from engine.model.documents import Document, Documents
from engine.model.findings import Finding
from engine.model.reading import BPMN, bpmn_name, text_of
from engine.model.vendors import extensions, juel, zeebe
from engine.model.vendors.attributes import order_of, read_attribute
from engine.model.vendors.resources import read_resources
from engine.model.vendors.translation import NAMESPACES, ZEEBE, Translation, Treated, prefixed, vendor_children

_EXPRESSIONS = (
    *("conditionExpression", "condition", "completionCondition", "loopCardinality", "loopCondition"),
    *("timeDate", "timeDuration", "timeCycle"),
)
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def translate_vendors(documents: Documents, form_keys: frozenset[str]) -> list[Finding]:
    """Rewrite what other vendors' words mean the same in ours; findings for all that was translated or lost."""
    found: list[Finding] = []
    for document in documents.documents:
        found += translate_document(document, form_keys).findings
    return found


def translate_document(document: Document, form_keys: frozenset[str]) -> Translation:
    translation = Translation(document, form_keys)
    for element in list(document.root.iter(f"{BPMN}*")):
        name = bpmn_name(element)
        if name == "extensionElements":
            _extensions(translation, element)
        elif name in _EXPRESSIONS:
            _expression(translation, element, name)
        elif name == "script":
            _script(translation, element)
        elif name in ("humanPerformer", "potentialOwner", "performer"):
            read_resources(translation, element)
        _attributes(translation, element)
    _others(translation)
    return translation


def treated(documents: Documents, form_keys: frozenset[str] = frozenset()) -> Iterable[Treated]:
    """Every vendor attribute and extension element with what became of it."""
    return [each for document in documents.documents for each in translate_document(document, form_keys).treated]


def _attributes(translation: Translation, element: Any) -> None:
    for key in sorted(element.attrib, key=order_of):
        if etree.QName(key).namespace in NAMESPACES:
            read_attribute(translation, element, key, element.get(key), prefixed(key))


def _extensions(translation: Translation, holder: Any) -> None:
    element = holder.getparent()
    for child in list(vendor_children(holder)):
        if child in translation.seen:
            continue
        translation.seen.update(child.iter())
        table, unknown = (
            (zeebe.EXTENSIONS if etree.QName(child).namespace == ZEEBE else extensions.EXTENSIONS),
            extensions.UNKNOWN,
        )
        table.get(etree.QName(child).localname, unknown)(translation, element, child)


def _expression(translation: Translation, element: Any, name: str) -> None:
    text = text_of(element)
    if not juel.is_juel(text):
        return
    feel = translation.expression(element, name, text)
    if feel is not None:
        _put(element, f"={feel}" if name in _TIMES else feel)
        element.attrib.pop("language", None)


def _script(translation: Translation, element: Any) -> None:
    task, text = element.getparent(), text_of(element)
    if (task.get("scriptFormat") or "").lower() == "juel" and juel.is_juel(text):
        feel = translation.expression(element, "script", text)
        if feel is not None:
            _put(element, feel)
            task.set("scriptFormat", "feel")


def _put(element: Any, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text


def _others(translation: Translation) -> None:
    """Vendor elements and attributes anywhere else: beside extensionElements, or inside what was not understood."""
    for element in translation.document.root.iter():
        if not isinstance(element.tag, str) or element in translation.seen:
            continue
        if etree.QName(element).namespace in NAMESPACES:
            translation.seen.update(element.iter())
            extensions.UNKNOWN(translation, element.getparent(), element)
        elif not element.tag.startswith(BPMN):
            for key in element.attrib:
                if etree.QName(key).namespace in NAMESPACES:
                    why = extensions.KEPT_ELSEWHERE
                    translation.keep(element, prefixed(key), why)


__all__ = ["Treated", "translate_document", "translate_vendors", "treated"]
