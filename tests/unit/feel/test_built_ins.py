"""One line or more for every built-in function."""

from __future__ import annotations

import pytest

from engine.feel.builtins import BUILT_INS
from tests.unit.feel.evaluating import text, value

CASES = [
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 7)', None),
    ('substring(string: "foobar", start position: 3)', "obar"),
    ('string length("中文🐎")', "3"),
    ('upper case("aBc4")', "ABC4"),
    ('lower case("aBc4")', "abc4"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring after("foobar", "ob")', "ar"),
    ('contains("foobar", "of")', "false"),
    ('starts with("foobar", "fo")', "true"),
    ('ends with("foobar", "r")', "true"),
    ('trim("  a b ")', "a b"),
    ('matches("foobar", "^fo*b")', "true"),
    ('matches("FOO", "foo", "i")', "true"),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    (r'replace("a$b", "\$", "\\$\\$")', "a$$b"),
    ('replace("abc", "[", "x")', None),
    ('replace("abc", "b", "$0$0")', "abbc"),
    ('replace("abc", ".*?", "x")', None),
    ('replace("a.b", ".", "-", "q")', "a-b"),
    ('replace("reluctant", "r.*?t", "X")', "Xant"),
    (r'matches("中", "\p{L}")', "true"),
    (r'matches("e", "[a-z-[aeiou]]")', "false"),
    (r'matches("f", "[a-z-[aeiou]]")', "true"),
    (r'matches("abab", "(ab)\1")', "true"),
    ('matches("a\\nb", "a.b")', "false"),
    ('matches("a\\nb", "a.b", "s")', "true"),
    ('matches("helloworld", "hello world", "x")', "true"),
    ('matches("a-", "[&&--~~||[]")', "true"),
    ('matches("a", "a", "k")', None),
    ('split("John Doe", "\\s")', '["John", "Doe"]'),
    ('string join(["a", null, "c"], "-")', "a-c"),
    ('string([1, "a\\"b", null])', '[1, "a\\"b", null]'),
    ('number("1 000,5", " ", ",")', "1000.5"),
    ('number("1,000.5", ",", ".")', "1000.5"),
    ('number("abc")', None),
    ("decimal(1/3, 2)", "0.33"),
    ("decimal(2.5, 0)", "2"),
    ("floor(-1.5)", "-2"),
    ("ceiling(1.1, 0)", "2"),
    ("round up(5.5, 0)", "6"),
    ("round down(-5.5, 0)", "-5"),
    ("round half up(5.125, 2)", "5.13"),
    ("round half down(5.125, 2)", "5.12"),
    ("abs(-1)", "1"),
    ("modulo(-12, 5)", "3"),
    ("modulo(10.1, 4.5)", "1.1"),
    ("modulo(1, 0)", None),
    ("sqrt(16)", "4"),
    ("sqrt(-1)", None),
    ("decimal(log(10), 8)", "2.30258509"),
    ("decimal(exp(1), 8)", "2.71828183"),
    ("odd(5)", "true"),
    ("even(5)", "false"),
    ("not(false)", "true"),
    ("list contains([1, null], null)", "true"),
    ("count([1, 2])", "2"),
    ("min([3, 1, 2])", "1"),
    ('max("a", "b")', "b"),
    ("max([])", None),
    ("min(1, null)", None),
    ("sum(1, 2, 3)", "6"),
    ("sum([])", None),
    ("mean([1, 2, 3])", "2"),
    ("median(1, 4, 2, 3)", "2.5"),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"),
    ("product(2, 3, 4)", "24"),
    ("all([true, null])", None),
    ("all([])", "true"),
    ("any(false, true)", "true"),
    ("any([])", "false"),
    ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("concatenate([1, 2], [3])", "[1, 2, 3]"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("remove([1, 2, 3], 2)", "[1, 3]"),
    ("remove([1], 2)", None),
    ("list replace([2, 4, 7], 3, 6)", "[2, 4, 6]"),
    ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
    ("reverse([1, 2])", "[2, 1]"),
    ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("distinct values([1, 1.0, [2], [2], null])", "[1, [2], null]"),
    ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
    ("sort([3, 1, 2])", "[1, 2, 3]"),
    ("sort(list: [3, 1, 2], precedes: function(x, y) x > y)", "[3, 2, 1]"),
    ("partition([1, 2, 3], 2)", "[[1, 2], [3]]"),
    ('get value({a: 1}, "a")', "1"),
    ("get entries({a: 1})", '[{key: "a", value: 1}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    ('date("2026-01-01")', "2026-01-01"),
    ('time("10:00:00Z")', "10:00:00Z"),
    ('date and time("2026-01-01T10:00:00")', "2026-01-01T10:00:00"),
    ('duration("P1D")', "P1D"),
    ('years and months duration(@"2026-01-01", @"2027-03-01")', "P1Y2M"),
    ("today()", "2026-03-01"),
    ("now().hour", "12"),
    ('day of year(@"2026-02-01")', "32"),
    ('day of week(@"2026-02-01")', "Sunday"),
    ('month of year(@"2026-02-01")', "February"),
    ('week of year(@"2026-02-02")', "6"),
    ("is(1, 1.0)", "true"),
    ("before(1, [2..3])", "true"),
    ("after([5..6], [1..5))", "true"),
    ("meets([1..5], [5..10])", "true"),
    ("met by([5..10], [1..5))", "false"),
    ("overlaps([1..5], [5..8])", "true"),
    ("overlaps before([1..5], [3..8])", "true"),
    ("overlaps after([3..8], [1..5])", "true"),
    ("finishes(10, [1..10])", "true"),
    ("finished by([1..10], (5..10])", "true"),
    ("includes([1..10], 5)", "true"),
    ("during(5, [1..10])", "true"),
    ("starts(1, [1..10])", "true"),
    ("started by([1..10], [1..5])", "true"),
    ("coincides([1..5], [1..5])", "true"),
    ('range("[18..21)")', "[18..21)"),
    ('range("[21..18]")', None),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_gives(source, expected):
    assert text(source) == expected


def test_every_built_in_is_tried():
    called = " ".join(source for source, _ in CASES)

    assert {name for name in BUILT_INS if f"{name}(" not in called} == set()


def test_a_list_of_one_stands_for_its_item():
    assert value('upper case(["a"])') == "A"
    assert value("count(1)") == 1


def test_built_ins_are_values():
    assert value("{f: count, r: f([1, 2])}.r") == 2


def test_ties_stay_in_their_order():
    source = 'sort([{k: 1, n: "a"}, {k: 1, n: "b"}, {k: 0, n: "c"}], function(x, y) x.k <= y.k).n'
    assert value(source) == ["c", "a", "b"]


def test_a_date_is_taken_where_a_date_and_time_is_declared():
    assert text('(function(m: date and time) m)(@"2026-03-01")') == "2026-03-01T00:00:00Z"
