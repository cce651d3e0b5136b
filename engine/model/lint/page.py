"""Writes docs/lint.md: every rule with why and what to do, in both languages. `python -m engine.model.lint.page`."""

from __future__ import annotations

from pathlib import Path

from engine.model.lint import RULES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "lint.md"
SEVERITIES = {"error": "error 错误", "warning": "warning 警告", "info": "remark 提示"}
HEAD = """# Checking rules for models 模型检查规则

Made by `python -m engine.model.lint.page` from `engine/model/lint`; do not edit. The studio, the drafts and the API
(`POST /api/v1/deployments/inspect`) show the same findings.

What the model answers itself is written into it, and stays visible as a remark:

```xml
<bpmn:extensionElements>
  <carelane:accepted rule="message_without_receiver" reason="The laboratory system receives it." reasonZh="由检验系统接收。"/>
</bpmn:extensionElements>
```

On a process it holds for everything inside. Errors cannot be accepted.
"""


def page() -> str:
    parts = [HEAD]
    for rule in sorted(RULES, key=lambda each: each.id):
        parts.append(f"## {rule.id}\n\n{SEVERITIES[rule.severity]}\n")
        for label, text in (("", rule.message), ("Why 原因: ", rule.documentation), ("What to do 处理: ", rule.quick_fix)):
            parts.append(f"{label}{_plain(text.en)}  \n{_plain(text.zh)}\n")
    return "\n".join(parts)


def _plain(text: str) -> str:
    return text.replace("{", "‹").replace("}", "›").replace("<carelane:source", "`<carelane:source").replace("/>", "/>`")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
