"""The input columns of a table as samples, and which rules each of them lets through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import boxed
from engine.dmn.checks.samples import samples_of
from engine.dmn.types import Types
from engine.feel import syntax
from engine.feel.compiler import compile_node
from engine.feel.compiler.literals import one_sided
from engine.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError
from engine.feel.evaluation import Budget, Closure, Environment, Run, Scope
from engine.feel.names import free_names
from engine.feel.parser import parse_expression, parse_unary_tests

# What a cell says in advance is cheap to find out, or it is not found out.
ENVIRONMENT = Environment(budget=Budget(steps=5_000, depth=20, list_length=2_000, string_length=20_000, memory=50_000))
MAX_ASKED = 300_000  # steps of all cells of a table with all samples
CHANGING = frozenset({"now", "today"})
_SIDES = ("<", "<=", ">", ">=")
ANYTHING = object()  # where no cell asks for a value
_UNKNOWN = (FeelBudgetExceeded, FeelError, RecursionError, ArithmeticError, ValueError)


@dataclass(frozen=True, slots=True)
class Column:
    """`possibly` and `surely` hold a bit set of rules for each sample; they differ where a cell cannot be told in advance."""

    label: str
    samples: tuple[Any, ...]
    possibly: tuple[int, ...]
    surely: tuple[int, ...]
    is_complete: bool = True  # whether the samples stand for every value


@dataclass(slots=True)
class Cell:
    """The tests of one text. `closure`: None where everything passes; `is_told`: whether they can be told in advance."""

    known: list[Any]
    is_told: bool
    closure: Closure | None

    def passes(self, value: Any, asking: Asking) -> bool | None:
        """None where it cannot be told in advance."""
        if self.closure is None and self.is_told:
            return True
        if self.closure is None or not self.is_told or value is ANYTHING or asking.left <= 0:
            return None
        run = Run("", ENVIRONMENT)
        try:
            return self.closure(Scope({"?": value}, None, run)) is True
        except _UNKNOWN:
            return None
        finally:
            asking.left -= run.taken + 1


@dataclass(slots=True)
class Asking:
    """What a whole table may still take."""

    left: int = MAX_ASKED
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, text: str) -> Cell:
        found = self.cells.get(text)
        if found is None:
            found = self.cells[text] = _read_cell(text)
        return found


def _read_cell(text: str) -> Cell:
    if text.strip() in ("", "-"):
        return Cell([], True, None)
    node = parsed(text)
    if node is None:
        return Cell([], False, None)
    values = [constants(test.operand) for test in node.tests or ()]
    known: list[Any] = []
    for test, found in zip(node.tests or (), values, strict=True):
        known += [one_sided(test.operator, value) if test.operator in _SIDES else value for value in found or ()]
    return Cell(known, None not in values, compile_node(node))


def constants(node: syntax.Node) -> list[Any] | None:
    """The value of an operand that reads no names, a list taken apart; None where it cannot be told in advance."""
    if free_names(node) or _changes(node):
        return None
    run = Run("", ENVIRONMENT)
    try:
        value = compile_node(node)(Scope({}, None, run))
    except _UNKNOWN:
        return None
    if value is None and run.warned:  # it fails at every run: matches nothing, gives nothing
        return []
    return value if type(value) is list else [value]


def _changes(node: syntax.Node) -> bool:
    if isinstance(node, syntax.Invocation) and isinstance(node.function, syntax.Name) and node.function.name in CHANGING:
        return True
    return any(_changes(child) for child in node.children())


def parsed(text: str) -> syntax.UnaryTestsNode | None:
    """None where everything passes, or where the text is not FEEL, which is told elsewhere."""
    if text.strip() in ("", "-"):
        return None
    try:
        return parse_unary_tests(text)
    except FeelSyntaxError:
        return None


def read_columns(table: boxed.DecisionTable, types: Types) -> list[Column]:
    """One for each expression that the table asks: two columns that ask the same are one, for they see the same value."""
    asked: dict[str, list[int]] = {}
    for index, clause in enumerate(table.inputs):
        asked.setdefault(" ".join(clause.expression.split()), []).append(index)
    asking = Asking()
    return [_read_column(table, indexes, types, asking) for indexes in asked.values()]


def _read_column(table: boxed.DecisionTable, indexes: Sequence[int], types: Types, asking: Asking) -> Column:
    clauses = [table.inputs[index] for index in indexes]
    kinds = [types._find(clause.type_ref) if clause.type_ref else None for clause in clauses]
    allowed = [asking.cell(text) for text in [*(each.allowed for each in clauses), *(each.allowed for each in kinds if each)]]
    texts = [tuple(rule.inputs[index] for index in indexes) for rule in table.rules]
    rules: dict[tuple[str, ...], int] = {}  # those with the same cells, as a bit set
    for rule, each in enumerate(texts):
        rules[each] = rules.get(each, 0) | 1 << rule
    cells = {each: [asking.cell(text) for text in each] for each in rules}
    known = [value for found in [*cells.values(), allowed] for cell in found for value in cell.known]
    base = next((kind.base for kind in kinds if kind is not None), "")
    samples, is_complete = samples_of(known, base)
    samples = [value for value in samples if all(cell.passes(value, asking) is not False for cell in allowed)] or [ANYTHING]
    possibly, surely = [], []
    for value in samples:
        maybe = sure = 0
        for each, found in cells.items():
            answers = [cell.passes(value, asking) for cell in found]
            maybe |= rules[each] if False not in answers else 0
            sure |= rules[each] if all(answers) else 0
        possibly.append(maybe)
        surely.append(sure)
        if asking.left <= 0:  # what is left would only be guessed
            break
    told = tuple(samples[: len(possibly)])
    is_complete = is_complete and asking.left > 0 and all(cell.is_told for found in cells.values() for cell in found)
    return Column(clauses[0].expression, told, tuple(possibly), tuple(surely), is_complete)


def are_entangled(table: boxed.DecisionTable) -> bool:
    """Whether two columns that ask different things read the same variable: not every combination of their values can occur."""
    reads = [set(_reads(clause.expression)) for clause in {clause.expression: clause for clause in table.inputs}.values()]
    return any(
        a[: len(b)] == b or b[: len(a)] == a
        for index, paths in enumerate(reads)
        for others in reads[index + 1 :]
        for a in paths
        for b in others
    )


def _reads(expression: str) -> Iterator[tuple[str, ...]]:
    """The variables of an expression, each with the path that is read of it."""
    try:
        stack: list[syntax.Node] = [parse_expression(expression)]
    except FeelSyntaxError:
        return
    while stack:
        node, path = stack.pop(), list[str]()
        while isinstance(node, syntax.Path):
            path.append(node.name)
            node = node.source
        if isinstance(node, syntax.Name):
            yield (node.name, *reversed(path))
        else:
            stack += [child for child in node.children() if not isinstance(node, syntax.Invocation) or child is not node.function]
