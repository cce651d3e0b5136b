"""A form in one language, as form-js wants it, with the values that are known already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.model.forms.choices import options_of
from engine.model.forms.components import Choices, Field, FormContent
from engine.model.forms.reading import in_chinese

_TRANSLATED = (
    "label",
    "description",
    "text",
    "dateLabel",
    "timeLabel",
    "tooltip",
)


def render_form(content: FormContent, language: str, scope: Mapping[str, Any], environment: feel.Environment) -> dict[str, Any]:
    """The form-js schema in `language`; choices that come from variables are written out, values become defaults."""
    choices = {path: field.choices for path, field in content.fields() if field.choices is not None and field.choices.is_dynamic}
    rendering = _Rendering(language, scope, environment, choices, _answers(content))
    schema = {name: value for name, value in content.raw.items() if not name.startswith("carelane") and name != "components"}
    schema["components"] = rendering.components(content.raw["components"], "", scope)
    return schema


def _answers(content: FormContent) -> frozenset[str]:
    """Keys at the top level that a person may change."""
    return frozenset(item.key for item in content.items if not (isinstance(item, Field) and True in item.locks))


def initial_data(content: FormContent, scope: Mapping[str, Any]) -> dict[str, Any]:
    """The form's prefilled values as plain JSON, for form-js' `importSchema(schema, data)`."""
    return {item.key: plain_json(scope[item.key]) for item in content.items if scope.get(item.key) is not None}


def plain_json(value: Any) -> Any:
    """A FEEL value as form-js shows it: numbers as numbers, dates and times as ISO text."""
    tagged = feel.to_json(value)
    return _untagged(tagged)


def _untagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_untagged(each) for each in value]
    if isinstance(value, dict):
        if len(value) == 1:
            [(name, inner)] = value.items()
            if name == "@n":
                return float(inner)
            if name.startswith("@") and isinstance(inner, str):
                return inner.partition("@")[0]
        return {name: _untagged(each) for name, each in value.items()}
    return value


class _Rendering:
    def __init__(
        self,
        language: str,
        scope: Mapping[str, Any],
        environment: feel.Environment,
        choices: Mapping[str, Choices | None],
        answers: frozenset[str],
    ) -> None:
        self.chinese = language.lower().startswith("zh")
        self.language = language
        self.scope = scope
        self.environment = environment
        self.choices = choices
        self.answers = answers

    def components(self, components: list[Any], path: str, known: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """`known`: values of this level, None inside lists, where each row has its own."""
        return [self._component(component, path, known) for component in components]

    def _component(self, component: dict[str, Any], path: str, known: Mapping[str, Any] | None) -> dict[str, Any]:
        shown = {name: value for name, value in component.items() if not name.endswith("Zh")}
        if self.chinese:
            shown.update({name: in_chinese(component, name) for name in _TRANSLATED if in_chinese(component, name)})
            if isinstance(component.get("appearance"), dict):  # units before and after the field
                adorners = component["appearance"].items()
                shown["appearance"] = {name: in_chinese(component, name) or text for name, text in adorners}
        if isinstance(component.get("validate"), dict):
            shown["validate"] = self._validate(component["validate"])
        key = component.get("key")
        if isinstance(key, str) and key:  # of a field: whatever else a group calls so is not read
            self._choices(shown, component, path + key)
            if known is not None and known.get(key) is not None:
                shown["defaultValue"] = plain_json(known[key])
        if isinstance(component.get("components"), list):
            own = component["path"] if isinstance(component.get("path"), str) else ""
            inner = path + own + "." if own else path
            is_list = component.get("type") == "dynamiclist"
            nested = None if is_list or known is None else (known.get(own) or {} if own else known)
            shown["components"] = self.components(component["components"], inner, nested if isinstance(nested, Mapping) else None)
        return shown

    def _validate(self, rules: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in rules.items() if not name.endswith("Zh")}
        if self.chinese and rules.get("patternErrorMessageZh"):
            shown["patternErrorMessage"] = rules["patternErrorMessageZh"]
        return shown

    def _choices(self, shown: dict[str, Any], component: Mapping[str, Any], place: str) -> None:
        choices = self.choices.get(place)
        if choices is not None and (read := self._read_while_typing(choices)):
            shown["valuesExpression"] = self._live(choices, read)
        elif choices is not None:
            options = options_of(choices, self.scope, self.environment)
            shown.pop("valuesKey", None)
            shown.pop("valuesExpression", None)
            shown["values"] = [{"value": plain_json(each.value), "label": each.label.render(self.language)} for each in options]
        elif isinstance(component.get("values"), list):
            shown["values"] = [
                {"value": each.get("value"), "label": (in_chinese(each, "label") if self.chinese else "") or each.get("label")}
                for each in component["values"]
                if isinstance(each, dict)
            ]

    def _read_while_typing(self, choices: Choices) -> frozenset[str]:
        """Names that the choices read, where an answer of this form is among them: form-js then keeps the choices current."""
        names = choices.expression.names if choices.expression is not None else frozenset()
        return names if names & self.answers else frozenset()

    def _live(self, choices: Choices, read: frozenset[str]) -> str:
        """The expression with what it reads from elsewhere written into it: the browser knows the form's answers alone."""
        assert choices.expression is not None
        known = {name: self._in_language(self.scope[name]) for name in sorted(read - self.answers) if name in self.scope}
        entries = "".join(f"{name}: {json.dumps(plain_json(value), ensure_ascii=False)}, " for name, value in known.items())
        return f"={{{entries}found: {choices.expression.source.removeprefix('=')}}}.found"

    def _in_language(self, value: Any) -> Any:
        """Options show one label: the reader's."""
        if isinstance(value, list):
            return [self._in_language(each) for each in value]
        if isinstance(value, Mapping) and "labelZh" in value:
            label = (value["labelZh"] if self.chinese else None) or value.get("label")
            return {**{name: each for name, each in value.items() if name != "labelZh"}, "label": label}
        return value
