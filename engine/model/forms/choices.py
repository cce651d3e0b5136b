"""The choices of a field at this moment: written in the form, or computed from variables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.model.forms.components import Choices, Option
from engine.model.forms.reporting import FormReport, in_chinese
from engine.model.texts import Text


def options_of(choices: Choices, scope: Mapping[str, Any], environment: feel.Environment) -> tuple[Option, ...]:
    """Written options, or those that the variable or expression lists: values, or contexts with value, label, labelZh."""
    if not choices.is_dynamic:
        return choices.options
    if choices.expression is not None:
        found = choices.expression.evaluate(scope, environment=environment).value
    else:
        found = scope.get(choices.variable)
    return tuple(_option(each) for each in found) if isinstance(found, list) else ()


def _option(entry: Any) -> Option:
    if isinstance(entry, Mapping):
        value = entry.get("value")
        return Option(value, Text(str(entry.get("label") or value), str(entry.get("labelZh") or "")))
    return Option(entry, Text(str(entry)))


def read_choices(report: FormReport, component: dict[str, Any]) -> Choices:
    if component.get("valuesExpression"):
        return Choices(expression=report.expression(component, str(component["valuesExpression"])))
    if component.get("valuesKey"):
        return Choices(variable=str(component["valuesKey"]))
    options: list[Option] = []
    values = component.get("values")
    for entry in values if isinstance(values, list) else []:
        value = entry.get("value") if isinstance(entry, dict) else None
        if value is None or isinstance(value, dict | list):
            report.at(
                component,
                "form.options",
                "Expected each option to have a label and a value.",
                "每个选项应有 label 和 value。",
            )
            continue
        value = Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
        options.append(Option(value, Text(str(entry.get("label") or value), str(in_chinese(entry, "label")))))
    if not options:
        report.at(component, "form.options", "Expected at least one option.", "至少应有一个选项。")
    if len({str(option.value) for option in options}) < len(options):
        report.at(component, "form.options", "Expected each option value once.", "选项的值不得重复。")
    return Choices(tuple(options))
