"""What a user sent for a form → FEEL values, or a sentence for each field that needs attention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import FormInvalid
from engine.model.forms.choices import options_of
from engine.model.forms.components import Condition, Field, FormContent, Item, Rows, Section
from engine.model.forms.values import MAX_TEXT, ValueRefused, expected, read_value
from engine.model.texts import Text

MAX_ROWS = 500
MAX_PATTERN_TEXT = 1_000
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,8}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,24}")
_EMPTY: Mapping[str, Any] = {}
_OBJECT = (dict, Mapping)  # a dict is told sooner by its own type than by the abstract one

UNDECLARED = Text("This form has no field “{name}”", "此表单没有字段“{name}”")
REQUIRED = Text("Fill in “{label}”", "请填写“{label}”")
NOT_AN_OBJECT = Text("An object with one entry per field", "应为对象，每个字段一项")
TOO_COSTLY = Text("The rules of this form took too long", "此表单的规则计算超时")


def validate_form(
    content: FormContent, values: Mapping[str, Any], scope: Mapping[str, Any], environment: feel.Environment
) -> dict[str, Any]:
    """The form's FEEL values. Hidden fields are left out; empty ones are null (lists: empty, checkboxes: false).

    Raises: FormInvalid with sentences by field path (`weight`, `address.street`, `medications[0].dose`).
    """
    if not isinstance(values, _OBJECT):
        raise FormInvalid({"": [NOT_AN_OBJECT]})
    validation = _Validation(scope, environment)
    try:
        read = validation.read(content.items, values, scope, "")
        result = validation.check(content.items, read, scope, scope, "")
        if not validation.errors:
            validation.check_rules(content, result, scope)
    except feel.FeelBudgetExceeded:
        validation.errors[""] = [TOO_COSTLY]
    if validation.errors:
        raise FormInvalid(validation.errors)
    return result


class _Validation:
    """Two passes: read everything that was sent as what its field takes, then check what is visible."""

    def __init__(self, scope: Mapping[str, Any], environment: feel.Environment) -> None:
        self.environment = environment
        self.errors: dict[str, list[Text]] = {}
        self.unreadable: dict[str, Text] = {}  # counts only if the field turns out to be visible

    def true(self, condition: Condition, scope: Mapping[str, Any]) -> bool:
        return condition if isinstance(condition, bool) else self.value(condition, scope) is True

    def value(self, expression: feel.Expression, scope: Mapping[str, Any]) -> Any:
        return expression.evaluate(scope, environment=self.environment).value

    # reading

    def read(self, items: tuple[Item, ...], sent: Any, prefilled: Any, path: str) -> dict[str, Any]:
        prefilled = prefilled if isinstance(prefilled, _OBJECT) else _EMPTY
        if not isinstance(sent, _OBJECT):
            self.unreadable[path.rstrip(".")] = NOT_AN_OBJECT
            return {}
        declared = {item.key for item in items}
        for name in sent:
            if name not in declared:
                self.errors[f"{path}{name}"[:200]] = [UNDECLARED.format(name=str(name)[:80])]
        read: dict[str, Any] = {}
        for item in items:
            place = path + item.key
            if isinstance(item, Section):
                read[item.key] = self.read(item.items, sent.get(item.key) or _EMPTY, prefilled.get(item.key), place + ".")
            elif isinstance(item, Rows):
                read[item.key] = self._read_rows(item, sent.get(item.key), prefilled.get(item.key), place)
            else:
                self._read_field(item, sent, prefilled, place, read)
        return read

    def _read_field(
        self, item: Field, sent: Mapping[str, Any], prefilled: Mapping[str, Any], place: str, read: dict[str, Any]
    ) -> None:
        if item.computed is not None:
            read[item.key] = None
            return
        if any(lock is True for lock in item.locks):
            read[item.key] = prefilled.get(item.key)
            return
        try:
            read[item.key] = read_value(item, sent.get(item.key), self.environment.zone)
        except ValueRefused as refusal:
            self.unreadable[place] = refusal.text
            read[item.key] = None

    def _read_rows(self, item: Rows, sent: Any, prefilled: Any, place: str) -> list[dict[str, Any]]:
        rows = [] if sent is None else sent
        if not isinstance(rows, list) or len(rows) > MAX_ROWS:
            self.unreadable[place] = Text("A list of at most {limit} rows", "最多 {limit} 行的列表").format(limit=MAX_ROWS)
            return []
        before = _as_long(prefilled, rows)
        return [self.read(item.items, row, before[index], f"{place}[{index}].") for index, row in enumerate(rows)]

    # checking

    def check(
        self, items: tuple[Item, ...], read: dict[str, Any], scope: Mapping[str, Any], prefilled: Any, path: str
    ) -> dict[str, Any]:
        prefilled = prefilled if isinstance(prefilled, _OBJECT) else _EMPTY
        visible = self._visible(items, read, scope)
        inner = {**scope, **read}
        result: dict[str, Any] = {}
        for item in visible:
            place = path + item.key
            if place in self.unreadable:
                self.errors[place] = [self.unreadable[place]]
            elif isinstance(item, Section):
                nested = {**inner, "this": read[item.key], "parent": read}
                result[item.key] = self.check(item.items, read[item.key], nested, prefilled.get(item.key), place + ".")
            elif isinstance(item, Rows):
                result[item.key] = self._check_rows(item, read, inner, prefilled.get(item.key), place)
            else:
                result[item.key] = self._check_field(item, read[item.key], inner, prefilled, place)
        return result

    def _visible(self, items: tuple[Item, ...], read: dict[str, Any], scope: Mapping[str, Any]) -> list[Item]:
        """The items that no condition hides; values of hidden ones are gone when the others' conditions are asked again."""
        visible = list(items)
        while True:
            current = {**scope, **{item.key: None for item in items}, **read}
            for item in visible:
                if isinstance(item, Field) and item.computed is not None:
                    current[item.key] = read[item.key] = self.value(item.computed, current)
            hidden = [item for item in visible if any(self.true(hide, current) for hide in item.hides)]
            if not hidden:
                return visible
            for item in hidden:
                visible.remove(item)
                read.pop(item.key, None)

    def _check_rows(
        self, item: Rows, read: Mapping[str, Any], scope: Mapping[str, Any], prefilled: Any, place: str
    ) -> list[dict[str, Any]]:
        rows = read[item.key]
        before = _as_long(prefilled, rows)
        if item.fixed is not None and len(rows) != item.fixed:
            self.errors[place] = [Text("Exactly {count} rows", "应为 {count} 行").format(count=item.fixed)]
            return []
        checked = []
        for index, row in enumerate(rows):
            at = f"{place}[{index}]"
            if at in self.unreadable:
                self.errors[at] = [self.unreadable[at]]
                continue
            inner = {**scope, "this": row, "parent": read, "i": Decimal(index + 1)}
            checked.append(self.check(item.items, row, inner, before[index], at + "."))
        return checked

    def _check_field(self, field: Field, value: Any, scope: Mapping[str, Any], prefilled: Mapping[str, Any], place: str) -> Any:
        if field.computed is not None or any(lock is True for lock in field.locks):
            return value
        if any(self.true(lock, scope) for lock in field.locks):
            return prefilled.get(field.key)
        if value is None or value == []:
            if field.bounds.required:
                self.errors[place] = [REQUIRED.format(label=field.label)]
            return _empty(field)
        problem = self._problem(field, value, scope)
        if problem is not None:
            self.errors[place] = [problem]
        return value

    def _problem(self, field: Field, value: Any, scope: Mapping[str, Any]) -> Text | None:
        if field.type == "number":
            return self._number_problem(field, value, scope)
        if field.type in MAX_TEXT:
            return self._text_problem(field, value, scope)
        if field.type == "checkbox":
            return REQUIRED.format(label=field.label) if field.bounds.required and not value else None
        if field.choices is not None:
            allowed = [option.value for option in options_of(field.choices, scope, self.environment)]
            chosen = value if isinstance(value, list) else [value]
            return None if all(_is_offered(each, allowed) for each in chosen) else expected(field)
        return None

    def _number_problem(self, field: Field, value: Decimal, scope: Mapping[str, Any]) -> Text | None:
        low, high = self._bound(field.bounds.min, scope), self._bound(field.bounds.max, scope)
        if (low is None or value >= low) and (high is None or value <= high):
            return None
        if low == field.bounds.min and high == field.bounds.max:
            return expected(field)
        if low is not None and value < low:
            return Text("At least {low}", "不小于 {low}").format(low=low)
        return Text("At most {high}", "不大于 {high}").format(high=high)

    def _text_problem(self, field: Field, value: str, scope: Mapping[str, Any]) -> Text | None:
        bounds = field.bounds
        length = len(value.strip())
        if bounds.required and not length:
            return REQUIRED.format(label=field.label)
        least, most = self._bound(bounds.min_length, scope), self._bound(bounds.max_length, scope)
        if least is not None and length < least:
            return Text("At least {count} characters", "至少 {count} 个字符").format(count=least)
        if most is not None and length > most:
            return Text("At most {count} characters", "最多 {count} 个字符").format(count=most)
        if bounds.kind == "email" and not _EMAIL.fullmatch(value):
            return Text("E-mail address such as name@hospital.example", "电子邮件地址，例如 name@hospital.example")
        if bounds.kind == "phone" and not _PHONE.fullmatch(value):
            return Text("Phone number such as +86 138 0000 0000", "电话号码，例如 +86 138 0000 0000")
        if bounds.pattern is not None and (len(value) > MAX_PATTERN_TEXT or not bounds.pattern.matches(value)):
            return bounds.pattern_message or Text("Text of the expected pattern {pattern}", "符合格式 {pattern} 的文本").format(
                pattern=bounds.pattern.source
            )
        return None

    def _bound(self, bound: Decimal | feel.Expression | None, scope: Mapping[str, Any]) -> Decimal | None:
        if bound is None or isinstance(bound, Decimal):
            return bound
        value = self.value(bound, scope)
        return value if isinstance(value, Decimal) else None

    def check_rules(self, content: FormContent, result: Mapping[str, Any], scope: Mapping[str, Any]) -> None:
        """A rule refuses where it is false; null (a field that it compares is empty or hidden) does not."""
        everything = {**scope, **{item.key: None for item in content.items}, **result}
        for rule in content.rules:
            if self.value(rule.expression, everything) is False:
                self.errors.setdefault(rule.field, []).append(rule.message)


def _as_long(prefilled: Any, rows: list[Any]) -> list[Any]:
    before = prefilled if isinstance(prefilled, list) else []
    return before + [None] * (len(rows) - len(before))


def _empty(field: Field) -> Any:
    if field.type in ("checklist", "taglist"):
        return []
    return False if field.type == "checkbox" else None


def _is_offered(value: Any, allowed: list[Any]) -> bool:
    """In Python True is 1; in FEEL it is not, and a hospital has no number True."""
    return any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in allowed)
