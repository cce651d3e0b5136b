"""Files → compiled elements: references found, imports resolved, cycles refused, every expression compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling import compile_boxed
from engine.dmn.compiling.functions import result_kind
from engine.dmn.compiling.place import Place
from engine.dmn.graph import (
    DecisionNode,
    InputNode,
    KnowledgeNode,
    Node,
    ServiceNode,
    knowledge_function,
    service_function,
)
from engine.dmn.problems import Problem
from engine.dmn.types import Types
from engine.feel.evaluation import Scope
from engine.feel.lexer import needs_declaring


@dataclass
class File:
    """One linked file."""

    definitions: boxed.Definitions
    types: Types
    tests: Mapping[str, Any]  # the types by name, as FEEL asks for them
    by_id: dict[str, Node] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # namespace → name of the import


def _file(definitions: boxed.Definitions, problems: list[Problem]) -> File:
    types = Types(definitions, problems)
    return File(definitions, types, types.as_tests())


class Linker:
    """Links the files of one deployment."""

    def __init__(self, files: Iterable[boxed.Definitions], problems: list[Problem]) -> None:
        self.problems = problems
        self.files = [_file(each, problems) for each in files]
        self.by_namespace: dict[str, File] = {}
        for file in self.files:
            self.by_namespace.setdefault(file.definitions.namespace, file)

    def link(self) -> list[File]:
        for file in self.files:
            self._nodes(file)
            self._imports(file)
        for file in self.files:
            for element, node in self._elements(file):
                node.requires = list(self._required(file, element, getattr(element, "requires", ())))
                node.kind = file.types.find(element.type_ref, element.line, element.id)
        for file in self.files:
            self._services(file)
        for file in self.files:
            self._order(file)
            self._compile(file)
        return self.files

    def problem(self, file: File, element: Any, rule: str, en: str, zh: str, **params: Any) -> None:
        element_id, line = getattr(element, "id", ""), getattr(element, "line", 0)
        self.problems.append(Problem("error", rule, en, zh, file.definitions.file, element_id, line, params))

    def _elements(self, file: File) -> list[tuple[Any, Node]]:
        d = file.definitions
        groups: tuple[Sequence[Any], ...] = (d.inputs, d.decisions, d.knowledge, d.services)
        return [(each, file.by_id[each.id]) for group in groups for each in group if each.id in file.by_id]

    def _nodes(self, file: File) -> None:
        d = file.definitions
        kinds: list[tuple[Any, Sequence[Any]]] = [
            (InputNode, d.inputs),
            (DecisionNode, d.decisions),
            (KnowledgeNode, d.knowledge),
            (ServiceNode, d.services),
        ]
        for kind, elements in kinds:
            for element in elements:
                if element.id in file.by_id:
                    self.problem(file, element, "dmn.duplicate_id", "“{id}” stands twice.", "“{id}” 重复。", id=element.id[:80])
                    continue
                node = kind(element.id, element.name, d.file, element.line, types=file.tests)
                if not isinstance(node, InputNode):
                    node.element = element
                file.by_id[element.id] = node

    def _imports(self, file: File) -> None:
        for each in file.definitions.imports:
            other = self.by_namespace.get(each.namespace)
            if other is None:
                self.problem(
                    file,
                    each,
                    "dmn.import_missing",
                    "Expected a file with the namespace “{namespace}” in the same deployment.",
                    "同一部署中应有命名空间为“{namespace}”的文件。",
                    namespace=each.namespace[:120],
                )
                continue
            file.aliases[each.namespace] = each.name
            file.types.imported[each.name] = other.types

    def _find(self, file: File, element: Any, href: str) -> tuple[str, Node] | None:
        namespace, hash_, identity = href.rpartition("#")
        own = not hash_ or namespace in ("", file.definitions.namespace)
        other = file if own else self.by_namespace.get(namespace)
        node = other.by_id.get(identity) if other is not None else None
        if node is None:
            self.problem(
                file,
                element,
                "dmn.reference",
                "“{name}” refers to “{href}”, which is not there.",
                "“{name}” 引用的“{href}”不存在。",
                name=element.name,
                href=href[:120],
            )
            return None
        return ("" if own else file.aliases.get(namespace, "")), node

    def _required(self, file: File, element: Any, hrefs: Iterable[str]) -> Iterable[tuple[str, Node]]:
        for href in hrefs:
            found = self._find(file, element, href)
            if found is not None:
                yield found

    def _services(self, file: File) -> None:
        for element, node in self._elements(file):
            if not isinstance(node, ServiceNode):
                continue
            outputs = [each for _, each in self._required(file, element, element.outputs)]
            inner = [each for _, each in self._required(file, element, element.encapsulated)]
            node.outputs = [each for each in outputs if isinstance(each, DecisionNode)]
            data = [each for _, each in self._required(file, element, element.input_data)]
            decisions = [each for _, each in self._required(file, element, element.input_decisions)]
            if not node.outputs and not inner:
                self.problem(
                    file, element, "dmn.service_empty", "“{name}” gives nothing.", "“{name}” 没有输出。", name=element.name
                )
            node.parameters = [*data, *decisions]
            node.kind = result_kind(node.kind)
            node.function = service_function(node)

    def _order(self, file: File) -> None:
        for element, node in self._elements(file):
            if isinstance(node, DecisionNode):
                node.order = self._before(file, element, node)

    def _before(self, file: File, element: Any, node: DecisionNode) -> list[DecisionNode]:
        """What must be decided first, without recursion. A cycle is a problem."""
        order: list[DecisionNode] = []
        state: dict[Node, int] = {}
        stack: list[tuple[Node, bool]] = [(node, False)]
        while stack:
            current, left = stack.pop()
            if left:
                state[current] = 2
                if isinstance(current, DecisionNode):
                    order.append(current)
                continue
            if state.get(current):
                continue
            state[current] = 1
            stack.append((current, True))
            for _, required in current.requires:
                if state.get(required) == 1:
                    self.problem(
                        file, element, "dmn.cycle", "“{name}” requires itself.", "“{name}” 依赖自身。", name=element.name
                    )
                elif required not in state and isinstance(required, DecisionNode):
                    stack.append((required, False))
        return order

    def _compile(self, file: File) -> None:
        for element, node in self._elements(file):
            if isinstance(node, DecisionNode):
                place = self._place(file, node)
                if element.expression is not None:
                    node.closure = compile_boxed(element.expression, place)
            elif isinstance(node, KnowledgeNode):
                self._knowledge(file, element, node)

    def _place(self, file: File, node: Node) -> Place:
        names = {node.name, *file.types.component_names()}
        for alias, required in node.requires:
            names |= {alias, required.name, *_components(required.kind)}
            if isinstance(required, ServiceNode):
                names |= {each.name for each in required.outputs}
        declared = frozenset(name for name in names if name and needs_declaring(name))
        seen = {alias or required.name for alias, required in node.requires}
        seen |= {node.name} if isinstance(node, KnowledgeNode) else set()  # it may call itself
        place = Place(file.definitions.file, node.id, node.name, file.types, declared, self.problems, compile_boxed, node.kind)
        return replace(place, known=frozenset(seen))

    def _knowledge(self, file: File, element: boxed.Knowledge, node: KnowledgeNode) -> None:
        function, place = element.function, self._place(file, node)
        parameters = tuple((each.name, place.kind(each)) for each in function.parameters)
        inner = place.knowing(name for name, _ in parameters)
        body = compile_boxed(function.body, inner) if function.kind == "FEEL" else _refuse_external
        for kind in (file.types.find(function.type_ref, function.line, function.id), node.kind):
            body = place.typed(body, result_kind(kind), node.name)
        node.function = knowledge_function(node, parameters, body)


def _refuse_external(scope: Scope) -> Any:
    scope.run.warn(0, "External functions are not allowed.")


def _components(kind: Any, depth: int = 0) -> set[str]:
    if depth > 5:
        return set()
    found = set(kind.components)
    for inner in kind.components.values():
        found |= _components(inner, depth + 1)
    return found


def elements_by_name(file: File) -> Mapping[str, Node]:
    return {node.name: node for node in reversed(list(file.by_id.values()))}
