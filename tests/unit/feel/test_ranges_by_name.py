"""The functions of DMN 1.5, table 78, take their arguments by the names that the specification gives them."""

from __future__ import annotations

import pytest

from tests.unit.feel.evaluating import evaluation, value

BOTH = ("before", "after")
POINT_FIRST = ("finishes", "starts", "during")
RANGE_FIRST = ("finished by", "started by", "includes")
RANGES = ("meets", "met by", "overlaps", "overlaps before", "overlaps after")
CALLS = [
    *((name, "point1: 1, point2: 2", "1, 2") for name in (*BOTH, "coincides")),
    *((name, "point: 1, range: [1..3]", "1, [1..3]") for name in (*BOTH, *POINT_FIRST)),
    *((name, "range: [1..3], point: 3", "[1..3], 3") for name in (*BOTH, *RANGE_FIRST)),
    *(
        (name, "range1: [1..3], range2: [3..5]", "[1..3], [3..5]")
        for name in (*BOTH, *POINT_FIRST, *RANGE_FIRST, *RANGES, "coincides")
    ),
]


@pytest.mark.parametrize(("name", "named", "positional"), CALLS)
def test_names_say_the_same_as_positions(name, named, positional):
    found = value(f"{name}({named})")
    assert type(found) is bool
    assert found is value(f"{name}({positional})")
    swapped = ", ".join(reversed(named.split(", ")))
    assert value(f"{name}({swapped})") is found


@pytest.mark.parametrize(
    "source",
    [
        "before(a: 1, b: 2)",
        "meets(point1: 1, point2: 2)",
        "during(range: [1..2], point1: 1)",
        "before(null, 1)",
        "before(true, false)",
        "includes([1..2], null)",
        "starts([1..2], 1)",
        "coincides([1..2], 1)",
        "before(1)",
        "before(1, 2, 3)",
    ],
)
def test_other_names_and_kinds_give_null_and_a_warning(source):
    found = evaluation(source)
    assert found.value is None
    assert found.warnings
