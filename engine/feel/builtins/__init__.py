"""The built-in functions, by name."""

from __future__ import annotations

from engine.feel.builtins import contexts, conversions, lists, moments, numbers, ranges, statistics, strings
from engine.feel.values import Function

BUILT_INS: dict[str, Function] = {
    name: function
    for table in (
        conversions.FUNCTIONS,
        strings.FUNCTIONS,
        numbers.FUNCTIONS,
        lists.FUNCTIONS,
        statistics.FUNCTIONS,
        contexts.FUNCTIONS,
        moments.FUNCTIONS,
        ranges.FUNCTIONS,
    )
    for name, function in table.functions().items()
}
