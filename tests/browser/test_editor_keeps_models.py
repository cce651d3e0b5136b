"""The shipped model opens in bpmn-js and comes back unchanged: every element, attribute and text."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lxml import etree
from playwright.sync_api import expect


def facts(xml: str) -> Counter[tuple[Any, ...]]:
    """What a document says, without the order of attributes, white space and the prefixes that it chose."""
    found: Counter[tuple[Any, ...]] = Counter()
    for element in etree.fromstring(xml.encode()).iter(tag=etree.Element):
        attributes = tuple(
            sorted((name, number(value)) for name, value in element.attrib.items() if "schemaLocation" not in name)
        )
        found[element.tag, attributes, (element.text or "").strip()] += 1
    return found


def number(value: str) -> str:
    """Coordinates may be written as 10 or 10.0."""
    try:
        return repr(float(value))
    except ValueError:
        return value


def test_the_referral_comes_back_from_the_editor_unchanged(desk, person):
    # given the shipped two-way referral in the editor
    designer = person("ma.ying")
    rows = designer.ask("GET", "deployments")
    rows = rows["results"] if isinstance(rows, dict) else rows
    shipped = max((row for row in rows if row["key"] == "referral"), key=lambda row: int(row["revision"]))
    before = designer.ask("GET", f"deployments/{shipped['id']}")["files"]
    (name,) = [file for file in before if file.endswith(".bpmn")]
    page = desk("ma.ying").go(f"/studio/{shipped['id']}/edit/")
    expect(page.locator("[data-element-id=Task_decide]").first).to_be_visible()

    # when it is saved as it was opened
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/studio/" in answer.url) as saved:
        page.locator("[data-save-draft]").click()
    assert saved.value.ok

    # then the new revision says the same
    rows = designer.ask("GET", "deployments")
    rows = rows["results"] if isinstance(rows, dict) else rows
    newest = max((row for row in rows if row["key"] == "referral"), key=lambda row: int(row["revision"]))
    assert newest["revision"] == shipped["revision"] + 1
    after = designer.ask("GET", f"deployments/{newest['id']}")["files"]
    was, now = facts(before[name]), facts(after[name])
    assert sum(was.values()) > 1000
    assert (was - now, now - was) == (Counter(), Counter())
    assert {file: text for file, text in after.items() if file != name} == {
        file: text for file, text in before.items() if file != name
    }
