"""The grammar's alternatives → nodes of the syntax tree, called by the parser from the leaves up."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import Any, cast

from lark import Token, Transformer

from engine.feel import syntax
from engine.feel.errors import FeelError
from engine.feel.numbers import NUMBERS
from engine.feel.syntax import Node
from engine.feel.temporal.literals import at_literal


class Builder(Transformer[Token, Any]):
    """One method for each alternative of the grammar."""

    def expression(self, c: list[Any]) -> Node:
        return cast(Node, c[0])

    def group(self, c: list[Any]) -> Node:
        return cast(Node, c[1])

    # --- operators

    def disjunction(self, c: list[Any]) -> Node:
        return syntax.Junction(at=c[1].start_pos, operator="or", operands=c[::2])

    def conjunction(self, c: list[Any]) -> Node:
        return syntax.Junction(at=c[1].start_pos, operator="and", operands=c[::2])

    def _sign(self, c: list[Any]) -> Token:
        return cast(Token, c[0])

    compare_sign = add_sign = multiply_sign = power_sign = range_close = _sign

    def compare(self, c: list[Any]) -> Node:
        return syntax.Comparison(at=c[1].start_pos, operator=str(c[1]), left=c[0], right=c[2])

    def between(self, c: list[Any]) -> Node:
        return syntax.Between(at=c[1].start_pos, value=c[0], low=c[2], high=c[4])

    def in_value(self, c: list[Any]) -> Node:
        tested = c[2]
        if isinstance(tested, syntax.SignRange):  # `x in (!= 2)`: one test in brackets
            test = syntax.Test(at=tested.at, operator=tested.operator, operand=tested.endpoint)
            return syntax.In(at=c[1].start_pos, value=c[0], tests=[test])
        return syntax.In(at=c[1].start_pos, value=c[0], tests=[self.test_value(c[2:])])

    def in_sign(self, c: list[Any]) -> Node:
        return syntax.In(at=c[1].start_pos, value=c[0], tests=[self.test_sign(c[2:])])

    def in_tests(self, c: list[Any]) -> Node:
        return syntax.In(at=c[1].start_pos, value=c[0], tests=c[3:])

    def arithmetic(self, c: list[Any]) -> Node:
        rest = [(str(sign), sign.start_pos, operand) for sign, operand in zip(c[1::2], c[2::2], strict=True)]
        return syntax.Arithmetic(at=c[1].start_pos, first=c[0], rest=rest)

    def negation(self, c: list[Any]) -> Node:
        if isinstance(c[1], syntax.Literal) and type(c[1].value) is Decimal:
            return syntax.Literal(at=c[0].start_pos, value=NUMBERS.minus(c[1].value))
        return syntax.Negation(at=c[0].start_pos, operand=c[1])

    def instance_of(self, c: list[Any]) -> Node:
        return syntax.InstanceOf(at=c[1].start_pos, value=c[0], type=c[2])

    def path(self, c: list[Any]) -> Node:
        return syntax.Path(at=c[1].start_pos, source=c[0], name=str(c[1]))

    def filter_(self, c: list[Any]) -> Node:
        return syntax.Filter(at=c[1].start_pos, source=c[0], condition=c[2])

    def invocation(self, c: list[Any]) -> Node:
        positional, named = c[2] if len(c) > 2 else ([], [])
        return syntax.Invocation(at=c[0].at, function=c[0], positional=positional, named=named)

    def positional(self, c: list[Any]) -> tuple[list[Node], list[Any]]:
        return c, []

    def named(self, c: list[Any]) -> tuple[list[Node], list[Any]]:
        return [], c

    def named_argument(self, c: list[Any]) -> tuple[str, Node]:
        return str(c[0]), c[1]

    # --- unary tests

    def any_value(self, c: list[Any]) -> Node:
        return syntax.UnaryTestsNode(at=c[0].start_pos, tests=None)

    def negated_tests(self, c: list[Any]) -> Node:
        return syntax.UnaryTestsNode(at=c[0].start_pos, tests=c[2], negated=True)

    def some_tests(self, c: list[Any]) -> Node:
        return syntax.UnaryTestsNode(at=c[0][0].at, tests=c[0])

    def tests(self, c: list[Any]) -> list[Any]:
        return c

    def test_value(self, c: list[Any]) -> syntax.Test:
        return syntax.Test(at=c[0].at, operator=None, operand=c[0])

    def test_sign(self, c: list[Any]) -> syntax.Test:
        return syntax.Test(at=c[0].start_pos, operator=str(c[0]), operand=c[1])

    # --- operands

    def number(self, c: list[Any]) -> Node:
        try:
            return syntax.Literal(at=c[0].start_pos, value=NUMBERS.create_decimal(str(c[0])))
        except DecimalException:
            return syntax.Invalid(at=c[0].start_pos, message="The number is too large.")

    def string(self, c: list[Any]) -> Node:
        return syntax.Literal(at=c[0].start_pos, value=str(c[0]))

    def at_literal(self, c: list[Any]) -> Node:
        try:
            return syntax.Literal(at=c[0].start_pos, value=at_literal(str(c[0])))
        except FeelError as refusal:
            return syntax.Invalid(at=c[0].start_pos, message=refusal.message)

    def true(self, c: list[Any]) -> Node:
        return syntax.Literal(at=c[0].start_pos, value=True)

    def false(self, c: list[Any]) -> Node:
        return syntax.Literal(at=c[0].start_pos, value=False)

    def null(self, c: list[Any]) -> Node:
        return syntax.Literal(at=c[0].start_pos, value=None)

    def name(self, c: list[Any]) -> Node:
        return syntax.Name(at=c[0].start_pos, name=str(c[0]))

    def list_(self, c: list[Any]) -> Node:
        return syntax.ListNode(at=c[0].start_pos, items=c[1:])

    def context(self, c: list[Any]) -> Node:
        return syntax.ContextNode(at=c[0].start_pos, entries=c[1:])

    def entry(self, c: list[Any]) -> tuple[str, Node]:
        return str(c[0]), c[1]

    def range_(self, c: list[Any]) -> Node:
        return syntax.RangeNode(
            at=c[0].start_pos, start=c[1], end=c[2], start_included=c[0].type == "LSQB", end_included=c[3].type == "_RSQB"
        )

    def sign_range(self, c: list[Any]) -> Node:
        return syntax.SignRange(at=c[1].start_pos, operator=str(c[1]), endpoint=c[2])

    def if_(self, c: list[Any]) -> Node:
        condition, then, otherwise = c[1:]
        if isinstance(otherwise, syntax.If):  # an `else if` chain stays one node, however long
            otherwise.prepend(c[0].start_pos, condition, then)
            return otherwise
        return syntax.If(at=c[0].start_pos, branches=[(condition, then)], otherwise=otherwise)

    def iterator(self, c: list[Any]) -> syntax.Iterator:
        return syntax.Iterator(at=c[0].start_pos, name=str(c[0]), domain=c[2], until=c[3] if len(c) > 3 else None)

    def iterators(self, c: list[Any]) -> Any:
        return c

    def for_(self, c: list[Any]) -> Node:
        return syntax.For(at=c[0].start_pos, iterators=c[1], body=c[2])

    def some(self, c: list[Any]) -> Node:
        return syntax.Quantified(at=c[0].start_pos, every=False, iterators=c[1], condition=c[2])

    def every(self, c: list[Any]) -> Node:
        return syntax.Quantified(at=c[0].start_pos, every=True, iterators=c[1], condition=c[2])

    def parameter(self, c: list[Any]) -> tuple[str, syntax.TypeName | None]:
        return str(c[0]), c[1] if len(c) > 1 else None

    def function(self, c: list[Any]) -> Node:
        return syntax.FunctionDefinition(at=c[0].start_pos, parameters=c[2:-1], body=c[-1])

    def external_function(self, c: list[Any]) -> Node:
        return syntax.FunctionDefinition(at=c[0].start_pos, parameters=c[2:-2], body=c[-1], external=True)

    # --- types

    def type_name(self, c: list[Any]) -> syntax.TypeName:
        return syntax.TypeName(at=c[0].start_pos, name=str(c[0]))

    def type_arguments(self, c: list[Any]) -> syntax.TypeName:
        return syntax.TypeName(
            at=c[0].start_pos, name=str(c[0]), arguments=[item for item in c[1:] if isinstance(item, syntax.TypeName)]
        )

    def type_fields(self, c: list[Any]) -> syntax.TypeName:
        fields: dict[str, syntax.TypeName] = dict(item for item in c[1:] if isinstance(item, tuple))
        return syntax.TypeName(at=c[0].start_pos, name=str(c[0]), fields=fields)

    def type_function(self, c: list[Any]) -> syntax.TypeName:
        types = [item for item in c if isinstance(item, syntax.TypeName)]
        return syntax.TypeName(at=c[0].start_pos, name="function", arguments=types[:-1], result=types[-1])

    def type_field(self, c: list[Any]) -> tuple[str, syntax.TypeName]:
        return str(c[0]), c[1]
