"""Which variables a node reads and writes, as far as its model tells: the question behind the rules about data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from engine import feel
from engine.feel import syntax
from engine.feel.parser import parse_expression
from engine.model.elements.business_rule_task import BusinessRuleTask
from engine.model.elements.call_activity import CallActivity
from engine.model.elements.loop_characteristics import MultiInstance
from engine.model.elements.script_task import ScriptTask
from engine.model.elements.user_task import UserTask
from engine.model.expressions import expressions_of
from engine.model.forms import FormSchema
from engine.model.process_model import Activity, Node, ProcessModel

BUILT_IN_NAMES = frozenset(
    {
        *("organisation_id", "business_key", "starter_id", "loopCounter", "carelane"),
        *("numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances"),
    }
)


def reads(node: Node) -> frozenset[str]:
    """Names that the node's own expressions, and the conditions of the flows that leave it, read."""
    found: set[str] = set(node.reads) if isinstance(node, BusinessRuleTask) else set()
    for expression in expressions_of(node):
        found |= expression.names
    return frozenset(found)


def reading_places(node: Node) -> Iterator[tuple[str, feel.Expression]]:
    """Each name that is read, with the expression that reads it."""
    for expression in expressions_of(node):
        for name in expression.names:
            yield name, expression


def writes(node: Node, forms: Mapping[str, FormSchema]) -> frozenset[str]:
    """Variables of the process that the node is seen to write; what an unmapped message or service brings is not known."""
    found = {each.target for each in getattr(node, "outputs", ())}
    if isinstance(node, UserTask) and not node.outputs and node.form_key in forms:
        found |= set(forms[node.form_key].field_names)
    if isinstance(node, ScriptTask):
        found |= script_writes(node)
    if isinstance(node, BusinessRuleTask) and node.decisions is not None and not (node.outputs or node.result_variable):
        found.add(node.decisions.name_of(node.decision))
    if isinstance(node, Activity) and isinstance(node.loop, MultiInstance) and node.loop.output_collection:
        found.add(node.loop.output_collection)
    for name in ("result_variable", "output_variable"):
        if isinstance(variable := getattr(node, name, ""), str) and variable:
            found.add(variable)
    return frozenset(found)


def local_names(node: Node, forms: Mapping[str, FormSchema]) -> frozenset[str]:
    """Names that exist while the node runs: its inputs, the fields of its form, the element of its rounds."""
    found = {each.target for each in getattr(node, "inputs", ())}
    if isinstance(node, UserTask) and node.form_key in forms:
        found |= set(forms[node.form_key].field_names)
    if isinstance(node, BusinessRuleTask):
        found.add("result")
    loop = getattr(node, "loop", None)
    if isinstance(loop, MultiInstance) and loop.element_variable:
        found.add(loop.element_variable)
    return frozenset(found)


def script_writes(node: ScriptTask) -> frozenset[str]:
    if node.result_variable:
        return frozenset({node.result_variable})
    return _entries(node.script.source) if node.script is not None else frozenset()


@lru_cache(maxsize=1024)
def _entries(source: str) -> frozenset[str]:
    text = source.strip().removeprefix("=")
    tree = parse_expression(text, frozenset())
    return frozenset(key for key, _ in tree.entries) if isinstance(tree, syntax.ContextNode) else frozenset()


def all_writes(model: ProcessModel, forms: Mapping[str, FormSchema]) -> list[frozenset[str]]:
    """Per node what it and, for a call without output mapping, the called process writes."""
    own = [writes(node, forms) for node in model.nodes]
    by_process: dict[str, set[str]] = {process.id: set() for process in model.processes}
    for node in model.nodes:
        by_process[model.processes[node.process].id] |= own[node.index]
    for node in model.nodes:
        if isinstance(node, CallActivity) and not node.outputs and node.returns_all:
            own[node.index] |= frozenset(by_process.get(node.called_process, ()))
    return own
