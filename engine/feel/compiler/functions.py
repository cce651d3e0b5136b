"""Invocations and function definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import syntax
from engine.feel.builtins import BUILT_INS
from engine.feel.conversion import coerce
from engine.feel.errors import FeelError
from engine.feel.evaluation import MISSING, Closure, Run, Scope
from engine.feel.types import conform
from engine.feel.values import Function, type_name

Compile = Callable[[syntax.Node], Closure]


def invocation(node: syntax.Invocation, c: Compile) -> Closure:
    find, at = _callee(node.function, c), node.at
    if node.named:
        named = [(name, c(value)) for name, value in node.named]

        def call_named(scope: Scope) -> Any:
            function = find(scope)
            if type(function) is not Function or function.call_named is None:
                return _not_callable(scope, at, function, node.function)
            return _guarded(scope.run, at, function.call_named, {name: value(scope) for name, value in named})

        return call_named
    positional = [c(value) for value in node.positional]

    def call(scope: Scope) -> Any:
        function = find(scope)
        if type(function) is not Function:
            return _not_callable(scope, at, function, node.function)
        return _guarded(scope.run, at, function.call, [value(scope) for value in positional])

    return call


def _guarded(run: Run, at: int, call: Callable[[Run, Any, int], Any], arguments: Any) -> Any:
    run.enter()
    try:
        return call(run, arguments, at)
    except FeelError as refusal:
        run.refuse(at, refusal)
        return None
    finally:
        run.leave()


def _callee(node: syntax.Node, c: Compile) -> Closure:
    if not isinstance(node, syntax.Name):
        return c(node)
    name, built_in = node.name, BUILT_INS.get(node.name)

    def find(scope: Scope) -> Any:
        found = scope.find(name, MISSING)
        if type(found) is Function:
            return found
        if name in scope.run.environment.functions:
            return coerce(scope.run.environment.functions[name], name)
        # A variable may bear the name of a built-in (`count`, `date`); that does not take the built-in away.
        return built_in if built_in is not None else found

    return find


def _not_callable(scope: Scope, at: int, found: Any, node: syntax.Node) -> None:
    if found is MISSING:
        called = f"'{node.name}'" if isinstance(node, syntax.Name) else "this"
        scope.run.warn(at, f"There is no function {called}.")
    elif isinstance(node, syntax.Name):
        scope.run.warn(at, f"'{node.name}' is a {type_name(found)}, not a function.")
    else:
        scope.run.warn(at, f"This is a {type_name(found)}, not a function.")


def definition(node: syntax.FunctionDefinition, c: Compile) -> Closure:
    if node.external:
        return lambda scope: scope.run.warn(node.at, "External functions are not allowed.")
    names = tuple(name for name, _ in node.parameters)
    types = tuple(type_ for _, type_ in node.parameters)
    body = c(node.body)

    def define(scope: Scope) -> Any:
        scope.run.allocate(50)  # a function keeps its scope alive
        return _user_function(scope, names, types, body)

    return define


def _user_function(scope: Scope, names: tuple[str, ...], types: tuple[syntax.TypeName | None, ...], body: Closure) -> Function:
    source = scope.run.source

    def call(run: Run, arguments: list[Any], at: int) -> Any:
        if len(arguments) != len(names):
            raise FeelError(f"The function takes {len(names)} arguments, not {len(arguments)}.")
        values = [
            conform(value, type_, name, run) if type_ is not None else value
            for name, type_, value in zip(names, types, arguments, strict=True)
        ]
        outer, run.source = run.source, source  # a function may come from another expression: its positions count there
        try:
            return body(Scope(dict(zip(names, values, strict=True)), scope, run))
        finally:
            run.source = outer

    def call_named(run: Run, arguments: dict[str, Any], at: int) -> Any:
        if arguments.keys() != set(names):
            raise FeelError(f"The function takes the arguments {', '.join(names)}.")
        return call(run, [arguments[name] for name in names], at)

    return Function("", names, call, call_named, types)
