"""Literal expressions, boxed functions and boxed invocations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling.place import Place
from engine.dmn.types import Kind
from engine.feel.errors import FeelError
from engine.feel.evaluation import Closure, Run, Scope
from engine.feel.values import Function, type_name


def literal(node: boxed.LiteralExpression, place: Place) -> Closure:
    return place.expression(node.text, node.line, node.id)


def function(node: boxed.FunctionExpression, place: Place) -> Closure:
    parameters = tuple((each.name, place.kind(each)) for each in node.parameters)
    if node.kind != "FEEL":
        return lambda scope: scope.run.warn(0, "External functions are not allowed.")
    inner = place.knowing(name for name, _ in parameters)
    body = place.compile(node.body, inner)
    if node.type_ref:
        body = place.typed(body, result_kind(place.types.find(node.type_ref, node.line, node.id)), place.name)
    return lambda scope: make_function("", parameters, body, scope)


def result_kind(kind: Kind) -> Kind:
    """What a function of this type gives; older files name the type of the result itself."""
    return kind.result if kind.result is not None else kind


def make_function(name: str, parameters: tuple[tuple[str, Kind], ...], body: Closure, around: Scope | None) -> Function:
    names = tuple(name for name, _ in parameters)

    def call(run: Run, arguments: list[Any], at: int) -> Any:
        if len(arguments) != len(names):
            raise FeelError(f"{name or 'The function'} takes {len(names)} arguments, not {len(arguments)}.")
        values = {}
        for (parameter, kind), value in zip(parameters, arguments, strict=True):
            fitting = kind.convert(value, run, f"{name} {parameter}".strip())
            if fitting is None and value is not None:
                return None
            values[parameter] = fitting
        return body(Scope(values, around, run))

    def call_named(run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        if arguments.keys() != set(names):
            raise FeelError(f"{name or 'The function'} takes the arguments {', '.join(names)}.")
        return call(run, [arguments[each] for each in names], at)

    return Function(name, names, call, call_named)


def invocation(node: boxed.Invocation, place: Place) -> Closure:
    called = place.compile(node.function, place)
    bindings = [
        (each.name, place.typed(place.compile(value, place), place.kind(each), each.name)) for each, value in node.bindings
    ]

    def invoke(scope: Scope) -> Any:
        run, found = scope.run, called(scope)
        if type(found) is not Function:
            run.warn(0, f"Expected a function to invoke, got a {type_name(found)}.")
            return None
        arguments = {name: value(scope) for name, value in bindings}
        run.enter()
        try:
            if not arguments or found.call_named is None:
                return found.call(run, list(arguments.values()), 0)
            return found.call_named(run, arguments, 0)
        except FeelError as refusal:
            run.refuse(0, refusal)
            return None
        finally:
            run.leave()

    return invoke
