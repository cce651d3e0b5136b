"""form-js JSON → FormContent. A mistake in the schema becomes a finding and does not stop the reading: all are told at once."""

from __future__ import annotations

from typing import Any

from engine import feel
from engine.model.findings import NO_HINT
from engine.model.forms.choices import read_choices
from engine.model.forms.components import CrossRule, Field, FormContent, Item, Rows, Section
from engine.model.forms.field_rules import read_bounds, read_digits, read_increment
from engine.model.forms.reporting import FormReport, in_chinese
from engine.model.texts import Text

MAX_COMPONENTS = 500
MAX_NESTING = 8
FIELD_TYPES = frozenset(
    ["textfield", "textarea", "number", "checkbox", "checklist", "radio", "select", "taglist", "datetime", "expression"]
)
SILENT_TYPES = frozenset(["text", "separator", "spacer", "button"])
_LISTS = ("checklist", "radio", "select", "taglist")
_REFUSED = {
    "html": Text("Use text instead: markup of a form file is not shown.", "请改用文本组件：表单文件中的 HTML 不会显示。"),
    "iframe": Text("Pages of other sites are not shown in a form.", "表单中不显示其他网站的页面。"),
}


class FormReader(FormReport):
    """Reads one form file."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(file, text)
        self.count = 0

    def read(self, key: str, raw: Any) -> FormContent | None:
        """The form, or None where it is no form at all; `self.findings` says the rest."""
        if not isinstance(raw, dict) or raw.get("type") != "default" or not isinstance(raw.get("components"), list):
            self.report(
                "form.not_a_form",
                'Expected a form-js schema: an object with "type": "default" and a list of components.',
                '应为 form-js 表单：包含 "type": "default" 和 components 列表的对象。',
            )
            return None
        items = self.items(raw["components"], (), (), 0)
        carelane = raw.get("carelane")
        own: dict[str, Any] = carelane if isinstance(carelane, dict) else {}
        rules = self.rules(own.get("rules", raw.get("carelane.rules", [])), items)
        title = Text(str(own.get("title") or raw.get("title") or key), str(own.get("titleZh") or raw.get("titleZh") or ""))
        return FormContent(key, title, items, rules, raw)

    # structure

    def items(self, components: Any, hides: tuple[Any, ...], locks: tuple[Any, ...], depth: int) -> tuple[Item, ...]:
        found: list[Item] = []
        taken: set[str] = set()
        if depth > MAX_NESTING:
            self.report(
                "form.nesting", "Expected at most {limit} nested groups.", "分组嵌套不得超过 {limit} 层。", limit=MAX_NESTING
            )
            return ()
        for component in components:
            for item in self._component(component, hides, locks, depth):
                if item.key in taken:
                    self.report(
                        "form.duplicate_key",
                        "Expected each key once; “{key}” stands twice.",
                        "字段键应唯一；“{key}” 重复出现。",
                        key=item.key,
                    )
                taken.add(item.key)
                found.append(item)
        return tuple(found)

    def _component(self, component: Any, hides: tuple[Any, ...], locks: tuple[Any, ...], depth: int) -> tuple[Item, ...]:
        self.count += 1
        if self.count == MAX_COMPONENTS + 1:
            self.report("form.size", "Expected at most {limit} components.", "组件不得超过 {limit} 个。", limit=MAX_COMPONENTS)
        kind = component.get("type") if isinstance(component, dict) else None
        if not isinstance(component, dict) or not isinstance(kind, str):
            self.report("form.component", "Expected each component to be an object with a type.", "每个组件应为带 type 的对象。")
            return ()
        hides = (*hides, *self._hide(component))
        if kind in SILENT_TYPES:
            if kind == "text":
                self._speaks_chinese(component, "text", component.get("text"))
            return ()
        if kind == "group":
            return self._group(component, hides, (*locks, *self._locks(component)), depth)
        if kind == "dynamiclist":
            return self._rows(component, hides, (*locks, *self._locks(component)), depth)
        if kind not in FIELD_TYPES:
            self._refuse_type(component, kind)
            return ()
        return self._field(component, kind, hides, (*locks, *self._locks(component)))

    def _group(self, component: dict[str, Any], hides: tuple[Any, ...], locks: tuple[Any, ...], depth: int) -> tuple[Item, ...]:
        inner = component.get("components")
        children = inner if isinstance(inner, list) else []
        if not component.get("path"):
            return self.items(children, hides, locks, depth + 1)
        key = self._key(component, "path")
        return (Section(key, self._label(component), self.items(children, (), locks, depth + 1), hides),) if key else ()

    def _rows(self, component: dict[str, Any], hides: tuple[Any, ...], locks: tuple[Any, ...], depth: int) -> tuple[Item, ...]:
        inner = component.get("components")
        items = self.items(inner if isinstance(inner, list) else [], (), locks, depth + 1)
        key = self._key(component, "path")
        repetitions = component.get("defaultRepetitions", 1)
        fixed = repetitions if component.get("allowAddRemove") is False and isinstance(repetitions, int) else None
        return (Rows(key, self._label(component), items, hides, fixed),) if key else ()

    def _field(self, component: dict[str, Any], kind: str, hides: tuple[Any, ...], locks: tuple[Any, ...]) -> tuple[Item, ...]:
        key = self._key(component, "key")
        if not key:
            return ()
        subtype = str(component.get("subtype") or "date") if kind == "datetime" else ""
        if subtype not in ("", "date", "time", "datetime"):
            self.at(
                component, "form.subtype", "Expected the subtype date, time or datetime.", "subtype 应为 date、time 或 datetime。"
            )
            subtype = "date"
        computed = None
        if kind == "expression":
            computed = self.expression(component, str(component.get("expression") or "null"))
        return (
            Field(
                type=kind,
                key=key,
                label=self._label(component, wanted=kind != "expression"),
                hides=hides,
                locks=locks,
                bounds=read_bounds(self, component),
                choices=read_choices(self, component) if kind in _LISTS else None,
                subtype=subtype,
                decimal_digits=read_digits(self, component) if kind == "number" else None,
                increment=read_increment(self, component) if kind == "number" else None,
                as_text=component.get("serializeToString") is True,
                computed=computed,
            ),
        )

    # parts of a component

    def _key(self, component: dict[str, Any], name: str) -> str:
        key = component.get(name)
        if isinstance(key, str) and key.isidentifier() and len(key) <= 64:
            return key
        self.at(
            component,
            "form.key",
            "Expected “{name}” to be a name of letters, digits and _, got “{got}”.",
            "“{name}” 应由字母、数字和 _ 组成，实际为“{got}”。",
            name=name,
            got=str(key)[:80] if key else "",
        )
        return ""

    def _label(self, component: dict[str, Any], wanted: bool = True) -> Text:
        label = component.get("label") or component.get("dateLabel") or component.get("timeLabel") or ""
        if wanted and not label:
            self.at(component, "form.no_label", "A field without a label.", "字段没有标签。", severity="warning")
        elif wanted:
            self._speaks_chinese(component, "label", label)
        fallback = component.get("key") or component.get("path") or ""
        return Text(str(label or fallback), in_chinese(component, "label") or in_chinese(component, "dateLabel"))

    def _speaks_chinese(self, component: dict[str, Any], name: str, english: Any) -> None:
        if english and not in_chinese(component, name) and not in_chinese(component, "dateLabel" if name == "label" else name):
            self.at(
                component,
                "form.no_chinese",
                "“{english}” has no Chinese text (properties.{name}Zh).",
                "“{english}” 没有中文文本（properties.{name}Zh）。",
                severity="warning",
                english=str(english)[:60],
                name=name,
            )

    def _hide(self, component: dict[str, Any]) -> tuple[feel.Expression, ...]:
        conditional = component.get("conditional")
        source = conditional.get("hide") if isinstance(conditional, dict) else None
        if not source:
            return ()
        compiled = self.expression(component, source) if isinstance(source, str) else None
        return (compiled,) if compiled is not None else ()

    def _locks(self, component: dict[str, Any]) -> tuple[Any, ...]:
        found: list[Any] = []
        for name in ("readonly", "disabled"):
            says = component.get(name, False)
            if says is True:
                found.append(True)
            elif isinstance(says, str) and says.startswith("="):
                compiled = self.expression(component, says)
                found += [compiled] if compiled is not None else []
            elif says is not False and says is not None:
                self.at(
                    component,
                    "form.lock",
                    "Expected {name} to be true, false or =FEEL.",
                    "{name} 应为 true、false 或 =FEEL。",
                    name=name,
                )
        return tuple(found)

    def rules(self, entries: Any, items: tuple[Item, ...]) -> tuple[CrossRule, ...]:
        found: list[CrossRule] = []
        keys = {item.key for item in items}
        for entry in entries if isinstance(entries, list) else [None]:
            if not isinstance(entry, dict) or not isinstance(entry.get("expression"), str) or not entry.get("message"):
                self.report(
                    "form.rule",
                    "Expected each rule to have expression, field and message.",
                    "每条规则应有 expression、field 和 message。",
                )
                continue
            if entry.get("field") not in keys:
                self.report(
                    "form.rule",
                    "Expected the rule's field to be a field of this form, got “{field}”.",
                    "规则的 field 应为此表单的字段，实际为“{field}”。",
                    field=str(entry.get("field"))[:80],
                )
                continue
            compiled = self.expression({"key": entry["field"]}, entry["expression"])
            if compiled is not None:
                found.append(CrossRule(compiled, entry["field"], Text(str(entry["message"]), str(entry.get("messageZh") or ""))))
        return tuple(found)

    def _refuse_type(self, component: dict[str, Any], kind: str) -> None:
        self.at(
            component,
            "form.unknown_component",
            "Expected one of {types}, got “{kind}”.",
            "组件类型应为 {types} 之一，实际为“{kind}”。",
            hint=_REFUSED.get(kind, NO_HINT),
            types=", ".join(sorted(FIELD_TYPES | SILENT_TYPES | {"group", "dynamiclist"})),
            kind=kind[:60],
        )
