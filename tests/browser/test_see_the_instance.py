"""Step 5: the instance page shows where the process stands, how it came there, and which limits run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk

ENGLISH_ALLOWED = {"Carelane", "English", "BPMN", "FHIR", "BSeR", "CVA", "ECG", "GCS", "ISS", "API", "OpenAPI", "Task"}


@pytest.fixture(scope="module")
def referral(referrals):
    """Sent and not decided on: the hospital's office has it."""
    return referrals.sent("症状待查", impression="疑似不稳定型心绞痛", history="活动后胸痛两周。", allergy="无")


def open_instance(desk: Desk, number: str) -> Page:
    page = desk.go(f"/referrals/{number}/")
    page.locator("a.case-row").first.click()
    page.locator(".diagram .djs-container").wait_for()
    return page


def shape(page: Page, element: str) -> Locator:
    return page.locator(f'.djs-shape[data-element-id="{element}"]')


def test_the_diagram_shows_where_it_stands(desk, referral):
    # given the receiving office
    page = open_instance(desk("chen.min"), referral.number)

    # then the badge stands on the task that waits, and leads to it
    stands = shape(page, "Task_decide")
    expect(stands).to_have_class(re.compile("stands-here"))
    badge = page.locator('.djs-overlays[data-container-id="Task_decide"] .token-badge')
    expect(badge).to_have_class(re.compile("here"))
    expect(page.locator(".token-badge.here")).to_have_count(1)
    box, place = badge.bounding_box(), stands.bounding_box()
    assert box and place
    assert place["x"] - 20 <= box["x"] <= place["x"] + place["width"] + 20
    assert place["y"] - 30 <= box["y"] <= place["y"] + place["height"]
    assert page.locator(".djs-connection.way-taken").count() >= 2
    expect(shape(page, "Task_arrival")).not_to_have_class(re.compile("way-taken|stands-"))

    # and the limits with the time they are due
    limits = page.locator(".places li:has(time)")
    expect(limits.first).to_be_visible()
    expect(limits.first.locator("time")).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT"))
    badge.click()
    expect(page.locator("[data-task-title]")).to_have_text("Decide on the request")


def test_the_history_tells_who_did_what_when(desk, referral):
    page = open_instance(desk("su.yan"), referral.number)
    story = page.locator(".story li")
    for sentence in (
        "Su Yan completed Fill in the referral slip.",
        "Su Yan completed Obtain consent.",
        "He Jun completed Review the referral.",
    ):
        line = story.filter(has_text=sentence)
        expect(line).to_have_count(1)
        expect(line.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(page.locator(".story")).to_contain_text("went to Yuanshan People's Hospital")
    # the form of a step can be read again
    slip = story.filter(has_text="completed Fill in the referral slip")
    slip.get_by_text("Read the form").click()
    expect(slip.get_by_role("textbox", name="Initial impression")).to_have_value("疑似不稳定型心绞痛")


def test_a_foreign_person_finds_nothing(desk, referral):
    page = open_instance(desk("su.yan"), referral.number)
    address = page.url
    outsider = desk("dong.men")
    assert outsider.page.goto(address).status == 404
    expect(outsider.page.locator("main")).to_contain_text("There is nothing here for you")
    assert outsider.page.goto(f"{outsider.url}/referrals/{referral.number}/").status == 404


def test_on_a_phone(desk, referral):
    page = open_instance(desk("chen.min", phone=True), referral.number)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".token-badge.here")).to_be_in_viewport()
    page.locator("#history").scroll_into_view_if_needed()
    expect(page.locator(".story li").first).to_be_visible()
    drawing = page.locator(".diagram").bounding_box()
    assert drawing
    assert 200 <= drawing["height"] <= 844


def test_in_chinese_without_english_words(desk, referral):
    for username in ("su.yan", "chen.min"):
        page = open_instance(desk(username, language="zh-CN"), referral.number)
        expect(page.locator(".djs-label").filter(has_text="审核").first).to_be_attached()
        assert english_words(page) == set()


def english_words(page: Page) -> set[str]:
    """Words of three Latin letters and more that are neither names nor codes."""
    text = page.locator("body").inner_text()
    return set(re.findall(r"(?<![\w-])[A-Za-z]{3,}(?![\w-])", text)) - ENGLISH_ALLOWED
