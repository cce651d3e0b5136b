"""Times of a form in the zone of its process, as they are typed and read there: form-js knows the browser's zone only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


def in_zone(schema: Mapping[str, Any], data: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """The document of a form: `schema` and `data` as before, but date-times without offset, of `zone` (IANA name).

    What comes back has no offset either; the engine reads that in the same zone.
    """
    local = _Local(ZoneInfo(zone))
    return {
        "schema": {**schema, "components": local.components(schema.get("components"))},
        "data": local.values(schema.get("components"), data),
        "zone": zone,
    }


class _Local:
    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def components(self, components: Any) -> list[Any]:
        return [self._component(each) for each in components or []]

    def _component(self, component: Mapping[str, Any]) -> dict[str, Any]:
        shown = dict(component)
        if _has_time(component):
            shown["timeSerializingFormat"] = "no_timezone"
            if "defaultValue" in component:
                shown["defaultValue"] = self.value(component["defaultValue"])
        if isinstance(component.get("components"), list):
            shown["components"] = self.components(component["components"])
        return shown

    def values(self, components: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(values)
        for component in components or []:
            path = component.get("path")
            key = component.get("key")
            if _has_time(component) and key in found:
                found[key] = self.value(found[key])
            elif isinstance(component.get("components"), list):
                found = self._nested(component, path, found)
        return found

    def _nested(self, component: Mapping[str, Any], path: Any, found: dict[str, Any]) -> dict[str, Any]:
        inner = component["components"]
        if not path:
            return self.values(inner, found)
        held = found.get(path)
        if isinstance(held, Mapping):
            found[path] = self.values(inner, held)
        elif isinstance(held, list):
            found[path] = [self.values(inner, row) if isinstance(row, Mapping) else row for row in held]
        return found

    def value(self, value: Any) -> Any:
        """ "2026-03-12T05:45:00Z" → "2026-03-12T13:45:00" in Shanghai; what has no offset, or is no date-time, stays."""
        if not isinstance(value, str) or "T" not in value:
            return value
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return value
        return value if at.tzinfo is None else at.astimezone(self.zone).replace(tzinfo=None).isoformat()


def _has_time(component: Mapping[str, Any]) -> bool:
    return component.get("type") == "datetime" and component.get("subtype") == "datetime"
