"""Boxed expressions and the elements that hold them, as DMN 1.5 names them: frozen, not yet compiled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

HitPolicy = Literal["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["", "SUM", "COUNT", "MIN", "MAX"]


@dataclass(frozen=True, kw_only=True)
class Boxed:
    """Any expression. `type_ref` is what its value must be ("" for anything)."""

    id: str = ""
    line: int = 0
    type_ref: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class LiteralExpression(Boxed):
    text: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Variable:
    name: str
    type_ref: str = ""
    id: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class ContextEntry:
    variable: Variable | None  # None: the result of the context
    value: Boxed | None


@dataclass(frozen=True, kw_only=True)
class ContextExpression(Boxed):
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Invocation(Boxed):
    function: Boxed | None
    bindings: tuple[tuple[Variable, Boxed | None], ...]


@dataclass(frozen=True, kw_only=True)
class FunctionExpression(Boxed):
    kind: str = "FEEL"
    parameters: tuple[Variable, ...] = ()
    body: Boxed | None = None


@dataclass(frozen=True, kw_only=True)
class Relation(Boxed):
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Boxed | None, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ListExpression(Boxed):
    items: tuple[Boxed | None, ...]


@dataclass(frozen=True, kw_only=True)
class Conditional(Boxed):
    condition: Boxed | None
    then: Boxed | None
    otherwise: Boxed | None


@dataclass(frozen=True, kw_only=True)
class FilterExpression(Boxed):
    source: Boxed | None
    match: Boxed | None


@dataclass(frozen=True, kw_only=True)
class Iteration(Boxed):
    """`for`, `some` or `every`: a variable, what it runs over, and what is asked of each."""

    kind: Literal["for", "some", "every"]
    variable: str
    domain: Boxed | None
    body: Boxed | None


@dataclass(frozen=True, kw_only=True)
class InputClause:
    id: str
    line: int
    label: str
    label_zh: str = ""
    expression: str
    type_ref: str = ""
    allowed: str = ""  # unary tests


@dataclass(frozen=True, kw_only=True)
class OutputClause:
    id: str
    line: int
    label: str
    label_zh: str = ""
    name: str
    type_ref: str = ""
    allowed: str = ""  # unary tests; for PRIORITY and OUTPUT ORDER, the highest first
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    id: str
    line: int
    number: int  # from 1
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionTable(Boxed):
    hit_policy: HitPolicy
    aggregation: Aggregation = ""
    inputs: tuple[InputClause, ...] = ()
    outputs: tuple[OutputClause, ...] = ()
    rules: tuple[Rule, ...] = ()
    annotations: tuple[str, ...] = ()
    output_label: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemDefinition:
    name: str
    id: str = ""
    line: int = 0
    type_ref: str = ""
    allowed: str = ""
    constraint: str = ""  # DMN 1.5: of the value as a whole, also where it is a collection
    is_collection: bool = False
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None


@dataclass(frozen=True, kw_only=True)
class FunctionItem:
    parameters: tuple[Variable, ...]
    output: str


@dataclass(frozen=True, kw_only=True)
class InputData:
    id: str
    name: str
    line: int
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A line of a test table: what goes in, what must come out (JSON texts)."""

    name: str
    line: int
    inputs: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    id: str
    name: str
    line: int
    type_ref: str = ""
    requires: tuple[str, ...] = ()  # hrefs of inputs, decisions and knowledge
    expression: Boxed | None = None
    question: str = ""
    examples: tuple[Example, ...] = ()
    title: str = ""  # what people read instead of the name, where the name is a variable's
    title_zh: str = ""


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """A business knowledge model."""

    id: str
    name: str
    line: int
    type_ref: str = ""
    requires: tuple[str, ...] = ()
    function: FunctionExpression = field(default_factory=FunctionExpression)


@dataclass(frozen=True, kw_only=True)
class Service:
    """A decision service."""

    id: str
    name: str
    line: int
    type_ref: str = ""
    outputs: tuple[str, ...] = ()
    encapsulated: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Import:
    name: str
    namespace: str
    location: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """One DMN file."""

    file: str
    name: str
    id: str
    namespace: str
    version: str
    imports: tuple[Import, ...] = ()
    items: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    services: tuple[Service, ...] = ()
