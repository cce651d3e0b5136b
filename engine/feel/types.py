"""`instance of`, and whether an argument conforms to the type that a parameter declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.syntax import TypeName
from engine.feel.temporal.arithmetic import UTC_MIDNIGHT
from engine.feel.temporal.times import FeelDateTime
from engine.feel.values import Function, Range, is_date, type_name

_SIMPLE = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)
_SYNONYMS = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_KNOWN = _SIMPLE | _SYNONYMS.keys() | {"list", "context", "range", "function", "Any", "Null"}
Types = Mapping[str, Callable[[Any, Run], bool]]


def is_instance(value: Any, type_: TypeName, run: Run, at: int) -> bool | None:
    if not _is_known(type_, run.environment.types):
        run.warn(at, f"There is no type '{type_.name}'.")
        return None
    return conforms(value, type_, run, run.environment.types)


def _is_known(type_: TypeName, types: Types) -> bool:
    inner = [*type_.arguments, *type_.fields.values(), *([type_.result] if type_.result else [])]
    return (type_.name in _KNOWN or type_.name in types) and all(_is_known(each, types) for each in inner)


def conforms(value: Any, type_: TypeName, run: Run, types: Types) -> bool:
    """Null conforms to `Null` alone."""
    name = _SYNONYMS.get(type_.name, type_.name)
    if value is None:
        return name == "Null"
    if name == "Any":
        return True
    if name in _SIMPLE:
        return type_name(value) == name
    if name == "list":
        return type(value) is list and once(run, type_, value, lambda: _items_conform(value, type_, run, types))
    if name == "context":
        return type(value) is dict and once(run, type_, value, lambda: _entries_conform(value, type_, run, types))
    if name == "range":
        ends = [end for end in (value.start, value.end) if end is not None] if type(value) is Range else []
        return type(value) is Range and all(conforms(end, inner, run, types) for inner in type_.arguments[:1] for end in ends)
    if name == "function":
        return type(value) is Function and (type_.result is None or _arity_fits(value, type_))
    return name in types and types[name](value, run)


def once(run: Run, type_: Any, value: Any, check: Callable[[], bool]) -> bool:
    """A list or context that occurs many times is looked into once for each type: values do not change."""
    key = (id(type_), id(value))
    if key in run.conforming:
        return True
    run.tick(len(value) + 1)
    if not check():
        return False
    run.allocate(5)
    run.conforming[key] = (type_, value)
    return True


def _items_conform(value: list[Any], type_: TypeName, run: Run, types: Types) -> bool:
    return all(conforms(item, inner, run, types) for inner in type_.arguments[:1] for item in value)


def _entries_conform(value: dict[str, Any], type_: TypeName, run: Run, types: Types) -> bool:
    return all(
        key in value and (value[key] is None or conforms(value[key], inner, run, types)) for key, inner in type_.fields.items()
    )


def _arity_fits(value: Function, type_: TypeName) -> bool:
    return not value.parameters or len(value.parameters) == len(type_.arguments)


def conform(value: Any, type_: TypeName, name: str, run: Run) -> Any:
    """The argument, with the conversions of DMN 1.5, 10.3.2.9.4, where one fits. Raises: FeelError."""
    types = run.environment.types
    if value is None or not _is_known(type_, types) or conforms(value, type_, run, types):
        return value
    if type(value) is list and len(value) == 1 and conforms(value[0], type_, run, types):
        return value[0]
    if type_.name == "list" and conforms([value], type_, run, types):
        return [value]
    if is_date(value) and _SYNONYMS.get(type_.name, type_.name) == "date and time":
        return FeelDateTime(value, UTC_MIDNIGHT)
    raise FeelError(f"'{name}' must be a {type_.name}, not a {type_name(value)}.")
