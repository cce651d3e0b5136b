"""Syntax tree → Python closures, once per source. Each kind of node has one function; `COMPILERS` is the whole list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import syntax
from engine.feel.compiler import functions, iteration, literals, operators, tests
from engine.feel.evaluation import Closure

COMPILERS: dict[type[syntax.Node], Callable[[Any, Callable[[syntax.Node], Closure]], Closure]] = {
    syntax.Literal: literals.literal,
    syntax.Invalid: literals.invalid,
    syntax.Name: literals.name,
    syntax.ListNode: literals.list_literal,
    syntax.ContextNode: literals.context_literal,
    syntax.RangeNode: literals.range_literal,
    syntax.SignRange: literals.sign_range,
    syntax.Junction: operators.junction,
    syntax.Arithmetic: operators.arithmetic,
    syntax.Negation: operators.negation,
    syntax.Comparison: operators.comparison,
    syntax.Between: operators.between,
    syntax.InstanceOf: operators.instance_of,
    syntax.If: operators.conditional,
    syntax.In: tests.in_tests,
    syntax.UnaryTestsNode: tests.unary_tests,
    syntax.Path: iteration.path,
    syntax.Filter: iteration.filter_,
    syntax.For: iteration.for_,
    syntax.Quantified: iteration.quantified,
    syntax.Invocation: functions.invocation,
    syntax.FunctionDefinition: functions.definition,
}


def compile_node(node: syntax.Node) -> Closure:
    """The depth of the recursion is that of the tree, which the parser has bounded."""
    return COMPILERS[type(node)](node, compile_node)
