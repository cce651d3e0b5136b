"""The syntax tree: plain frozen nodes, each with the offset it stands at, its depth and its size.

Depth is measured while the tree is built, so that no later walk can recurse deeper than `MAX_DEPTH`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MAX_DEPTH = 100


class TooDeep(Exception):
    """The expression nests deeper than `MAX_DEPTH`."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at


@dataclass(slots=True, kw_only=True)
class Node:
    at: int
    depth: int = field(init=False, default=1)
    size: int = field(init=False, default=1)  # nodes in all: what one round of a loop over it costs

    def __post_init__(self) -> None:
        deepest, size = 0, 1
        for child in self.children():
            deepest = max(deepest, child.depth)
            size += child.size
        if deepest >= MAX_DEPTH:
            raise TooDeep(self.at)
        self.depth, self.size = deepest + 1, size

    def children(self) -> Iterable[Node]:
        return ()


@dataclass(slots=True, kw_only=True)
class Literal(Node):
    value: Any


@dataclass(slots=True, kw_only=True)
class Name(Node):
    name: str


@dataclass(slots=True, kw_only=True)
class Junction(Node):
    """`a and b and c` or `a or b or c`: one node however long the chain."""

    operator: str
    operands: list[Node]

    def children(self) -> Iterable[Node]:
        return self.operands


@dataclass(slots=True, kw_only=True)
class Arithmetic(Node):
    """`first op operand op operand …`, of one precedence, from left to right."""

    first: Node
    rest: list[tuple[str, int, Node]]  # operator, its offset, operand

    def children(self) -> Iterable[Node]:
        return [self.first, *(operand for _, _, operand in self.rest)]


@dataclass(slots=True, kw_only=True)
class Negation(Node):
    operand: Node

    def children(self) -> Iterable[Node]:
        return (self.operand,)


@dataclass(slots=True, kw_only=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node

    def children(self) -> Iterable[Node]:
        return (self.left, self.right)


@dataclass(slots=True, kw_only=True)
class Between(Node):
    value: Node
    low: Node
    high: Node

    def children(self) -> Iterable[Node]:
        return (self.value, self.low, self.high)


@dataclass(slots=True, kw_only=True)
class Test(Node):
    """One positive unary test: `< 5` (with operator) or an expression."""

    operator: str | None
    operand: Node

    def children(self) -> Iterable[Node]:
        return (self.operand,)


@dataclass(slots=True, kw_only=True)
class In(Node):
    value: Node
    tests: list[Test]

    def children(self) -> Iterable[Node]:
        return [self.value, *self.tests]


@dataclass(slots=True, kw_only=True)
class UnaryTestsNode(Node):
    tests: list[Test] | None  # None: `-`, everything matches
    negated: bool = False

    def children(self) -> Iterable[Node]:
        return self.tests or ()


@dataclass(slots=True, kw_only=True)
class TypeName(Node):
    """`number`, `list<number>`, `context<a: number>`, `function<number> -> string`."""

    name: str
    arguments: list[TypeName] = field(default_factory=list)
    fields: dict[str, TypeName] = field(default_factory=dict)
    result: TypeName | None = None

    def children(self) -> Iterable[Node]:
        return [*self.arguments, *self.fields.values(), *([self.result] if self.result else [])]


@dataclass(slots=True, kw_only=True)
class InstanceOf(Node):
    value: Node
    type: TypeName

    def children(self) -> Iterable[Node]:
        return (self.value, self.type)


@dataclass(slots=True, kw_only=True)
class Path(Node):
    source: Node
    name: str

    def children(self) -> Iterable[Node]:
        return (self.source,)


@dataclass(slots=True, kw_only=True)
class Filter(Node):
    source: Node
    condition: Node

    def children(self) -> Iterable[Node]:
        return (self.source, self.condition)


@dataclass(slots=True, kw_only=True)
class Invocation(Node):
    function: Node
    positional: list[Node]
    named: list[tuple[str, Node]]

    def children(self) -> Iterable[Node]:
        return [self.function, *self.positional, *(value for _, value in self.named)]


@dataclass(slots=True, kw_only=True)
class If(Node):
    """All branches of an `else if` chain in one node."""

    branches: list[tuple[Node, Node]]
    otherwise: Node

    def prepend(self, at: int, condition: Node, then: Node) -> None:
        deepest = max(condition.depth, then.depth)
        if deepest >= MAX_DEPTH:
            raise TooDeep(at)
        self.at = at
        self.depth = max(self.depth, deepest + 1)
        self.size += condition.size + then.size
        self.branches.insert(0, (condition, then))

    def children(self) -> Iterable[Node]:
        return [*(node for branch in self.branches for node in branch), self.otherwise]


@dataclass(slots=True, kw_only=True)
class Iterator(Node):
    name: str
    domain: Node
    until: Node | None = None

    def children(self) -> Iterable[Node]:
        return (self.domain, self.until) if self.until else (self.domain,)


@dataclass(slots=True, kw_only=True)
class For(Node):
    iterators: list[Iterator]
    body: Node

    def children(self) -> Iterable[Node]:
        return [*self.iterators, self.body]


@dataclass(slots=True, kw_only=True)
class Quantified(Node):
    every: bool
    iterators: list[Iterator]
    condition: Node

    def children(self) -> Iterable[Node]:
        return [*self.iterators, self.condition]


@dataclass(slots=True, kw_only=True)
class FunctionDefinition(Node):
    parameters: list[tuple[str, TypeName | None]]
    body: Node
    external: bool = False

    def children(self) -> Iterable[Node]:
        return [*(type_name for _, type_name in self.parameters if type_name), self.body]


@dataclass(slots=True, kw_only=True)
class ListNode(Node):
    items: list[Node]

    def children(self) -> Iterable[Node]:
        return self.items


@dataclass(slots=True, kw_only=True)
class ContextNode(Node):
    entries: list[tuple[str, Node]]

    def children(self) -> Iterable[Node]:
        return [value for _, value in self.entries]


@dataclass(slots=True, kw_only=True)
class RangeNode(Node):
    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool

    def children(self) -> Iterable[Node]:
        return [node for node in (self.start, self.end) if node is not None]


@dataclass(slots=True, kw_only=True)
class SignRange(Node):
    """`(< 10)`: a range given by one comparison."""

    operator: str
    endpoint: Node

    def children(self) -> Iterable[Node]:
        return (self.endpoint,)


@dataclass(slots=True, kw_only=True)
class Invalid(Node):
    """A literal that is well formed but has no value, such as `@"2026-02-30"`: null, with a warning."""

    message: str
