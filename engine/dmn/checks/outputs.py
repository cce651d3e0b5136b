"""What the rules of a table give, as far as it can be told in advance."""

from __future__ import annotations

from typing import Any

from engine.dmn import boxed
from engine.dmn.checks.columns import constants, parsed
from engine.feel.errors import FeelSyntaxError
from engine.feel.parser import parse_expression
from engine.feel.values import equal

UNKNOWN: Any = object()


def output_of(text: str) -> Any:
    """The value of an output cell; UNKNOWN where it cannot be told in advance."""
    if text.strip() in ("", "-"):
        return None
    try:
        node = parse_expression(text)
    except FeelSyntaxError:
        return UNKNOWN
    found = constants(node)
    return found[0] if found is not None and len(found) == 1 else UNKNOWN


def differ(a: str, b: str) -> bool:
    """Whether two output cells surely give different values: 1 and 1.0 do not, nor do two that are computed."""
    values = output_of(a), output_of(b)
    return UNKNOWN not in values and not _same(*values)


def _same(a: Any, b: Any) -> bool:
    return equal(a, b, lambda _: None) is True


def ranked_rules(table: boxed.DecisionTable) -> list[int]:
    """The rules as the hit policy prefers them; none where it prefers none, or where that cannot be told in advance."""
    numbers = list(range(len(table.rules)))
    if table.hit_policy != "PRIORITY":
        return numbers if table.hit_policy == "FIRST" else []
    ranks = [_ranks(table, rule) for rule in table.rules]
    if any(rank is None for rank in ranks):
        return []
    return sorted(numbers, key=lambda number: ranks[number] or [])


def _ranks(table: boxed.DecisionTable, rule: boxed.Rule) -> list[int] | None:
    ranks = []
    for clause, text in zip(table.outputs, rule.outputs, strict=True):
        node = parsed(clause.allowed)
        values = [constants(test.operand) for test in (node.tests if node is not None else None) or ()]
        given = output_of(text)
        if not values or None in values or given is UNKNOWN:
            return None
        listed = [value for found in values for value in found or ()]
        ranks.append(next((index for index, value in enumerate(listed) if _same(value, given)), len(listed)))
    return ranks
