"""The rules of one field: `validate`, decimal digits, increment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.model.forms.components import Bounds
from engine.model.forms.patterns import Pattern, PatternInvalid, compile_pattern
from engine.model.forms.reporting import FormReport
from engine.model.texts import Text

_VALIDATE = frozenset(
    (
        "required",
        "min",
        "max",
        "minLength",
        "maxLength",
        "pattern",
        "patternErrorMessage",
        "patternErrorMessageZh",
        "validationType",
    )
)


def read_bounds(report: FormReport, component: dict[str, Any]) -> Bounds:
    rules = component.get("validate") or {}
    if not isinstance(rules, dict):
        report.at(component, "form.validate", "Expected validate to be an object.", "validate 应为对象。")
        return Bounds()
    for name in sorted(set(rules) - _VALIDATE):
        report.at(
            component,
            "form.validate",
            "Unknown rule “{name}” in validate.",
            "validate 中的规则“{name}”未知。",
            name=str(name)[:60],
        )
    required = rules.get("required", False)
    if not isinstance(required, bool):
        report.at(component, "form.validate", "Expected required to be true or false.", "required 应为 true 或 false。")
    kind_of_text = rules.get("validationType") or ""
    if kind_of_text not in ("", "custom", "email", "phone"):
        report.at(
            component,
            "form.validate",
            "Expected validationType email, phone or custom.",
            "validationType 应为 email、phone 或 custom。",
        )
    bounds = Bounds(
        required=required is True,
        min=_number(report, component, rules, "min"),
        max=_number(report, component, rules, "max"),
        min_length=_number(report, component, rules, "minLength"),
        max_length=_number(report, component, rules, "maxLength"),
        pattern=_pattern(report, component, rules.get("pattern")),
        pattern_message=Text(str(rules.get("patternErrorMessage") or ""), str(rules.get("patternErrorMessageZh") or "")),
        kind=kind_of_text if kind_of_text in ("email", "phone") else "",
    )
    for low, high in ((bounds.min, bounds.max), (bounds.min_length, bounds.max_length)):
        if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
            report.at(
                component,
                "form.validate",
                "Expected the lower bound {low} not to exceed {high}.",
                "下限 {low} 不应超过上限 {high}。",
                low=low,
                high=high,
            )
    return bounds


def _number(
    report: FormReport, component: dict[str, Any], rules: Mapping[str, Any], name: str
) -> Decimal | feel.Expression | None:
    says = rules.get(name)
    if says is None or says == "":
        return None
    if isinstance(says, str) and says.startswith("="):
        return report.expression(component, says)
    if isinstance(says, int | float) and not isinstance(says, bool):
        return Decimal(repr(says))
    report.at(component, "form.validate", "Expected {name} to be a number or =FEEL.", "{name} 应为数字或 =FEEL。", name=name)
    return None


def _pattern(report: FormReport, component: dict[str, Any], source: Any) -> Pattern | None:
    if not source:
        return None
    try:
        return compile_pattern(source if isinstance(source, str) else "(")
    except PatternInvalid as problem:
        report.at(
            component,
            "form.pattern",
            "The pattern cannot be used: {problem}.",
            "无法使用该正则表达式：{problem}。",
            problem=str(problem),
        )
        return None


def read_digits(report: FormReport, component: dict[str, Any]) -> int | None:
    digits = component.get("decimalDigits")
    if digits is None or (isinstance(digits, int) and not isinstance(digits, bool) and 0 <= digits <= 30):
        return digits
    report.at(component, "form.decimal_digits", "Expected decimalDigits from 0 to 30.", "decimalDigits 应为 0 到 30。")
    return None


def read_increment(report: FormReport, component: dict[str, Any]) -> Decimal | None:
    step = component.get("increment")
    if step in (None, ""):
        return None
    try:
        value = Decimal(str(step))
    except ArithmeticError:
        value = Decimal(0)
    if value.is_finite() and value > 0:
        return value
    report.at(component, "form.increment", "Expected increment to be a number above 0.", "increment 应为大于 0 的数字。")
    return None
