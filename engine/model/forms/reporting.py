"""How the readers of a form say what is wrong with it: findings at a component, by key and line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.feel.chinese import in_chinese as feel_in_chinese
from engine.model.findings import NO_HINT, Finding, Severity, finding
from engine.model.texts import Text


class FormReport:
    """The findings of one form file."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.findings: list[Finding] = []

    def expression(self, component: Mapping[str, Any], source: str) -> feel.Expression | None:
        try:
            return feel.compile_expression(source.removeprefix("="))
        except feel.FeelSyntaxError as problem:
            self.at(
                component,
                "form.feel",
                "The FEEL expression “{source}” cannot be read: {problem}",
                "无法读取 FEEL 表达式“{source}”：{problem}",
                source=source[:200],
                problem=Text(str(problem), feel_in_chinese(str(problem))),
            )
            return None

    def at(
        self, component: Mapping[str, Any], rule: str, en: str, zh: str, *, severity: Severity = "error", **params: Any
    ) -> None:
        """A finding at a component, named by its key, path or id."""
        name = next((str(component[each]) for each in ("key", "path", "id") if component.get(each)), "")
        self.report(rule, en, zh, severity=severity, element_id=name[:80], line=self._line(name), **params)

    def report(
        self,
        rule: str,
        en: str,
        zh: str,
        *,
        severity: Severity = "error",
        element_id: str = "",
        line: int = 0,
        hint: Text = NO_HINT,
        **params: Any,
    ) -> None:
        self.findings.append(
            finding(severity, rule, Text(en, zh), file=self.file, element_id=element_id, line=line, hint=hint, **params)
        )

    def _line(self, name: str) -> int:
        position = self.text.find(f'"{name}"') if name else -1
        return self.text.count("\n", 0, position) + 1 if position >= 0 else 0


def in_chinese(component: Mapping[str, Any], name: str) -> str:
    """The Chinese text beside `name`: `properties.<name>Zh`, where form-js keeps own data, or `<name>Zh` on an option."""
    properties = component.get("properties")
    own = properties.get(name + "Zh") if isinstance(properties, dict) else None
    return str(own or component.get(name + "Zh") or "")
