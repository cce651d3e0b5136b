"""Versions of processes as operators see them: how much runs on each, what is held or pinned, where its tokens stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from engine import definitions, runtime
from engine.actor import Actor
from engine.errors import NotFound
from engine.model.process_model import Node, ProcessModel
from engine.models.definition import ProcessDefinition
from engine.models.instance import LIVE, ProcessInstance
from engine.models.steering import VersionRule
from engine.queries.flow_order import in_flow_order
from engine.queries.names import in_language
from engine.queries.tokens import Step, step_of
from engine.runtime.state import INCIDENT
from engine.selection import operated_organisations


@dataclass(frozen=True, slots=True)
class RuleRow:
    kind: str  # hold, pin
    organisation_id: int
    reason: str
    placed_by_id: int | None
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    id: int
    key: str
    version: int
    name_en: str
    name_zh: str
    is_active: bool
    published_at: datetime
    running: int
    suspended: int
    incidents: int
    rules: tuple[RuleRow, ...]

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)

    @property
    def live(self) -> int:
        return self.running + self.suspended


@dataclass(frozen=True, slots=True)
class StepCount:
    """A step of the model with the tokens that stand there, in the actor's organisations."""

    activity_id: str
    name: str
    element: str
    tokens: int
    stopped: int  # of them, with an incident


@dataclass(frozen=True, slots=True)
class VersionDetail:
    row: VersionRow
    others: tuple[VersionRow, ...]  # versions of the same process, newest first
    bpmn_xml: str
    steps: tuple[StepCount, ...]  # with open tokens


def versions(actor: Actor, *, process_key: str = "") -> list[VersionRow]:
    """All versions that are active or have something running in the actor's organisations, newest first within each process."""
    mine = operated_organisations(actor)
    here = Q(instances__organisation_id__in=mine)
    rows = ProcessDefinition.objects.annotate(
        running=Count("instances", filter=here & Q(instances__status="running")),
        suspended=Count("instances", filter=here & Q(instances__status="suspended")),
    ).order_by("key", "-version")
    if process_key:
        rows = rows.filter(key=process_key)
    stopped = Counter(
        ProcessInstance.objects.filter(organisation_id__in=mine, incidents__state="open").values_list("definition_id", flat=True)
    )
    rules: dict[int, list[RuleRow]] = {}
    for rule in VersionRule.objects.filter(organisation_id__in=mine, ended_at=None).order_by("placed_at"):
        row = RuleRow(rule.kind, rule.organisation_id, rule.reason, rule.placed_by_id, rule.placed_at)
        rules.setdefault(rule.definition_id, []).append(row)
    return [
        VersionRow(
            row.pk, row.key, row.version, row.name_en, row.name_zh, row.is_active, row.published_at,
            row.running, row.suspended, stopped[row.pk], tuple(rules.get(row.pk, ())),
        )
        for row in rows
        if process_key or row.is_active or row.running or row.suspended or row.pk in rules
    ]  # fmt: skip


def version(actor: Actor, definition_id: int) -> VersionDetail:
    """Raises: NotFound."""
    definition = ProcessDefinition.objects.select_related("deployment").filter(pk=definition_id).first()
    if definition is None:
        raise NotFound
    rows = versions(actor, process_key=definition.key)
    row = next(each for each in rows if each.id == definition_id)
    loaded = definitions.load(definition_id)
    xml: str = definition.deployment.files[loaded.process.file]
    return VersionDetail(row, tuple(each for each in rows if each is not row), xml, _steps(actor, definition_id))


def _steps(actor: Actor, definition_id: int) -> tuple[StepCount, ...]:
    """By the states of all live instances, as a case comes to them: what rows show is only what waits for somebody."""
    model = definitions.load(definition_id).model
    live = ProcessInstance.objects.filter(
        definition_id=definition_id, organisation_id__in=operated_organisations(actor), status__in=LIVE
    )
    tokens: Counter[int] = Counter()
    stopped: Counter[int] = Counter()
    for text in live.values_list("state", flat=True).iterator(chunk_size=500):
        for token in runtime.decode_state(text).tokens.values():
            tokens[token.node] += 1
            stopped[token.node] += token.status == INCIDENT
    return tuple(
        StepCount(node.id, step_of(node).name, node.tag, tokens[node.index], stopped[node.index])
        for node in in_flow_order(model)
        if tokens[node.index]
    )


@dataclass(frozen=True, slots=True)
class MappingLine:
    """One line of the mapping editor: a step that a token stands on, and where it could go in the other version."""

    step: StepCount
    chosen: str  # activity id there, "" for none
    choices: tuple[Step, ...]  # those of the same kind and process, as a case comes to them


def mapping_lines(actor: Actor, source_id: int, target_id: int, asked: dict[str, str]) -> list[MappingLine]:
    """By id where the target has the step, else by name; what was `asked` comes first. Raises: NotFound."""
    source, target = definitions.load(source_id), definitions.load(target_id)
    if source.key != target.key:
        raise NotFound
    ordered = in_flow_order(target.model)
    lines = []
    for step in _steps(actor, source_id):
        node = source.model.node(step.activity_id)
        place = _process_id(source.model, node)
        alike = [each for each in ordered if type(each) is type(node) and _process_id(target.model, each) == place]
        ids = {each.id for each in alike}
        chosen = asked.get(node.id, node.id if node.id in ids else _by_name(node, alike))
        lines.append(MappingLine(step, chosen if chosen in ids else "", tuple(step_of(each) for each in alike)))
    return lines


def _process_id(model: ProcessModel, node: Node) -> str:
    """Of the pool that the step stands in, or of the called process."""
    return model.processes[node.process].id


def _by_name(node: Node, alike: list[Node]) -> str:
    found = [each.id for each in alike if node.name and each.name == node.name]
    return found[0] if len(found) == 1 else ""
