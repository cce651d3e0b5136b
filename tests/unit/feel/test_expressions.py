"""What each construct of the language gives."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import FeelSyntaxError, compile_expression
from tests.unit.feel.evaluating import evaluation, text, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ** 3 ** 2", "64"),
        ("-3 ** 2", "9"),
        ("10 - 2 - 3", "5"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("0.1 + 0.2", "0.3"),
        (".5 + 1e2", "100.5"),
        ("12345678901234567890 * 10", "123456789012345678900"),
        ('"up" + "-" + "down"', "up-down"),
        ("[1, 2, 3]", "[1, 2, 3]"),
        ('{a: 1, "b c": [true]}', "{a: 1, b c: [true]}"),
        ("{a: 1, b: a + 1}.b", "2"),
        ("if 1 > 2 then 1 else if 2 > 1 then 2 else 3", "2"),
        ("for x in 1..3 return x * x", "[1, 4, 9]"),
        ("for x in 3..1 return x", "[3, 2, 1]"),
        ("for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"),
        ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3, 5]"),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
        ("[1, 2, 3, 4][item > 2]", "[3, 4]"),
        ("[1, 2, 3][2]", "2"),
        ("[1, 2, 3][-1]", "3"),
        ("[{a: 1, b: 2}, {a: 3, b: 4}][a = 3].b", "[4]"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("(function(a, b) a - b)(b: 1, a: 3)", "2"),
        ("{f: function(n: number) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", "120"),
        ("[1..3]", "[1..3]"),
        ("]1..3[", "(1..3)"),
        ("(>= 10)", "(>= 10)"),
        ("[]", "[]"),
        ("1 /* one */ + // and\n 1", "2"),
        (r'"\u4e2d\U01F40E \"quoted\" \n".x', None),
    ],
)
def test_gives(source, expected):
    assert text(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 = 1.0", True),
        ('"a" != "b"', True),
        ("null = null", True),
        ("1 = null", False),
        ('1 = "1"', None),
        ("[1, 2] = [1, 2]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("[1..3] = [1..3]", True),
        ("[1..3] = [1..3)", False),
        ("2 < 10", True),
        ('"a" < "b"', True),
        ("1 < null", None),
        ("5 between 1 and 5 and true", True),
        ("null between 1 and 2", None),
        ("5 between null and 3", False),
        ("5 between null and 7", None),
        ("5 between 6 and null", False),
        ("5 in [1..5]", True),
        ("5 in [1..5[", False),
        ("5 in ]1..9[ and true", True),
        ("5 in (< 3, > 4)", True),
        ("5 in < 3", False),
        ("5 in [1, 5]", True),
        ("5 in (1, [4..6])", True),
        ('"high" in ("high", "urgent")', True),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("some x in [] satisfies true", False),
        ("every x in [] satisfies false", True),
        ("1 instance of number", True),
        ('@"2026-01-01" instance of date', True),
        ("[1, 2] instance of list<number>", True),
        ("[1, true] instance of list<number>", False),
        ("{a: 1} instance of context<a: number>", True),
        ("null instance of Any", False),
        ("1 instance of nonsense", None),
        ("not(true)", False),
        ("not(null)", None),
    ],
)
def test_decides(source, expected):
    assert value(source) is expected


@pytest.mark.parametrize("left", ["true", "false", "null"])
@pytest.mark.parametrize("right", ["true", "false", "null"])
def test_logic_has_three_values(left, right):
    values = {"true": True, "false": False, "null": None}
    a, b = values[left], values[right]

    assert value(f"{left} and {right}") is (False if False in (a, b) else None if None in (a, b) else True)
    assert value(f"{left} or {right}") is (True if True in (a, b) else None if None in (a, b) else False)


def test_a_condition_over_chinese_names():
    source = '患者年龄 >= 65 and 紧急程度 in ("高", "危急")'

    assert value(source, 患者年龄=70, 紧急程度="高") is True
    assert compile_expression(source).names == {"患者年龄", "紧急程度"}


def test_words_side_by_side_are_one_name():
    assert value("referral  number + 1", referral_number=1) == 2
    assert compile_expression("referral  number + 1").names == {"referral number"}


def test_names_with_operators_and_keywords_are_declared_or_keys():
    declared = compile_expression("follow-up in days + 1", names=["follow-up in days"])

    assert declared.evaluate({"follow-up in days": Decimal(2)}).value == 3
    assert value("{a-b: 1, c: a-b + 1}.c") == 2
    assert value('{"a-b": 1, c: a-b + 1}.c') == 2
    assert value("{a+b: 3}.a+b") == 3
    assert value("a-b", a=3, b=1) == 2


def test_a_variable_may_bear_the_name_of_a_built_in():
    assert value("count(count) + date.day", count=[1, 2], date={"day": 1}) == 3


def test_names_lists_what_is_read_from_outside():
    source = "for x in xs, y in x return x + y + f(z) + count(xs) + [1][item > limit] + {a: 1, b: a}.b"

    assert compile_expression(source).names == {"xs", "f", "z", "limit"}


def test_python_numbers_in_the_scope_count_as_numbers():
    assert compile_expression("a.b + a.c[1]").evaluate({"a": {"b": 1, "c": (2.5,)}}).value == Decimal("3.5")


@pytest.mark.parametrize(
    ("source", "line", "column", "part"),
    [
        ("1 +", 1, 4, "expected a value"),
        ("(1", 1, 3, "')'"),
        ("a = \n 1 1", 2, 4, "'1' stands"),
        ("“a”", 1, 1, "full-width"),
        ("1，2", 1, 2, "write ','"),
        ('"open', 1, 1, "closing quotation mark"),
        ("", 1, 1, "found nothing"),
        ("[1,]", 1, 4, "']' stands"),
        ("a; b", 1, 2, "';'"),
        ("if a then b", 1, 12, "'else'"),
    ],
)
def test_says_where_the_source_is_wrong(source, line, column, part):
    with pytest.raises(FeelSyntaxError) as refusal:
        compile_expression(source)

    assert (refusal.value.line, refusal.value.column) == (line, column)
    assert part in str(refusal.value)


@pytest.mark.parametrize(
    ("source", "kind", "column"),
    [
        ("1 + absent", "missing", 3),
        ("{a: 1}.b", "missing", 8),
        ("absent", "missing", 1),
        ("1 / 0", "error", 3),
        ('1 + "a"', "error", 3),
        ("nothing(1)", "error", 1),
        ('date("2026-02-30")', "error", 1),
        ('@"2026-02-30"', "error", 1),
        ("substring(1, 2)", "error", 1),
        ("count()", "error", 1),
        ("count(nonsense: 1)", "error", 1),
        ("1 and true", "error", 1),
        ("[1][2]", "missing", 4),
        ("for x in null return x", "missing", 5),
        ("function(a) external {java: {}}", "error", 1),
        ("{a: 1, a: 2}", "error", 1),
        ("[3..1]", "error", 1),
    ],
)
def test_what_has_no_value_is_null_and_warns(source, kind, column):
    evaluated = evaluation(source)

    assert evaluated.value is None
    assert [(warning.kind, warning.column) for warning in evaluated.warnings][-1] == (kind, column)


def test_a_silent_null_does_not_warn():
    assert evaluation("null").warnings == ()
    assert evaluation("if null = 1 then 1 else 2").warnings == ()
