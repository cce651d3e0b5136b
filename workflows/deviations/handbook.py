"""The table of rules in docs/deviations.md, from the registry."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import override

from workflows.directory.models import Role

from .models import Severity
from .registry import RULES
from .rule import Parameter, Rule

HEAD = ("Rule", "规则", "Code", "Looks at", "Severity", "Responsible", "Limit", "Source", "Signed")


def rules_table() -> str:
    """Markdown, a row a rule; a down-referral's responsible role stands after the stroke."""
    rows = [HEAD, ("---",) * len(HEAD), *(_row(rule) for rule in RULES)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(rule: Rule) -> tuple[str, ...]:
    with override("zh-hans"):
        chinese = str(rule.title)
    with override("en"):
        roles = [str(Role(role).label) for role in (rule.role, rule.role_down) if role]
        parameters = tuple((rule.parameters or {}).items())
        return (
            str(rule.title),
            chinese,
            f"`{rule.code}`",
            ", ".join(f"`{key}`" for key in rule.processes) or "every process",
            str(Severity(rule.severity).label),
            " / ".join(dict.fromkeys(roles)),
            "; ".join(_limit(name, parameter) for name, parameter in parameters) or "none",
            "; ".join(dict.fromkeys([parameter.source for _name, parameter in parameters])) or rule.source,
            "; ".join(parameter.signed_by or "unsigned" for _name, parameter in parameters) or "unsigned",
        )


def _limit(name: str, parameter: Parameter) -> str:
    words = _span(parameter.default) if isinstance(parameter.default, timedelta) else f"{parameter.default} times"
    label = "" if name in ("limit", "times") else f"{name}: "
    return f"{label}{words}" + (f", or `{parameter.variable}`" if parameter.variable else "")


def _span(length: timedelta) -> str:
    if length.seconds == 0 and length.days > 2:
        return f"{length.days} d"
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
