"""The gate before DMN files: what is read, what is refused."""

from __future__ import annotations

import pytest

from engine.dmn import DecisionsRefused, read_decisions, xml
from tests.unit.dmn.deciding import decision, file, literal

VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(version):
    decisions = read_decisions({"a.dmn": file(decision("d", literal("1 + 1"), type_ref="feel:number"), version=version)})
    assert decisions.evaluate("d", {}).value == 2


ENTITY = '<!DOCTYPE definitions [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HOSTILE = {
    "doctype": (ENTITY.encode() + file(decision("d", literal("1"))), "gate.doctype"),
    "instruction": (b"<?php x ?>" + file(""), "gate.processing_instruction"),
    "include": (file('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'), "gate.size"),
    "deep": (file("<a>" * 5000 + "</a>" * 5000), "gate.size"),
    "wide": (file("<a/>" * 2_001), "gate.size"),
    "attribute": (file(f'<a b="{"x" * 2_000_000}"/>'), "gate.size"),
    "malformed": (b"<definitions", "gate.malformed"),
    "empty": (b"", "gate.malformed"),
    "encoding": (b'<?xml version="1.0" encoding="utf-7"?><a/>', "gate.encoding"),
    "other": (b"<definitions xmlns='urn:other'/>", "dmn.namespace"),
    "language": (
        file(decision("d", '<literalExpression expressionLanguage="groovy"><text>1</text></literalExpression>')),
        "dmn.language",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name, monkeypatch):
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 2_000)  # as 200,000, in less time
    raw, rule = HOSTILE[name]
    with pytest.raises(DecisionsRefused) as refusal:
        read_decisions({"a.dmn": raw})
    assert refusal.value.problems[0].rule == rule
