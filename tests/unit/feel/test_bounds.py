"""Nothing that an expression can do hangs, exhausts memory, or reaches outside."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from engine.feel import Budget, Environment, FeelBudgetExceeded, FeelSyntaxError, compile_expression, host_function
from tests.unit.feel.evaluating import evaluation, value

DEEP = [
    "(" * 5000 + "1" + ")" * 5000,
    "[" * 5000,
    "{a:" * 5000 + "1" + "}" * 5000,
    "if a then " * 3000 + "1" + " else 1" * 3000,
    "not(" * 500 + "true" + ")" * 500,
    "a" + ".b" * 3000,
    "a" + "[1]" * 3000,
    "f" + "()" * 3000,
    "1" + "=1" * 3000,
    "1 instance of " + "list<" * 3000,
    "function() " * 3000 + "1",
    "a" * 200_000,
    "\ud800",
    "{" + ", ".join(f"a-{number}: 1" for number in range(2000)) + "}",
    '"\\u0000"',
]
EXHAUSTING = [
    "for a in 1..1000000, b in 1..1000000 return a",
    "some a in 1..100000000 satisfies a < 0",
    "{f: function(x) f(x), r: f(1)}.r",
    "{f: function(x) [f(x + 1), f(x + 1)], r: f(1)}.r",
    "for i in 1..100000 return partial",
    'for i in 1..100000 return matches("aaaaaaaaaaaaaaaaaaa", "(a+)+b")',
    "distinct values(for i in 1..20000 return [i])",
    "sort(for i in 1..100000 return -i, function(a, b) a < b)",
    '{a: "xxxxxxxxxxxxxxxxxxxx", b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c, '
    "e: d+d+d+d+d+d+d+d+d+d, f: e+e+e+e+e+e+e+e+e+e}.f",
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: flatten(f)}.g",
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: string(f)}.g",
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: f = f}.g",
    'string join(for i in 1..100000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
]
PATTERNS = [
    "(a+)+$",
    "(a|a)*$",
    "(a|aa)+$",
    "(a*)*b",
    "(.*)(.*)(.*)(.*)(.*)x",
    "(a{1,5}){1,10}b",
    "(a?){30}a{30}b",
    "(x+x+)+y",
    "((a+)+)+b",
    "(aa|a){30}b",
    "a*a*a*a*a*b",
    "(?=a)",
    "(?<!a)b",
    "a{99999999999}",
    "(a{0,50}){0,50}b",
]


@pytest.mark.parametrize("source", DEEP)
def test_refuses_what_nests_too_deep_or_is_too_long(source):
    with pytest.raises(FeelSyntaxError):
        compile_expression(source)


@pytest.mark.parametrize(
    "source", ["1" + "+1" * 9000, "true" + " and true" * 2000, "if a then 1 else " * 1000 + "2", "-" * 5000 + "1"]
)
def test_takes_what_is_merely_long(source):
    assert evaluation(source, a=False).value is not None


@pytest.mark.parametrize("source", EXHAUSTING)
def test_stops_within_its_budget(source):
    started = time.process_time()

    with pytest.raises(FeelBudgetExceeded):
        evaluation(source)

    assert time.process_time() - started < 15  # far more than it needs; a hang would be minutes


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_cannot_hang(pattern):
    started = time.process_time()

    assert value("matches(text, pattern)", text="a" * 100, pattern=pattern) is None
    assert time.process_time() - started < 5


def test_rounds_that_match_nothing_cannot_hang_either():
    assert value("matches(text, pattern)", text="aaaaaa", pattern="^(((((c|a?|a?)){2}){5,20}|b)){0,5}b$") is None


@pytest.mark.parametrize("pattern", ["^[A-Z]{2}\\d+$", "^(http|ftp)s?://", "[a-z]+@[a-z]+\\.cn", "^(\\d{3}-)?\\d{8}$", "a.*b"])
def test_ordinary_patterns_pass(pattern):
    assert value("matches(text, pattern)", text="x" * 60, pattern=pattern) is False


@pytest.mark.parametrize(
    "source",
    [
        '"".__class__', "(1).real", "(1).append", "a.__init__.__globals__", "__import__", "os.system(1)", "eval(1)", 'open("x")',
        "function() external {java: {class: 1}}", "a.items", "a.get", "count.__call__", "count.call", "today().ctime",
        'get value(a, "__class__")', "(function() 1).parameters", '@"10:00:00@../../etc/passwd"', "{}.keys", "[1..2].is_test",
    ],
)  # fmt: skip
def test_no_expression_reaches_python(source):
    assert value(source, a={"b": 1}) is None


@pytest.mark.parametrize(
    "source", ["10 ** 6144 * 10", "9 ** 9 ** 9 ** 9 ** 9", "1e999999999", "exp(99999999)", "modulo(1e6000, 3)"]
)
def test_numbers_do_not_grow_without_end(source):
    assert value(source) is None


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")])
def test_a_number_that_feel_does_not_have_does_no_harm(number):
    for source in (
        "x + 1",
        "x < 1",
        "x = 1",
        "floor(x)",
        "string(x)",
        "x in [1..2]",
        "[1, 2][x]",
        "sort([x, 1])",
        "for i in x..2 return i",
    ):
        compile_expression(source).evaluate({"x": number})


def test_a_smaller_budget_can_be_given():
    environment = Environment(budget=Budget(steps=10))

    with pytest.raises(FeelBudgetExceeded, match="10 steps"):
        compile_expression("for i in 1..100 return i").evaluate({}, environment=environment)


def test_wall_time_can_be_limited():
    environment = Environment(budget=Budget(seconds=0.0))

    with pytest.raises(FeelBudgetExceeded, match="seconds"):
        compile_expression("for i in 1..100 return i").evaluate({}, environment=environment)


def test_warnings_are_not_piled_up():
    assert len(evaluation("for i in 1..1000 return i + null").warnings) == 100


def test_host_functions_get_feel_values_and_their_refusals_become_null():
    def half(number: Decimal) -> Decimal:
        if not isinstance(number, Decimal):
            raise TypeError("a number is needed")
        return number / 2

    environment = Environment(functions={"half of": half})

    assert compile_expression("half of(3)").evaluate({}, environment=environment).value == Decimal("1.5")
    named = {"half": host_function("half", half, ("whole",))}
    assert compile_expression("half(whole: 3)").evaluate(named).value == Decimal("1.5")
    assert compile_expression("half(part: 3)").evaluate(named).value is None
    refused = compile_expression('half of("a")').evaluate({}, environment=environment)
    assert refused.value is None
    assert "a number is needed" in refused.warnings[0].message


@pytest.mark.parametrize("source", ["0 ** -1", "x ** -1", "odd(0 ** -1)", "0 ** -1 > 5"])
def test_no_number_is_infinite(source):
    assert value(source, x=0) is None


@pytest.mark.parametrize("source", [r'"\UFFFFFF"', r'"\U110000"'])
def test_an_escape_beyond_unicode_is_no_character(source):
    assert value(source) == source[1:-1]
