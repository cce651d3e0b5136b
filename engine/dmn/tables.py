"""The XML of a decision table → `DecisionTable`."""

from __future__ import annotations

from typing import Any, cast, get_args

from engine.dmn import boxed
from engine.dmn.problems import DecisionsRefused, Problem
from engine.dmn.xml import Element
from engine.feel.lexer import normalise

AGGREGATIONS = {"": "", "SUM": "SUM", "COUNT": "COUNT", "MIN": "MIN", "MAX": "MAX"}
MAX_RULES = 20_000


def read_table(file: str, element: Element, common: dict[str, Any]) -> boxed.DecisionTable:
    """Raises: DecisionsRefused."""
    table = boxed.DecisionTable(
        **common,
        hit_policy=cast(boxed.HitPolicy, element.get("hitPolicy", "UNIQUE")),
        aggregation=cast(boxed.Aggregation, element.get("aggregation")),
        inputs=tuple(_input(each) for each in element.all("input")),
        outputs=tuple(_output(each) for each in element.all("output")),
        rules=tuple(_rule(number, each) for number, each in enumerate(element.all("rule"), start=1)),
        annotations=tuple(each.get("name") for each in element.all("annotation")),
        output_label=element.get("outputLabel"),
    )
    wrong = _wrong_head(table) or _wrong_rule(table)
    if wrong is not None:
        rule, en, zh, params = wrong
        raise DecisionsRefused([Problem("error", rule, en, zh, file, table.id, params.pop("line", table.line), params)])
    return table


Wrong = tuple[str, str, str, dict[str, Any]]


def _wrong_head(table: boxed.DecisionTable) -> Wrong | None:
    names = [output.name for output in table.outputs]
    if table.hit_policy not in get_args(boxed.HitPolicy) or table.aggregation not in AGGREGATIONS:
        params = {"policy": table.hit_policy[:40]}
        return "dmn.hit_policy", "There is no hit policy “{policy}”.", "没有命中策略“{policy}”。", params
    if table.aggregation and table.hit_policy != "COLLECT":
        return "dmn.aggregation", "Only COLLECT can aggregate.", "只有 COLLECT 可以聚合。", {}
    if not table.outputs:
        return "dmn.no_output", "Expected an output column.", "决策表应有输出列。", {}
    if len(table.outputs) > 1 and (not all(names) or len(set(names)) < len(names)):
        return "dmn.output_names", "Expected a name of its own on every output.", "每个输出列应有唯一的名称。", {}
    return None


def _wrong_rule(table: boxed.DecisionTable) -> Wrong | None:
    if len(table.rules) > MAX_RULES:
        return "dmn.too_many_rules", "Expected at most {limit} rules.", "规则不得超过 {limit} 条。", {"limit": MAX_RULES}
    inputs, outputs = len(table.inputs), len(table.outputs)
    for rule in table.rules:
        if len(rule.inputs) != inputs or len(rule.outputs) != outputs:
            en = "Rule {number}: expected {inputs} inputs and {outputs} outputs."
            zh = "规则 {number}：应有 {inputs} 个输入和 {outputs} 个输出。"
            params = {"number": rule.number, "inputs": inputs, "outputs": outputs, "line": rule.line}
            return "dmn.rule_width", en, zh, params
    return None


def _input(element: Element) -> boxed.InputClause:
    expression = element.first("inputExpression")
    values = element.first("inputValues")
    return boxed.InputClause(
        id=element.get("id"),
        line=element.line,
        label=element.get("label"),
        label_zh=element.get("{urn:carelane:bpmn:1}labelZh"),
        expression=expression.content("text") if expression is not None else "",
        type_ref=_local(expression.get("typeRef") or expression.content("typeRef")) if expression is not None else "",
        allowed=values.content("text") if values is not None else "",
    )


def _output(element: Element) -> boxed.OutputClause:
    values, default = element.first("outputValues"), element.first("defaultOutputEntry")
    return boxed.OutputClause(
        id=element.get("id"),
        line=element.line,
        label=element.get("label"),
        label_zh=element.get("{urn:carelane:bpmn:1}labelZh"),
        name=normalise(element.get("name")),
        type_ref=_local(element.get("typeRef") or element.content("typeRef")),
        allowed=values.content("text") if values is not None else "",
        default=default.content("text") if default is not None else None,
    )


def _rule(number: int, element: Element) -> boxed.Rule:
    return boxed.Rule(
        id=element.get("id"),
        line=element.line,
        number=number,
        inputs=tuple(each.content("text") for each in element.all("inputEntry")),
        outputs=tuple(each.content("text") for each in element.all("outputEntry")),
        annotations=tuple(each.content("text") for each in element.all("annotationEntry")),
        description=element.content("description"),
    )


def _local(type_ref: str) -> str:
    return normalise(type_ref.rpartition(":")[2])
