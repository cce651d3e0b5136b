"""Decision tables: which rules match, and what the hit policy makes of them (DMN 1.5, 8.2.8 to 8.2.11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dmn import boxed
from engine.dmn.compiling import hit_policies
from engine.dmn.compiling.place import Place
from engine.dmn.running import DecisionRun, TableTrace
from engine.dmn.types import Kind, values_of
from engine.feel.evaluation import Closure, Scope
from engine.feel.quoting import shown_value
from engine.feel.texts import text_of


@dataclass(frozen=True, slots=True)
class Input:
    label: str
    value: Closure
    kind: Kind
    allowed: Closure | None


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    kind: Kind
    allowed: Closure | None
    values: Closure | None  # the allowed values, the highest first
    default: Closure | None


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    tests: tuple[tuple[int, Closure], ...]  # input, test; cells that let everything through are left out
    outputs: tuple[Closure, ...]


def table(node: boxed.DecisionTable, place: Place) -> Closure:
    _check_names(node, place)
    inputs = [_input(each, place) for each in node.inputs]
    outputs = [_output(each, node, place) for each in node.outputs]
    rows = [_row(rule, place) for rule in node.rules]
    decide = hit_policies.chooser(node, outputs, place)
    single, is_first = len(outputs) == 1, node.hit_policy == "FIRST"
    defaults = [output.default for output in outputs]
    has_default = any(default is not None for default in defaults)

    def evaluate(scope: Scope) -> Any:
        run = scope.run
        values = [_value_of(each, scope) for each in inputs]
        run.tick(len(rows))
        matched = _matched(rows, [Scope({"?": value}, scope, run) for value in values], stops_at_first=is_first)
        if matched:
            found = [_outputs_of(row, outputs, scope) for row in matched]
            result = decide(scope, [row.number for row in matched], [each[0] if single else each for each in found])
        elif has_default:
            default = [None if each is None else each(scope) for each in defaults]
            result = default[0] if single else dict(zip((each.name for each in outputs), default, strict=True))
        else:
            result = hit_policies.nothing(node)
        _record(run, node, place, inputs, values, matched, result)
        return result

    return evaluate


def _check_names(node: boxed.DecisionTable, place: Place) -> None:
    for clause in node.inputs:
        place.check_names(clause.expression, clause.line)
    for rule in node.rules:
        for text in (*rule.inputs, *rule.outputs):
            place.check_names(text, rule.line)


def _record(
    run: Any, node: boxed.DecisionTable, place: Place, inputs: list[Input], values: list[Any], matched: list[Row], result: Any
) -> None:
    if isinstance(run, DecisionRun):
        named = tuple((each.label, value) for each, value in zip(inputs, values, strict=True))
        numbers = tuple(row.number for row in matched)
        run.record(TableTrace(place.id, place.name, node.id, node.hit_policy, named, numbers, result))


def _input(clause: boxed.InputClause, place: Place) -> Input:
    kind = place.types.find(clause.type_ref, clause.line, clause.id)
    value = place.expression(clause.expression, clause.line, clause.id)
    return Input(clause.label or clause.expression, value, kind, place.tests(clause.allowed, clause.line, clause.id))


def _output(clause: boxed.OutputClause, node: boxed.DecisionTable, place: Place) -> Output:
    kind = place.types.find(clause.type_ref, clause.line, clause.id)
    whole = place.types.find(node.type_ref, node.line, node.id) if node.type_ref else place.result
    declared = whole if len(node.outputs) == 1 else whole.components.get(clause.name, kind)
    values = values_of(clause.allowed, place.names) or kind.values or declared.values
    default = None if clause.default is None else place.expression(clause.default, clause.line, clause.id)
    if default is not None:
        default = place.typed(default, kind, clause.label or clause.name)
    return Output(clause.name, kind, place.tests(clause.allowed, clause.line, clause.id), values, default)


def _row(rule: boxed.Rule, place: Place) -> Row:
    tests = [(index, place.tests(text, rule.line, rule.id)) for index, text in enumerate(rule.inputs)]
    outputs = ["" if text == "-" else text for text in rule.outputs]
    return Row(
        rule.number,
        tuple((index, test) for index, test in tests if test is not None),
        tuple(place.expression(text, rule.line, rule.id) for text in outputs),
    )


def _value_of(each: Input, scope: Scope) -> Any:
    value = each.kind.convert(each.value(scope), scope.run, each.label)
    if each.allowed is not None and each.allowed(Scope({"?": value}, scope, scope.run)) is not True and value is not None:
        scope.run.warn(0, f"{each.label}: {_quoted(value)} is not one of the values that the table allows.")
        return None
    return value


def _matched(rows: list[Row], scopes: list[Scope], *, stops_at_first: bool) -> list[Row]:
    found = []
    for row in rows:
        for index, test in row.tests:
            if test(scopes[index]) is not True:
                break
        else:
            found.append(row)
            if stops_at_first:  # what stands below is not asked: it may fail where a rule above guards it
                break
    return found


def _outputs_of(row: Row, outputs: list[Output], scope: Scope) -> Any:
    """One value, or a context of several."""
    values = []
    for output, closure in zip(outputs, row.outputs, strict=True):
        value = output.kind.convert(closure(scope), scope.run, output.name)
        if value is not None and output.allowed is not None and output.allowed(Scope({"?": value}, scope, scope.run)) is not True:
            scope.run.warn(0, f"Rule {row.number}: {_quoted(value)} is not one of the values that the output allows.")
            value = None
        values.append(value)
    return values if len(outputs) == 1 else dict(zip((output.name for output in outputs), values, strict=True))


def _quoted(value: Any) -> str:
    return shown_value(text_of(value, 80), 80)
