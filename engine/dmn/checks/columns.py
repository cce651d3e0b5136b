"""One input column of a table as sample values: one for each way that its cells can tell values apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.dmn import boxed
from engine.dmn.types import Types
from engine.feel import syntax
from engine.feel.compiler import compile_node
from engine.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError
from engine.feel.evaluation import Budget, Environment, Run, Scope
from engine.feel.names import free_names
from engine.feel.parser import parse_unary_tests
from engine.feel.temporal.dates import day_number, from_day_number
from engine.feel.temporal.durations import YearsMonths
from engine.feel.temporal.times import FeelDateTime, from_instant
from engine.feel.values import Range, is_date, order, type_name

# What a cell says in advance is cheap to find out, or it is not found out.
ENVIRONMENT = Environment(budget=Budget(steps=5_000, depth=20, list_length=2_000, string_length=20_000, memory=50_000))
CHANGING = frozenset({"now", "today"})
MAX_SAMPLES = 300
OTHER = "…"  # a text that no cell names
ANYTHING = object()  # where no cell asks for a value


@dataclass(frozen=True, slots=True)
class Column:
    """`possibly` and `surely` hold a bit set of rules for each sample; they differ where a cell cannot be told in advance."""

    label: str
    samples: tuple[Any, ...]
    possibly: tuple[int, ...]
    surely: tuple[int, ...]


def constants(node: syntax.Node) -> list[Any] | None:
    """The value of an operand that reads no names, a list taken apart; None where it cannot be told in advance."""
    if free_names(node) or _changes(node):
        return None
    run = Run("", ENVIRONMENT)
    try:
        value = compile_node(node)(Scope({}, None, run))
    except (FeelBudgetExceeded, RecursionError, ArithmeticError):
        return None
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


def read_column(table: boxed.DecisionTable, index: int, types: Types) -> Column:
    clause = table.inputs[index]
    nodes = [parsed(rule.inputs[index]) for rule in table.rules]
    is_text = [rule.inputs[index].strip() not in ("", "-") for rule in table.rules]
    kind = types._find(clause.type_ref) if clause.type_ref else None
    allowed = parsed(clause.allowed) or parsed(kind.allowed if kind is not None else "")
    known: list[Any] = []
    for node in [*nodes, allowed]:
        for test in (node.tests if node is not None else None) or ():
            known += constants(test.operand) or []
    samples = [value for value in _samples(known, kind.base if kind is not None else "") if _passes(allowed, value) is not False]
    samples = samples[:MAX_SAMPLES] or [ANYTHING]
    possibly, surely = [], []
    for value in samples:
        maybe = sure = 0
        for rule, (node, stands) in enumerate(zip(nodes, is_text, strict=True)):
            passes = True if not stands else (None if node is None or value is ANYTHING else _passes(node, value))
            maybe |= (passes is not False) << rule
            sure |= (passes is True) << rule
        possibly.append(maybe)
        surely.append(sure)
    return Column(clause.expression, tuple(samples), tuple(possibly), tuple(surely))


def _passes(node: syntax.UnaryTestsNode | None, value: Any) -> bool | None:
    """None where it cannot be told in advance."""
    if node is None:
        return True
    if any(constants(test.operand) is None for test in node.tests or ()):
        return None
    run = Run("", ENVIRONMENT)
    try:
        return compile_node(node)(Scope({"?": value}, None, run)) is True
    except (FeelBudgetExceeded, RecursionError, ArithmeticError):
        return None


def _samples(known: Iterable[Any], base: str) -> list[Any]:
    ends: list[Any] = []
    has_null = False
    for value in known:
        has_null = has_null or value is None
        ends += [end for end in ((value.start, value.end) if type(value) is Range else (value,)) if end is not None]
    if base == "boolean" or (ends and all(type(end) is bool for end in ends)):
        return [True, False, *([None] if has_null else [])]
    if not ends:
        return [None] if has_null else []
    if len({type_name(end) for end in ends}) > 1:
        return [*dict.fromkeys(end for end in ends if type(end) in (str, Decimal, bool))]
    found = _ordered(ends)
    return [*found, *([None] if has_null else [])]


def _ordered(ends: list[Any]) -> list[Any]:
    try:
        line = sorted(ends, key=cmp_to_key(order))
    except FeelError:
        return []
    distinct = [value for index, value in enumerate(line) if not index or order(line[index - 1], value)]
    if isinstance(distinct[0], str):
        return [*distinct, OTHER]
    between = [middle(a, b) for a, b in itertools.pairwise(distinct)]
    around = [step(distinct[0], -1), *distinct, *(each for each in between if each is not None), step(distinct[-1], 1)]
    return [each for each in around if each is not None]


def middle(a: Any, b: Any) -> Any:
    """A value between two, None where there is none."""
    if isinstance(a, Decimal):
        return (a + b) / 2
    if isinstance(a, timedelta):
        return (a + b) / 2
    if isinstance(a, YearsMonths):
        half = (a.months + b.months) // 2
        return YearsMonths(half) if a.months < half < b.months else None
    if is_date(a):
        half = (day_number(a) + day_number(b)) // 2
        return from_day_number(half) if day_number(a) < half < day_number(b) else None
    if isinstance(a, FeelDateTime):
        return from_instant((a.instant + b.instant) // 2, a.time.offset, a.time.zone)
    return None


def step(value: Any, direction: int) -> Any:
    """A value beyond."""
    if isinstance(value, Decimal):
        return value + direction
    if isinstance(value, timedelta):
        return value + timedelta(days=direction)
    if isinstance(value, YearsMonths):
        return YearsMonths(value.months + direction)
    if isinstance(value, date) or is_date(value):
        return from_day_number(day_number(value) + direction)
    if isinstance(value, FeelDateTime):
        return value.plus(direction * 3_600 * 1_000_000_000)
    return None
