"""Which names an expression reads from outside itself."""

from __future__ import annotations

from engine.feel import syntax
from engine.feel.builtins import BUILT_INS
from engine.feel.syntax import Node


def free_names(node: Node) -> frozenset[str]:
    """Names read but not bound inside; built-in functions that are only called do not count.

    Names inside a filter are counted although an item of the list may turn out to hold them.
    """
    found: set[str] = set()
    _walk(node, frozenset(), found)
    return frozenset(found)


def unknown_names(node: Node, known: frozenset[str]) -> frozenset[str]:
    """Names read that are not among these. Those that an item of a filtered list may hold, and what is called, are given the
    benefit of the doubt.
    """
    doubtful: set[str] = {"?", "item", "partial", *BUILT_INS}
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, syntax.Filter):
            doubtful |= free_names(each.condition)
        elif isinstance(each, syntax.Invocation):
            doubtful |= free_names(each.function) | {each.function.name if isinstance(each.function, syntax.Name) else ""}
        stack += each.children()
    return free_names(node) - known - doubtful


def _walk(node: Node, bound: frozenset[str], found: set[str]) -> None:
    match node:
        case syntax.Name(name=name):
            if name not in bound:
                found.add(name)
        case syntax.For(iterators=iterators, body=body):
            _walk(body, _iterate(iterators, bound, found) | {"partial"}, found)
        case syntax.Quantified(iterators=iterators, condition=condition):
            _walk(condition, _iterate(iterators, bound, found), found)
        case syntax.FunctionDefinition(parameters=parameters, body=body):
            _walk(body, bound | {name for name, _ in parameters}, found)
        case syntax.Filter(source=source, condition=condition):
            _walk(source, bound, found)
            _walk(condition, bound | {"item"}, found)
        case syntax.ContextNode(entries=entries):
            inner = bound
            for key, value in entries:
                # A function may call itself by the name of its entry.
                _walk(value, inner | {key} if isinstance(value, syntax.FunctionDefinition) else inner, found)
                inner |= {key}
        case syntax.Invocation(function=syntax.Name(), positional=positional, named=named):
            _called(node, bound, found)
            for argument in [*positional, *(value for _, value in named)]:
                _walk(argument, bound, found)
        case _:
            for child in node.children():
                _walk(child, bound, found)


def _iterate(iterators: list[syntax.Iterator], bound: frozenset[str], found: set[str]) -> frozenset[str]:
    for iterator in iterators:
        for child in iterator.children():
            _walk(child, bound, found)
        bound |= {iterator.name}
    return bound


def _called(node: syntax.Invocation, bound: frozenset[str], found: set[str]) -> None:
    assert isinstance(node.function, syntax.Name)
    if node.function.name not in bound and node.function.name not in BUILT_INS:
        found.add(node.function.name)
