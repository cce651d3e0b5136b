"""What a model's expressions say about its variables: what they are compared with, computed from, and decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any

from engine import feel
from engine.dmn import DecisionError, Decisions
from engine.dmn.checks.columns import parsed
from engine.feel import Expression, syntax
from engine.feel.compiler import compile_node
from engine.feel.evaluation import Scope
from engine.feel.names import free_names
from engine.feel.parser import parse_expression
from engine.model.elements.business_rule_task import BusinessRuleTask
from engine.model.elements.loop_characteristics import MultiInstance
from engine.model.process_model import Flow, Node, ProcessModel, Value

ROUNDS = (0, 1, 2, 3)  # of a multi-instance activity


@dataclass(frozen=True, slots=True)
class Goal:
    """An outcome to be reached: each expression is to give a value that passes its test."""

    key: str  # the flow or node that it is about
    wants: tuple[tuple[Expression, Callable[[Any], bool]], ...]


@dataclass
class Knowledge:
    constants: dict[str, list[Any]] = field(default_factory=dict)  # variable → values that it is compared with
    kinds: dict[str, str] = field(default_factory=dict)  # variable → boolean, list, duration, organisation, key
    definitions: dict[str, list[Expression]] = field(default_factory=dict)  # variable → what it is computed from
    goals: list[Goal] = field(default_factory=list)
    computed: set[str] = field(default_factory=set)  # variables that some script or mapping works out from others
    names: set[str] = field(default_factory=set)  # read anywhere
    read_in: dict[int, set[str]] = field(default_factory=dict)  # process → what it reads
    written_in: dict[int, set[str]] = field(default_factory=dict)  # process → what its scripts and mappings write


def know(model: ProcessModel) -> Knowledge:
    """Look through every expression of a model once."""
    found = Knowledge()
    for node in model.nodes:
        _kinds_of(node, found)
        for item in fields(node):
            for expression in _expressions(getattr(node, item.name)):
                _read(expression, found)
            names = found.read_in.setdefault(node.process, set())
            names.update(name for each in _expressions(getattr(node, item.name)) for name in each.names)
        before = {name: len(each) for name, each in found.definitions.items()}
        _definitions_of(node, found)
        new = {name for name, each in found.definitions.items() if len(each) > before.get(name, 0)}
        found.written_in.setdefault(node.process, set()).update(new)
        found.goals += _goals_of(node)
    for goal in found.goals:
        for expression, _ in goal.wants:
            if isinstance(tree := tree_of(expression), syntax.Name):
                found.kinds.setdefault(tree.name, "boolean")
    return found


def _expressions(value: Any) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, Value):
        if value.expression is not None:
            yield value.expression
    elif isinstance(value, tuple):
        for each in value:
            yield from _expressions(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from _expressions(getattr(value, item.name))


def tree_of(expression: Expression) -> syntax.Node | None:
    try:
        return parse_expression(expression.source)
    except feel.FeelSyntaxError:  # it was read with names declared that this reader does not know
        return None


def _read(expression: Expression, found: Knowledge) -> None:
    found.names |= expression.names
    tree = tree_of(expression)
    waiting = [tree] if tree is not None else []
    while waiting:
        node = waiting.pop()
        _compare(node, found)
        waiting.extend(node.children())


def _compare(node: syntax.Node, found: Knowledge) -> None:
    match node:
        case syntax.Comparison(left=syntax.Name(name=name), right=syntax.Literal(value=value)):
            _add(found, name, value)
        case syntax.Comparison(left=syntax.Literal(value=value), right=syntax.Name(name=name)):
            _add(found, name, value)
        case syntax.Between(value=syntax.Name(name=name), low=low, high=high):
            for each in (low, high):
                if isinstance(each, syntax.Literal):
                    _add(found, name, each.value)
        case syntax.In(value=syntax.Name(name=name), tests=tests):
            for literal in _literals(tests):
                _add(found, name, literal)
        case syntax.Junction(operands=operands):
            for each in operands:
                if isinstance(each, syntax.Name):
                    found.kinds.setdefault(each.name, "boolean")
        case syntax.Arithmetic(first=syntax.Name(name=name), rest=rest):
            found.kinds.setdefault(name, _kind_beside([operand for _, _, operand in rest]))
        case syntax.Invocation(function=syntax.Name(name="count" | "list contains"), positional=[syntax.Name(name=name), *_]):
            found.kinds.setdefault(name, "list")
        case _:
            pass


def _kind_beside(operands: list[syntax.Node]) -> str:
    """What a variable must be to be added to these."""
    for operand in operands:
        if isinstance(operand, syntax.Literal) and isinstance(operand.value, Decimal):
            return "number"
        if isinstance(operand, syntax.Invocation) and getattr(operand.function, "name", "") == "duration":
            return "moment"
    return ""


def _literals(nodes: Any) -> Iterator[Any]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, syntax.Literal):
            yield node.value
        waiting.extend(node.children())


def _add(found: Knowledge, name: str, value: Any) -> None:
    if value is None:
        return
    around = [value]
    if isinstance(value, Decimal):
        around = [value, value - 1, value + 1]
    known = found.constants.setdefault(name, [])
    known.extend(each for each in around if each not in known)


def _kinds_of(node: Node, found: Knowledge) -> None:
    """Variables whose use says what they must be, whatever they are compared with."""
    definition = getattr(node, "definition", None)
    loop = getattr(node, "loop", None)
    uses = {
        "organisation": getattr(definition, "target_organisation", None),
        "key": getattr(definition, "correlation_key", None),
        "duration": getattr(definition, "value", None),
        "list": loop.collection if isinstance(loop, MultiInstance) else None,
        "number": Value("", loop.cardinality) if isinstance(loop, MultiInstance) else None,
    }
    for kind, value in uses.items():
        for expression in _expressions(value):
            if isinstance(tree_of(expression), syntax.Name):
                found.kinds[expression.source.strip()] = kind


def _definitions_of(node: Node, found: Knowledge) -> None:
    script = getattr(node, "script", None)
    if isinstance(script, Expression):
        tree = tree_of(script)
        if getattr(node, "result_variable", ""):
            found.definitions.setdefault(node.result_variable, []).append(script)  # type: ignore[attr-defined]
        elif isinstance(tree, syntax.ContextNode):
            for name, value in tree.entries:
                _define(found, name, Expression(script.source, free_names(value), compile_node(value)), value)
    if isinstance(node, BusinessRuleTask) and node.decisions is not None:
        _decided(node, node.decisions, found)
    for assignment in getattr(node, "outputs", ()):
        if assignment.source.expression is not None and assignment.source.expression.names != {assignment.target}:
            found.definitions.setdefault(assignment.target, []).append(assignment.source.expression)


def _decided(node: BusinessRuleTask, decisions: Decisions, found: Knowledge) -> None:
    """A decision is what its result is computed from; its cells say what its inputs are compared with."""
    reads = frozenset(node.reads)

    def decide(scope: Scope) -> Any:
        try:
            return decisions.evaluate(node.decision, {name: scope.find(name, None) for name in reads}).value
        except DecisionError:
            return None

    name = node.result_variable or ("result" if node.outputs else decisions.name_of(node.decision))
    found.definitions.setdefault(name, []).insert(0, Expression("null", reads, decide))
    found.computed.add(name)
    for assignment in node.outputs:
        tree = tree_of(assignment.source.expression) if assignment.source.expression is not None else None
        if assignment.source.expression is not None and tree is not None:
            _define(found, assignment.target, assignment.source.expression, tree)
    found.names |= reads
    found.read_in.setdefault(node.process, set()).update(reads)
    for placed in decisions.tables():
        for index, clause in enumerate(placed.table.inputs):
            for rule in placed.table.rules if clause.expression in reads else ():
                tests = parsed(rule.inputs[index])
                for value in _literals(tests.tests or () if tests is not None else ()):
                    _add(found, clause.expression, value)


def _define(found: Knowledge, name: str, expression: Expression, tree: syntax.Node) -> None:
    known = found.definitions.setdefault(name, [])
    if isinstance(tree, syntax.Literal):
        known.append(expression)  # a first value: later computations are looked at before it
    else:
        known.insert(0, expression)
        found.computed.add(name)


def _is_true(value: Any) -> bool:
    return value is True


def _is_not_true(value: Any) -> bool:
    return value is not True


def _goals_of(node: Node) -> Iterator[Goal]:
    before: list[Flow] = []
    for flow in node.conditional:
        assert flow.condition is not None
        earlier = tuple((each.condition, _is_not_true) for each in before if each.condition is not None)
        yield Goal(flow.id, (*(earlier if node.tag == "exclusiveGateway" else ()), (flow.condition, _is_true)))
        before.append(flow)
    if before:
        last = node.default.id if node.default is not None else node.id
        yield Goal(last, tuple((each.condition, _is_not_true) for each in before if each.condition is not None))
    condition = getattr(getattr(node, "definition", None), "condition", None)
    if isinstance(condition, Expression):
        yield Goal(node.id, ((condition, _is_true),))
        yield Goal(node.id, ((condition, _is_not_true),))
    loop = getattr(node, "loop", None)
    if isinstance(loop, MultiInstance):
        yield from _rounds(node, loop)
    elif loop is not None and isinstance(getattr(loop, "condition", None), Expression):
        yield Goal(node.id, ((loop.condition, _is_true),))
        yield Goal(node.id, ((loop.condition, _is_not_true),))


def _rounds(node: Node, loop: MultiInstance) -> Iterator[Goal]:
    for count in ROUNDS:
        if loop.collection is not None and loop.collection.expression is not None:
            yield Goal(node.id, ((loop.collection.expression, _has_length(count)),))
        elif loop.cardinality is not None:
            yield Goal(node.id, ((loop.cardinality, _is_number(count)),))
    if loop.completion is not None:
        yield Goal(node.id, ((loop.completion, _is_true),))
        yield Goal(node.id, ((loop.completion, _is_not_true),))


def _has_length(count: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and len(value) == count


def _is_number(count: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Decimal) and value == count
