"""Hostile expressions in every place of a form file: read, shown, answered. Its patterns are regular expressions, tried too."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from engine import feel
from engine.errors import FormInvalid, InvalidState
from engine.expression_environment import BUDGET
from engine.model.forms import FormSchema
from tests.unit.hostile.watching import in_time, share
from tests.unit.model.forms.building import field, raw_form

ENVIRONMENT = feel.Environment(now=datetime(2026, 3, 12, 1, 0, tzinfo=UTC), zone="Asia/Shanghai", budget=BUDGET)


def bounded(kind: str, name: str) -> Any:
    return lambda source: raw_form(field(kind, validate={name: f"={source}"}))


PLACES: dict[str, Any] = {
    "hide": lambda source: raw_form(field("textfield", conditional={"hide": f"={source}"})),
    "hide of a group": lambda source: raw_form(
        {"type": "group", "label": "G", "components": [field("textfield")], "conditional": {"hide": f"={source}"}}
    ),
    "readonly": lambda source: raw_form(field("textfield", readonly=f"={source}")),
    "disabled": lambda source: raw_form(field("textfield", disabled=f"={source}")),
    "computed": lambda source: raw_form(field("expression", expression=f"={source}"), field("textfield", "y")),
    "computed in rows": lambda source: raw_form(
        {
            "type": "dynamiclist",
            "path": "rows",
            "components": [field("expression", expression=f"={source}"), field("textfield", "y")],
        }
    ),
    "choices": lambda source: raw_form(field("select", valuesExpression=f"={source}")),
    "rule": lambda source: raw_form(
        field("textfield"), carelane={"rules": [{"expression": f"={source}", "field": "x", "message": "No", "messageZh": "否"}]}
    ),
    "min": bounded("number", "min"),
    "max": bounded("number", "max"),
    "minLength": bounded("textfield", "minLength"),
    "maxLength": bounded("textfield", "maxLength"),
    "pattern": lambda source: raw_form(field("textfield", validate={"pattern": source})),
    "default value": lambda source: raw_form(field("textfield", defaultValue=f"={source}")),
    "text": lambda source: raw_form({"type": "text", "text": f"={source} {{{{{source}}}}}"}),
}
HARMLESS = {"pattern": "a+"}
SENT = ({}, {"x": "1", "y": "a"}, {"x": 1}, {"rows": [{"y": "a"}, {"y": "b"}]})


@pytest.mark.parametrize("place", PLACES)
def test_the_places_are_read_as_such(place):
    found = FormSchema.check("slip", PLACES[place](HARMLESS.get(place, "1")))
    assert [finding for finding in found if finding.severity == "error"] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_form(place):
    for source in share(list(PLACES).index(place), 15):
        with in_time(source, places=8):  # shown in two languages, answered four times, each with its parts
            raw = PLACES[place](source)
            if any(finding.severity == "error" for finding in FormSchema.check("slip", raw)):
                continue
            form = FormSchema.parse("slip", raw)
            for language in ("en", "zh-hans"):
                with suppress(InvalidState):
                    form.render(language, {"a": 1}, environment=ENVIRONMENT)
            for values in SENT:
                with suppress(FormInvalid, InvalidState):
                    form.validate(values, scope={"a": 1}, environment=ENVIRONMENT)


def test_answers_are_text():
    """What is typed into a form is a value; no answer is ever read as an expression or as a template."""
    form = FormSchema.parse("slip", raw_form(field("textarea"), field("expression", "twice", expression="=x + x")))
    for source in share(0, 1):
        with suppress(FormInvalid):  # too long, control characters
            found = form.validate({"x": source}, scope={}, environment=ENVIRONMENT)
            assert (found["x"], found["twice"]) == (source, source + source)
