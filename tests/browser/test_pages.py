"""Every page of every role, in both languages, wide and on a phone: nothing complains, nothing sticks out."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.desk import PHONE, WIDE

ROLES = (
    "su.yan",
    "he.jun",
    "chen.min",
    "zhao.lei",
    "lin.hao",
    "wu.fang",
    "gao.li",
    "tcm.doctor",
    "ma.ying",
    "luo.wei",
    "admin.ops",
    "fan.rui",
    "dong.men",
)
MOST_PAGES = 16
# Of the page itself, and of a task, which scrolls in a part of its own.
STICKS_OUT = """() => Math.max(document.documentElement.scrollWidth - window.innerWidth,
    ...[...document.querySelectorAll('.task')].map(one => one.scrollWidth - one.clientWidth))"""
# Answers that are no pages: files, the machine's addresses, and the end of the session.
NO_PAGES = re.compile(r"^/(account/logout|api/schema|metrics|healthz|static/)|\.(bpmn|svg|zip|json|dmn)$|/files/")
NAMES = ((r"[0-9a-f]{8}-[0-9a-f-]{27}", "id"), (r"ZZ\d+-[A-Z]+\d+", "number"), (r"\d+", "n"))


@pytest.fixture(scope="module")
def busy_region(referrals) -> None:
    """Something of everything: each role has work, the board has cards."""
    referrals.opened("Dizziness")
    referrals.in_review("Haematuria")
    referrals.sent("Arrhythmia", urgency="urgent")
    referrals.in_transit("Oedema of both legs")
    referrals.back("Stable angina")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    kept = os.environ.get("CARELANE_PICTURES")
    return Path(kept) if kept else tmp_path_factory.mktemp("pictures")


def kind(path: str) -> str:
    """One of all pages that differ by their subject alone."""
    for pattern, name in NAMES:
        path = re.sub(pattern, name, path)
    return path.strip("/").replace("/", "-") or "home"


def links(page: Page, url: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    paths = [address.removeprefix(url).partition("#")[0].partition("?")[0] for address in found if address.startswith(url)]
    return [path for path in paths if path and not NO_PAGES.search(path)]


def settled(page: Page) -> None:
    """Forms and diagrams are drawn by script."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-form-host]')].every(one => one.querySelector('.fjs-form'))
        && [...document.querySelectorAll('[data-diagram]')].every(one => one.querySelector('.djs-container, .notice'))"""
    )


@pytest.mark.parametrize("language", ("en-GB", "zh-CN"))
@pytest.mark.parametrize("username", ROLES)
def test_every_page(desk, busy_region, pictures, username, language):
    each = desk(username, language=language)
    page, wrong = each.page, []
    waiting = ["/", "/notifications/", "/account/password/", "/search/?q=9900"]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        name = kind(path.partition("?")[0])
        if name in seen:
            continue
        seen.add(name)
        answer = page.goto(f"{each.url}{path}")
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
            continue
        settled(page)
        waiting += links(page, each.url)
        for width, size in (("390", PHONE), ("1440", WIDE)):
            page.set_viewport_size(size)
            sticks_out = page.evaluate(STICKS_OUT)
            if sticks_out > 0:
                wrong.append(f"{path} at {width}: {sticks_out} px stick out")
            picture = pictures / f"{name}.{language[:2]}.{width}.png"
            if not picture.exists():
                page.screenshot(path=picture)
        if language == "zh-CN" and page.locator("html").get_attribute("lang") != "zh-hans":
            wrong.append(f"{path}: not in Chinese")
    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 5
