"""The elements of a decision requirements graph, compiled: what each needs, what others see of it, how it is evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling.functions import make_function
from engine.dmn.problems import DecisionError
from engine.dmn.running import DecisionRun
from engine.dmn.types import ANY, Kind
from engine.feel.errors import FeelError
from engine.feel.evaluation import MISSING, Closure, Run, Scope
from engine.feel.values import Function


@dataclass(eq=False)
class Node:
    """One element of a file. `aliases`: under which name an importing file sees it."""

    id: str
    name: str
    file: str
    line: int
    kind: Kind = ANY
    requires: list[tuple[str, Node]] = field(default_factory=list)  # alias of the import ("" for none), element
    types: Mapping[str, Any] = field(default_factory=dict)  # of its file, by name


class Values(dict[Node, Any]):
    """What is known of each element. `imported`: what is known behind an import whose inputs were given under its name.

    The same file may be imported by two others, each with inputs of its own: its decisions are then evaluated for each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.imported: dict[str, Values] = {}

    def behind(self, alias: str) -> Values:
        return self.imported.get(alias, self) if alias else self


@dataclass(eq=False)
class InputNode(Node):
    pass


@dataclass(eq=False)
class DecisionNode(Node):
    element: boxed.Decision | None = None
    closure: Closure | None = None
    order: list[DecisionNode] = field(default_factory=list)  # what must be decided before, then itself


@dataclass(eq=False)
class KnowledgeNode(Node):
    element: boxed.Knowledge | None = None
    function: Function | None = None


@dataclass(eq=False)
class ServiceNode(Node):
    element: boxed.Service | None = None
    outputs: list[DecisionNode] = field(default_factory=list)
    parameters: list[Node] = field(default_factory=list)  # input data, then input decisions
    function: Function | None = None


def seen_by(node: Node, values: Values) -> dict[str, Any]:
    """The names in the scope of an element: what it requires; what is imported, as entries of the import's name."""
    names: dict[str, Any] = {}
    for alias, required in node.requires:
        value = required.function if isinstance(required, KnowledgeNode | ServiceNode) else values.behind(alias).get(required)
        if alias:
            names.setdefault(alias, {})[required.name] = value
        else:
            names[required.name] = value
    return names


def decide(node: DecisionNode, values: Values, run: Run) -> Any:
    """Evaluate a decision and, before it, what it requires; `values` holds what is known and takes what is found."""
    needed: set[Node] = set()
    stack: list[Node] = [node]
    while stack:  # what lies behind a known value (an input decision of a service) is not asked
        each = stack.pop()
        if isinstance(each, DecisionNode) and each not in values and each not in needed:
            needed.add(each)
            for alias, required in each.requires:
                behind = values.behind(alias)
                if behind is values:
                    stack.append(required)
                elif isinstance(required, DecisionNode) and required not in behind:
                    decide(required, behind, run)
    for decision in node.order if needed else ():
        if decision in needed:
            values[decision] = _decide_one(decision, values, run)
    return values[node]


def _decide_one(node: DecisionNode, values: Values, run: Run) -> Any:
    if node.closure is None:
        run.warn(0, f"The decision '{node.name}' has no logic.", "missing")
        return None
    run.tick(1)
    with _inside(node, run):
        value = node.closure(Scope(seen_by(node, values), None, run))
        return node.kind.convert(value, run, node.name)


@contextmanager
def _inside(node: Node, run: Run) -> Iterator[None]:
    """What is remarked is remarked of this element, and names of types are those of its file."""
    if not isinstance(run, DecisionRun):  # a function of a decision that FEEL calls afterwards
        yield
        return
    place, file = run.place, run.enter_file(node.types)
    run.place = (node.id, node.name)
    try:
        yield
    finally:
        run.place = place
        run.leave_file(file)


def knowledge_function(node: KnowledgeNode, parameters: tuple[tuple[str, Kind], ...], body: Closure) -> Function:
    """A business knowledge model as FEEL sees it: its parameters, and the knowledge that it requires itself."""
    around: list[dict[str, Any]] = []  # only names: a scope would keep the first call's values alive

    def evaluate(scope: Scope) -> Any:
        if not around:
            around.append({**seen_by(node, Values()), node.name: node.function})
        with _inside(node, scope.run):
            return body(Scope(scope.names, Scope(around[0], None, scope.run), scope.run))

    return make_function(node.name, parameters, evaluate, None)


def service_function(node: ServiceNode) -> Function:
    """A decision service as FEEL sees it, called by position or by name.

    By position: input data, then input decisions, each in the order of the file's references. Source: a maintainer of Drools in
    the TCK's discussion (github.com/dmn-tck/tck/issues/259, answer A1: input data first, in the order of the XML); jDMN gives the
    methods that it generates for services the same order (goldmansachs/jdmn, DecisionService_003.apply).
    """
    names = tuple(each.name for each in node.parameters)

    def call(run: Run, arguments: list[Any], at: int) -> Any:
        if len(arguments) != len(names):
            raise FeelError(f"{node.name} takes {len(names)} arguments, not {len(arguments)}.")
        values = Values()
        for parameter, value in zip(node.parameters, arguments, strict=True):
            fitting = parameter.kind.convert(value, run, f"{node.name} {parameter.name}")
            if fitting is None and value is not None:
                return None
            values[parameter] = fitting
        return serve(node, values, run)

    def call_named(run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        if arguments.keys() != set(names):
            raise FeelError(f"{node.name} takes the arguments {', '.join(names)}.")
        return call(run, [arguments[each] for each in names], at)

    return Function(node.name, names, call, call_named)


def serve(node: ServiceNode, values: Values, run: Run) -> Any:
    """The output decision's value, or a context of several."""
    found = {each.name: decide(each, values, run) for each in node.outputs}
    result = next(iter(found.values())) if len(found) == 1 else found
    return node.kind.convert(result, run, node.name)


def given(node: Node, inputs: Mapping[str, Any], aliases: tuple[str, ...]) -> Any:
    """The input of this name: as it is, behind the alias of its import, or dotted; MISSING where there is none."""
    found = inputs.get(node.name, MISSING)
    if found is not MISSING:
        return found
    for alias in aliases:
        inner = inputs.get(alias)
        if isinstance(inner, Mapping) and node.name in inner:
            return inner[node.name]
        if f"{alias}.{node.name}" in inputs:
            return inputs[f"{alias}.{node.name}"]
    return MISSING


def unknown(name: str, known: list[str]) -> DecisionError:
    return DecisionError(
        "dmn.unknown_decision",
        "There is no decision “{name}”; there are {known}.",
        "没有决策“{name}”；现有：{known}。",
        name=name[:100],
        known=", ".join(known[:20]) or "-",
    )
