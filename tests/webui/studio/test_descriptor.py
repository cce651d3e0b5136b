"""The editor knows every extension that the reader knows: it shows them and keeps them."""

from __future__ import annotations

import json
import re

from tests.installation import ROOT

DESCRIPTOR = json.loads((ROOT / "webui/frontend/src/modeler/carelane.json").read_text(encoding="utf-8"))
MODELER = ROOT / "webui/frontend/src/modeler"
REFERENCE = (ROOT / "docs/model-reference.md").read_text(encoding="utf-8")
OF_FORMS = {"rules", "title", "titleZh"}


def test_every_documented_attribute_is_in_the_descriptor():
    known = {each["name"] for kind in DESCRIPTOR["types"] for each in kind.get("properties", [])}
    documented = set(re.findall(r"`carelane:([a-z][A-Za-z]*)`", REFERENCE)) - OF_FORMS
    assert {"collection", "elementVariable", "outputCollection", "outputElement"} <= documented
    assert sorted(documented - known) == []


def test_every_attribute_has_a_field_in_the_panel():
    panel = "".join(path.read_text(encoding="utf-8") for path in sorted((MODELER / "properties").iterdir()))
    kinds = (
        "ProcessSettings",
        "UserTaskSettings",
        "ServiceSettings",
        "MessageSettings",
        "TimerSettings",
        "MultiInstanceSettings",
    )
    known = {each["name"] for kind in DESCRIPTOR["types"] if kind["name"] in kinds for each in kind["properties"]}
    assert sorted(name for name in known if f"'{name}'" not in panel) == []


def test_every_attribute_that_the_panel_offers_is_in_the_descriptor():
    known = {each["name"] for kind in DESCRIPTOR["types"] for each in kind.get("properties", [])}
    words = (ROOT / "webui/frontend/src/modeler/words.js").read_text(encoding="utf-8")
    offered = set(re.findall(r"'carelane:([A-Za-z]+)'", words))
    assert sorted(offered - known) == []
