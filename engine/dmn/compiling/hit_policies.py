"""What a hit policy makes of the rules that matched. Contradictions are errors that name the rules, never a first match."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling.place import Place
from engine.dmn.problems import DecisionError
from engine.feel.builtins import BUILT_INS
from engine.feel.errors import FeelError
from engine.feel.evaluation import Scope
from engine.feel.values import equal

Choose = Callable[[Scope, list[int], list[Any]], Any]


def nothing(node: boxed.DecisionTable) -> Any:
    """What comes out where no rule matches and no default stands: of a collection nothing at all, else null."""
    if node.hit_policy != "COLLECT":
        return None
    return {"": [], "COUNT": Decimal(0)}.get(node.aggregation)


def chooser(node: boxed.DecisionTable, outputs: list[Any], place: Place) -> Choose:
    policy = node.hit_policy
    if policy == "UNIQUE":
        return _unique(place)
    if policy == "ANY":
        return _any(place)
    if policy == "FIRST":
        return lambda scope, numbers, found: found[0]
    if policy == "RULE ORDER":
        return lambda scope, numbers, found: scope.run.made(found)
    if policy in ("PRIORITY", "OUTPUT ORDER"):
        return _ordered(node, outputs, place)
    if not node.aggregation:
        return lambda scope, numbers, found: scope.run.made(found)
    return _aggregated(node, outputs, place)


def _unique(place: Place) -> Choose:
    def choose(scope: Scope, numbers: list[int], found: list[Any]) -> Any:
        if len(found) == 1:
            return found[0]
        raise DecisionError(
            "dmn.not_unique",
            "“{name}”: rules {rules} match at once; hit policy UNIQUE allows one.",
            "“{name}”：规则 {rules} 同时匹配；命中策略 UNIQUE 只允许一条。",
            element_id=place.id,
            rules=numbers,
            name=place.name,
        )

    return choose


def _any(place: Place) -> Choose:
    def choose(scope: Scope, numbers: list[int], found: list[Any]) -> Any:
        for value in found[1:]:
            if equal(found[0], value, scope.run.tick) is not True:
                raise DecisionError(
                    "dmn.any_differs",
                    "“{name}”: rules {rules} match and differ in what they give; hit policy ANY wants them to agree.",
                    "“{name}”：规则 {rules} 同时匹配但输出不同；命中策略 ANY 要求结果一致。",
                    element_id=place.id,
                    rules=numbers,
                    name=place.name,
                )
        return found[0]

    return choose


def _ordered(node: boxed.DecisionTable, outputs: list[Any], place: Place) -> Choose:
    if all(output.values is None for output in outputs):
        place.problem(
            "dmn.no_priorities",
            "Hit policy {policy} needs output values, the highest first.",
            "命中策略 {policy} 需要按优先级列出的输出值。",
            node.line,
            node.id,
            policy=node.hit_policy,
        )
    single = len(outputs) == 1

    def rank(scope: Scope, lists: list[list[Any] | None], value: Any) -> list[int]:
        parts = [value] if single else list(value.values())
        return [_position(scope, values, part) for values, part in zip(lists, parts, strict=True)]

    def choose(scope: Scope, numbers: list[int], found: list[Any]) -> Any:
        lists = [None if output.values is None else output.values(scope) for output in outputs]
        ranked = sorted(found, key=lambda value: rank(scope, lists, value))
        return ranked[0] if node.hit_policy == "PRIORITY" else scope.run.made(ranked)

    return choose


def _position(scope: Scope, values: list[Any] | None, part: Any) -> int:
    if values is None:
        return 0
    for index, value in enumerate(values):
        if equal(value, part, scope.run.tick) is True:
            return index
    return len(values)


def _aggregated(node: boxed.DecisionTable, outputs: list[Any], place: Place) -> Choose:
    if node.aggregation == "COUNT":
        return lambda scope, numbers, found: Decimal(len(found))
    if len(outputs) > 1:
        place.problem(
            "dmn.aggregation_of_several",
            "{how} needs a table of one output.",
            "{how} 只适用于单个输出的决策表。",
            node.line,
            node.id,
            how=node.aggregation,
        )
    function = BUILT_INS[node.aggregation.lower()]

    def choose(scope: Scope, numbers: list[int], found: list[Any]) -> Any:
        try:
            return function.call(scope.run, [found], 0)
        except FeelError as refusal:
            scope.run.refuse(0, refusal)
            return None

    return choose
