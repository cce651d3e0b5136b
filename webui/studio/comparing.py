"""What a revision changes, against the one in use or another one, as the second person reads it before agreeing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import NotFound
from engine.model import FORM_SUFFIX
from engine.model.difference import Change, Fact, difference
from engine.queries import definitions
from engine.queries.definitions import DeploymentDetail, DeploymentRow

NAMED_CHANGES = 3  # of each kind: more would be a list, which the page of the revision has
KINDS: dict[str, tuple[object, str, str]] = {
    "added": (_("Added"), "add", "good"),
    "changed": (_("Altered"), "edit", "soon"),
    "removed": (_("Removed"), "delete", "over"),
}
TAGS: dict[str, object] = {
    "process": _("Process"),
    "participant": _("Pool"),
    "lane": _("Lane"),
    "startEvent": _("Start"),
    "endEvent": _("End"),
    "boundaryEvent": _("Event at a step"),
    "intermediateCatchEvent": _("Wait"),
    "intermediateThrowEvent": _("Event on the way"),
    "userTask": _("Task of a person"),
    "serviceTask": _("Automatic step"),
    "scriptTask": _("Calculation"),
    "sendTask": _("Sends a message"),
    "receiveTask": _("Waits for a message"),
    "businessRuleTask": _("Decision table"),
    "callActivity": _("Calls a process"),
    "subProcess": _("Sub-process"),
    "exclusiveGateway": _("One way"),
    "parallelGateway": _("All ways"),
    "inclusiveGateway": _("Every way that fits"),
    "eventBasedGateway": _("What comes first"),
    "sequenceFlow": _("Flow"),
    "messageFlow": _("Message flow"),
    "message": _("Message"),
    "textAnnotation": _("Annotation"),
    "field": _("Form field"),
}
FACTS: dict[str, object] = {
    "name": _("English name"),
    "nameZh": _("Chinese name"),
    "documentation": _("Documentation"),
    "script": _("Calculation"),
    "conditionExpression": _("Condition"),
    "candidateGroups": _("Who may do it"),
    "assignee": _("Who does it"),
    "differentFrom": _("Not by whoever did"),
    "due": _("Due"),
    "priority": _("Priority"),
    "formKey": _("Form"),
    "topic": _("What it does"),
    "cancelActivity": _("Interrupts the step"),
    "sourceRef": _("From"),
    "targetRef": _("To"),
    "attachedToRef": _("At the step"),
    "default": _("Way when no condition fits"),
}


@dataclass(frozen=True, slots=True)
class FactLine:
    words: str
    fact: Fact
    lines: tuple[tuple[str, str], ...]  # of longer texts: what was taken away ("-") and what came ("+")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    change: Change
    tag_words: str
    name: str
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class FileDifference:
    file: str
    kind: str
    changes: tuple[ChangeLine, ...]
    moved: int
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    against: DeploymentRow
    files: tuple[FileDifference, ...]

    @property
    def counts(self) -> dict[str, int]:
        kinds = [line.change.kind for each in self.files for line in each.changes]
        return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def comparison(actor: Actor, found: DeploymentDetail, revisions: list[DeploymentRow], asked: str | None) -> Comparison | None:
    """Against the revision asked for, else the one in use, else the one before. None where there is nothing to compare."""
    others = [row for row in revisions if row.id != found.row.id]
    published = next((row for row in others if row.state == "published"), None)
    before = next((row for row in others if row.revision < found.row.revision), None)
    chosen = next((row for row in others if str(row.id) == asked), None) or published or before
    if chosen is None:
        return None
    try:
        other = definitions.deployment(actor, chosen.id)
    except NotFound:
        return None
    names = sorted({*found.files, *other.files})
    files = [_file(name, other.files.get(name), found.files.get(name)) for name in names]
    return Comparison(chosen, tuple(each for each in files if each is not None))


def colours(compared: Comparison | None, file: str) -> dict[str, list[str]]:
    """Ids of the drawing by what happened to them; what is gone is not in the drawing."""
    found: dict[str, list[str]] = {"added": [], "changed": []}
    for each in compared.files if compared else ():
        for line in each.changes if each.file == file else ():
            if line.change.kind in found:
                found[line.change.kind].append(line.change.element_id)
    return found


def changes_in_words(before: str | None, after: str) -> str:
    """What saving one drawing changed, as one sentence, such as “Added: 1. Altered: 2 (Look, Decide).”"""
    found = _file("drawing.bpmn", before, after) if before is not None else None
    is_drawn_now = "BPMNShape" in after and "BPMNShape" not in (before or "")
    parts = [gettext("The drawing is new")] if is_drawn_now else []
    if found is None or not (found.changes or found.moved or parts):
        return gettext("Nothing differs from the revision before.")
    for kind, (words, _icon_name, _colour) in KINDS.items():
        names = [line.name for line in found.changes if line.change.kind == kind]
        if names:
            more = ", …" if len(names) > NAMED_CHANGES else ""
            parts.append(f"{words}: {len(names)} ({', '.join(names[:NAMED_CHANGES])}{more})")
    if found.moved:
        parts.append(gettext("Moved: %(count)d") % {"count": found.moved})
    return f"{'; '.join(parts)}."


def _file(name: str, before: str | None, after: str | None) -> FileDifference | None:
    if before == after:
        return None
    if before is None or after is None:
        return FileDifference(name, "added" if before is None else "removed", (), 0, True)
    if name.endswith(".bpmn"):
        found = difference(before.encode(), after.encode())
        return FileDifference(name, "changed", tuple(_line(change) for change in found.changes), found.moved, found.is_readable)
    if name.endswith(FORM_SUFFIX):
        return FileDifference(name, "changed", tuple(_line(change) for change in _form_changes(before, after)), 0, True)
    return FileDifference(name, "changed", (), 0, True)


def _form_changes(before: str, after: str) -> list[Change]:
    was, now = _fields(before), _fields(after)
    changes = []
    for key in dict.fromkeys((*now, *was)):
        old, new = was.get(key), now.get(key)
        if old == new:
            continue
        shown = new or old or {}
        zh = str((shown.get("properties") or {}).get("labelZh") or shown.get("label") or key)
        facts = () if old is None or new is None else _field_facts(old, new)
        kind: Any = "added" if old is None else "removed" if new is None else "changed"
        changes.append(Change(kind, key, "field", str(shown.get("label") or key), zh, facts))
    return changes


def _field_facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Fact, ...]:
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    return tuple(Fact(name, _text(old.get(name)), _text(new.get(name))) for name in names)


def _fields(text: str) -> dict[str, dict[str, Any]]:
    """The fields of a form file by key; nothing where it cannot be read: the checks say why."""
    try:
        components = json.loads(text).get("components", [])
    except (ValueError, AttributeError, RecursionError):
        return {}
    named = [each for each in components if isinstance(each, dict)] if isinstance(components, list) else []
    return {str(each.get("key") or each.get("path") or each.get("id")): each for each in named}


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(change: Change) -> ChangeLine:
    is_chinese = (get_language() or "").startswith("zh")
    name = (change.name_zh if is_chinese else change.name_en) or change.element_id
    facts = tuple(FactLine(_fact_words(fact.name), fact, _lines(fact)) for fact in change.facts)
    return ChangeLine(change, str(TAGS.get(change.tag, change.tag)), name, facts)


def _fact_words(name: str) -> str:
    return str(FACTS.get(name, name))


def _lines(fact: Fact) -> tuple[tuple[str, str], ...]:
    if "\n" not in fact.before and "\n" not in fact.after:
        return ()
    found = ndiff(fact.before.splitlines(), fact.after.splitlines())
    return tuple((line[0], line[2:]) for line in found if line[0] in "+-")
