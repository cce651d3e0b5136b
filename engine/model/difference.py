"""What differs between two versions of a model, element by element, for the person who must agree to it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

from engine.errors import DeploymentRefused
from engine.model.gate import DEFAULT_GATE, Gate

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWING = "{http://www.omg.org/spec/BPMN/20100524/DI}"
CARELANE = "{urn:carelane:bpmn:1}"
Kind = Literal["added", "removed", "changed"]
# What only repeats another element's attribute, or names elements: the flows and lanes tell it.
REPEATED = frozenset(BPMN + name for name in ("incoming", "outgoing", "flowNodeRef"))
# Parts of an element rather than elements: their content counts as their owner's.
OWNED = ("EventDefinition", "LoopCharacteristics", "ioSpecification", "documentation", "extensionElements")


@dataclass(frozen=True, slots=True)
class Fact:
    """One property: what it was and what it is, "" where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    element_id: str
    tag: str  # local name, such as userTask
    name_en: str
    name_zh: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    changes: tuple[Change, ...]
    moved: int  # elements that stand elsewhere in the drawing
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class _Element:
    tag: str
    name_en: str
    name_zh: str
    facts: Mapping[str, str]


def difference(before: bytes, after: bytes, *, gate: Gate = DEFAULT_GATE) -> Difference:
    """Two BPMN files. A file that cannot be read has no elements to compare: `is_readable` says so."""
    try:
        old, new = (gate.read_xml("model.bpmn", raw) for raw in (before, after))
    except DeploymentRefused:
        return Difference((), 0, is_readable=False)
    was, now = _elements(old), _elements(new)
    changes = [*_gone(was, now, "removed"), *_gone(now, was, "added"), *_changed(was, now)]
    order = {element_id: place for place, element_id in enumerate([*now, *was])}
    places, new_places = _places(old), _places(new)
    moved = sum(1 for key, place in new_places.items() if key in places and places[key] != place)
    return Difference(tuple(sorted(changes, key=lambda change: order[change.element_id])), moved)


def _gone(here: Mapping[str, _Element], there: Mapping[str, _Element], kind: Kind) -> Iterator[Change]:
    for element_id, element in here.items():
        if element_id not in there:
            yield Change(kind, element_id, element.tag, element.name_en, element.name_zh)


def _changed(was: Mapping[str, _Element], now: Mapping[str, _Element]) -> Iterator[Change]:
    for element_id, element in now.items():
        old = was.get(element_id)
        if old is None or (old.tag, old.facts) == (element.tag, element.facts):
            continue
        names = dict.fromkeys((*old.facts, *element.facts))
        pairs = [Fact(name, old.facts.get(name, ""), element.facts.get(name, "")) for name in names]
        facts = [fact for fact in pairs if fact.before != fact.after]
        if old.tag != element.tag:
            facts.insert(0, Fact("type", old.tag, element.tag))
        yield Change("changed", element_id, element.tag, element.name_en, element.name_zh, tuple(facts))


def _elements(tree: Any) -> dict[str, _Element]:
    found: dict[str, _Element] = {}
    for node in tree.getroot().iter(BPMN + "*"):
        if node.get("id") and not _is_owned(node) and node.tag != BPMN + "definitions":
            name = node.get("name") or ""
            found[node.get("id")] = _Element(_local(node), name, node.get(CARELANE + "nameZh") or name, dict(_facts(node)))
    return found


def _is_owned(node: Any) -> bool:
    return any(_local(each).endswith(OWNED) for each in (node, *node.iterancestors(BPMN + "*")))


def _facts(node: Any) -> Iterator[tuple[str, str]]:
    """Attributes, then the content of what the element owns, each under the path that leads there."""
    yield from _attributes(node, "")
    counts: dict[str, int] = {}
    for child in node:
        if isinstance(child.tag, str) and child.tag not in REPEATED and (not child.get("id") or _local(child).endswith(OWNED)):
            yield from _content(child, "", counts)


def _content(node: Any, path: str, counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    # An input or output mapping is known by its target: another one before it is not a change of this one.
    said = "" if _local(node) in ("extensionElements", "ioMapping") else _local(node)
    own = "/".join(part for part in (path, said, node.get("target") or node.get("lang") or "") if part)
    if (again := counts.get(own, 0)) and said:
        own = f"{own} {again + 1}"
    counts[own] = counts.get(own, 0) + 1
    yield from _attributes(node, own)
    text = (node.text or "").strip()
    if text:
        yield own, text
    for child in node:
        if isinstance(child.tag, str):
            yield from _content(child, own, counts)


def _attributes(node: Any, path: str) -> Iterator[tuple[str, str]]:
    for name, value in node.attrib.items():
        local = etree.QName(name).localname
        if local not in ("id", "target", "lang", "type"):
            yield f"{path}/{local}" if path else local, value


def _places(tree: Any) -> dict[str, tuple[str, ...]]:
    """Where each shape stands."""
    found = {}
    for shape in tree.getroot().iter(DRAWING + "BPMNShape"):
        for bounds in shape:
            if isinstance(bounds.tag, str) and _local(bounds) == "Bounds":
                found[shape.get("bpmnElement") or ""] = tuple(bounds.get(name) or "" for name in ("x", "y", "width", "height"))
    return found


def _local(node: Any) -> str:
    return etree.QName(node).localname
