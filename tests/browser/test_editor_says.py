"""What the editor says: a file without a drawing, what was saved, an ended session, everything in the reader's language."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from .desk import sign_in
from .test_editor_keeps_models import facts

UNDRAWN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"'
    ' targetNamespace="urn:t"><process id="{key}" isExecutable="true"><startEvent id="s"/>'
    '<userTask id="t" name="Look" carelane:nameZh="查看" carelane:candidateGroups="doctor@cardiology">'
    '<extensionElements><carelane:source ref="[1]" unsigned="true"/></extensionElements></userTask><endEvent id="e"/>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    "</process></definitions>"
)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
WAYS = {f"{BPMN}incoming", f"{BPMN}outgoing"}  # they repeat what the flows say
# Words of bpmn-js that are names in Chinese too.
NAMES = re.compile(r"\b(BPMN|DRG|ID|XML|FEEL|bpmn\.io)\b")


@pytest.fixture
def draft(person):
    """A draft of one file without a drawing, once for each key."""

    def make(key: str) -> int:
        files = {f"{key}.bpmn": UNDRAWN.format(key=key)}
        return person("ma.ying").ask("POST", "deployments", 201, key=key, name=key, files=files)["id"]

    return make


def test_a_file_without_a_drawing_is_laid_out_and_says_the_same(desk, person, draft):
    number = draft("undrawn")
    page = desk("ma.ying").go(f"/studio/{number}/edit/")
    # then the editor says so; nothing can be drawn or saved by mistake
    expect(page.get_by_role("heading", name="This file has no drawing")).to_be_visible()
    expect(page.locator("[data-save-draft]")).to_be_disabled()
    expect(page.locator(".djs-palette")).to_have_count(0)
    # when it is laid out and saved
    page.get_by_role("button", name="Lay it out").click()
    expect(page.locator(".djs-connection[data-element-id=f2]")).to_be_attached()  # straight, so without a height
    page.locator("[data-save-draft]").click()
    # then it says what was saved, and the file means what it meant
    expect(page.get_by_text("Saved as draft, revision 2.")).to_contain_text("The drawing is new.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    rows = person("ma.ying").ask("GET", "deployments")
    rows = rows["results"] if isinstance(rows, dict) else rows
    newest = max((row for row in rows if row["key"] == "undrawn"), key=lambda row: row["revision"])
    after = person("ma.ying").ask("GET", f"deployments/{newest['id']}")["files"]["undrawn.bpmn"]
    assert meaning(after) == meaning(UNDRAWN.format(key="undrawn"))


def meaning(xml: str) -> Counter:
    return Counter(
        {fact: n for fact, n in facts(xml).items() if "/DI" not in fact[0] and "/DC" not in fact[0] and fact[0] not in WAYS}
    )


def test_the_page_of_an_undrawn_file_says_so_in_chinese(desk, draft):
    page = desk("ma.ying", language="zh-CN").go(f"/studio/{draft('undrawn_page')}/")
    expect(page.locator("#diagram")).to_contain_text("此文件没有图形")


def test_an_ended_session_loses_nothing(desk, product, draft):
    # given a drawing that is not saved yet
    page = desk("ma.ying").go(f"/studio/{draft('undrawn_session')}/edit/")
    page.get_by_role("button", name="Lay it out").click()
    expect(page.locator("[data-element-id=t]").first).to_be_visible()
    # when the session has ended before it is saved
    page.context.clear_cookies(name="sessionid")
    page.locator("[data-save-draft]").click()
    expect(page.get_by_text("Not saved: your session has ended.")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Sign in in a new tab").click()
    assert "/account/login/" in opened.value.url
    sign_in(opened.value, product.url, "ma.ying")
    # then it is saved from where it stands
    page.locator("[data-save-draft]").click()
    expect(page.get_by_text("Saved as draft, revision 2.")).to_be_visible()


def test_the_editor_speaks_chinese(desk, draft):
    here = desk("ma.ying", language="zh-CN")
    page = here.go(f"/studio/{draft('undrawn_zh')}/edit/")
    page.get_by_role("button", name="自动布局").click()
    drawn = page.locator(".djs-shape[data-element-id=t]")
    expect(drawn).to_contain_text("查看")
    drawn.click()
    page.locator(".djs-context-pad .entry").first.wait_for()
    said = page.locator(".djs-palette .entry, .djs-context-pad .entry").evaluate_all("all => all.map(each => each.title)")
    page.locator(".djs-context-pad [data-action=replace]").click()
    page.locator(".djs-popup .entry").first.wait_for()
    said += page.locator(".djs-popup .entry, .djs-popup .djs-popup-title").all_inner_texts()
    said += page.locator(".bio-properties-panel-group-header-title, .bio-properties-panel-label").all_inner_texts()
    english = sorted({each for each in said if re.search(r"[A-Za-z]{3}", NAMES.sub("", each))})
    assert english == []
    assert len(said) > 40
    # bpmn-js' own menu calls what diagram-js will drop one day
    here.complaints = [each for each in here.complaints if "getPad is deprecated" not in each]


def test_on_a_phone_the_palette_stands_above_the_drawing(desk, draft):
    page = desk("ma.ying", phone=True).go(f"/studio/{draft('undrawn_phone')}/edit/")
    page.get_by_role("button", name="Lay it out").click()
    drawn = page.locator(".djs-shape[data-element-id=s]")
    expect(drawn).to_be_visible()
    assert page.locator(".djs-palette").bounding_box()["height"] < 70
    assert drawn.bounding_box()["y"] > page.locator(".djs-palette").bounding_box()["y"] + 40
