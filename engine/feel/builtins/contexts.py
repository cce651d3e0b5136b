"""Contexts."""

from __future__ import annotations

from typing import Any

from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.quoting import shown_value
from engine.feel.values import type_name

FUNCTIONS = Functions()


@FUNCTIONS.add("get value(m: context, key: string)")
def get_value(run: Run, context: dict[str, Any], key: str) -> Any:
    if key not in context:
        raise FeelError(f"the context has no entry '{shown_value(key)}'.", "missing")
    return context[key]


@FUNCTIONS.add("get value(context: context, key: string)")
def get_value_named(run: Run, context: dict[str, Any], key: str) -> Any:
    return get_value(run, context, key)


@FUNCTIONS.add("get entries(m: context)")
def get_entries(run: Run, context: dict[str, Any]) -> Any:
    run.tick(len(context))
    run.allocate(2 * len(context))
    return run.made([{"key": key, "value": value} for key, value in context.items()])


@FUNCTIONS.add("get entries(context: context)")
def get_entries_named(run: Run, context: dict[str, Any]) -> Any:
    return get_entries(run, context)


@FUNCTIONS.add("context(entries: list)")
def context(run: Run, entries: list[Any]) -> Any:
    result: dict[str, Any] = {}
    run.tick(len(entries))
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise FeelError("every entry must be a context with 'key' (a string) and 'value'.")
        if entry["key"] in result:
            raise FeelError(f"the key '{shown_value(entry['key'])}' comes twice.")
        result[entry["key"]] = entry["value"]
    run.allocate(len(result))
    return result


@FUNCTIONS.add("context put(context: context, key: string, value: any)")
def context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> Any:
    run.allocate(len(context) + 1)
    return {**context, key: value}


@FUNCTIONS.add("context put(context: context, keys: list, value: any)")
def context_put_deep(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> Any:
    """Without recursion: the contexts on the way are copied from the innermost out."""
    if not keys or any(type(key) is not str for key in keys):
        raise FeelError("'keys' must be a list of at least one string.")
    way = [context]
    for key in keys[:-1]:
        inner = way[-1].get(key, {})
        if type(inner) is not dict:
            raise FeelError(f"'{shown_value(key)}' is a {type_name(inner)}, not a context.")
        way.append(inner)
    for inner, key in zip(reversed(way), reversed(keys), strict=True):
        run.allocate(len(inner) + 1)
        value = {**inner, key: value}
    return value


@FUNCTIONS.add("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Any]) -> Any:
    """The later entry wins."""
    result: dict[str, Any] = {}
    for item in contexts:
        if type(item) is not dict:
            raise FeelError(f"every item must be a context, not a {type_name(item)}.")
        run.allocate(len(item))
        result.update(item)
    return result
