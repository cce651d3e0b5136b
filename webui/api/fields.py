"""Serializers of the API: what is not declared is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine import feel
from webui.days import may_be_asked_for
from webui.sought import CODE_PATTERN, MOST_WORDS
from webui.words import listed

Serializer = serializers.Serializer[Any]
BIGGEST_ID = 2**63 - 1


class StrictSerializer(serializers.Serializer[Any]):
    """What is sent: a field that is not declared is refused, never ignored, so that a misspelt one is noticed."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"body": [_("Expected a JSON object.")]})
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            raise serializers.ValidationError({str(name): [self._expected()] for name in unknown})
        return super().to_internal_value(data)

    def _expected(self) -> str:
        names = [name for name, field in self.fields.items() if not field.read_only]
        if not names:
            return str(_("Expected no field of this name: none is read here."))
        return str(_("Expected no field of this name, only %(names)s.")) % {"names": listed(names)}


class DayField(serializers.DateField):
    """A day to look for: its midnights exist in every zone, which those at the calendar's ends do not."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not may_be_asked_for(day):
            raise serializers.ValidationError(_("Expected a day such as 2026-03-02."))
        return day


class IdField(serializers.IntegerField):
    """A number of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=BIGGEST_ID, **kwargs)


@extend_schema_field({"type": "object", "additionalProperties": {}})
class VariablesField(serializers.Field[Any, Any, Any, Any]):
    """FEEL values by name. JSON types stand for themselves; others are tagged: {"@d": "2026-01-01"}, {"@n": "1.5"} …"""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError(_("Expected a JSON object of values by name."))
        if any(not name.strip() or len(name) > 200 for name in data):
            raise serializers.ValidationError(_("Expected names of 1 to 200 characters."))
        values: dict[str, Any] = {}
        for name, value in data.items():
            try:
                values[name] = feel.from_json(value)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                raise serializers.ValidationError({name: [_("Expected a value, plain or tagged with its type.")]}) from error
        return values

    def to_representation(self, value: Mapping[str, Any]) -> Any:
        return {name: feel.to_json(item) for name, item in value.items()}


@extend_schema_field({"type": "object", "additionalProperties": {}})
class JsonObjectField(serializers.Field[Any, Any, Any, Any]):
    """Any JSON object, kept as it is."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError(_("Expected a JSON object."))
        return dict(data)

    def to_representation(self, value: Any) -> Any:
        return value


class NamesSerializer(serializers.Serializer[Any]):
    """A name in both languages."""

    en = serializers.CharField()
    zh = serializers.CharField()


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = NamesSerializer()


class PageQuery(StrictSerializer):
    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1, help_text="Page, from 1.")
    page_size = serializers.IntegerField(min_value=1, max_value=200, default=50, help_text="Rows a page, at most 200.")


class CodeField(serializers.RegexField):
    """What may be sought in an address: codes and numbers. `words_go_to` is where words, which may be a name, are sent."""

    def __init__(self, *, words_go_to: str, **kwargs: Any) -> None:
        expected = _("Expected a code or a number. Send words, such as a name, to POST {address}: they stay out of addresses.")
        sentence = format_lazy(expected, address=words_go_to)
        super().__init__(CODE_PATTERN, max_length=MOST_WORDS, error_messages={"invalid": sentence}, **kwargs)


class LimitQuery(StrictSerializer):
    limit = serializers.IntegerField(min_value=1, max_value=500, default=200, help_text="Rows at most.")


class NothingSerializer(StrictSerializer):
    """No field at all."""


def fields_of(serializer: type[serializers.Serializer[Any]], row: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The attributes of `row` that the serializer names."""
    names = [str(name) for name in serializer().get_fields()]
    return {name: getattr(row, name) for name in names if name not in without}


__all__ = [
    "CodeField",
    "DayField",
    "IdField",
    "JsonObjectField",
    "LimitQuery",
    "NamesSerializer",
    "NothingSerializer",
    "OpenApiTypes",
    "PageQuery",
    "PersonSerializer",
    "Serializer",
    "StrictSerializer",
    "VariablesField",
    "fields_of",
]
