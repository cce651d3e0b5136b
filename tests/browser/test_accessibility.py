"""axe finds nothing serious on any page: light and dark, both languages, wide and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.desk import PHONE, WIDE
from tests.browser.test_pages import busy_region, kind, links, settled
from tests.installation import ROOT

__all__ = ["busy_region"]

AXE = ROOT / "webui" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: make frontend brings it")

# Who between them reach every kind of page. Each kind is looked at once, by the first who comes there.
PEOPLE = ("su.yan", "chen.min", "lin.hao", "ma.ying", "admin.ops", "gao.li")
# Each language, size and colour scheme meets each of the others once.
LOOKS = (("en-GB", WIDE, "light"), ("en-GB", PHONE, "dark"), ("zh-CN", PHONE, "light"), ("zh-CN", WIDE, "dark"))
MOST_PAGES = 20  # of one person
# Drawn by bpmn-js and form-js, whose inner markup is not ours; what we draw around them is looked at.
FOREIGN = [".djs-container", ".bjs-container", ".bio-properties-panel", ".fjs-powered-by", "#api-docs"]
RUN = """async (foreign) => {
    const there = foreign.filter((each) => document.querySelector(each));
    const context = { include: [['html']], exclude: there.map((each) => [each]) };
    const found = await axe.run(context, { resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return found.violations.filter((each) => ['serious', 'critical'].includes(each.impact)).flatMap((each) =>
        each.nodes.slice(0, 3).map((node) => `${each.id}: ${node.target.join(' ')} ${node.any[0]?.message ?? each.help}`));
}"""


@pytest.mark.parametrize("language", ("en-GB", "zh-CN"))
def test_axe_finds_nothing_serious(desk, busy_region, language):
    source = Path(AXE).read_text(encoding="utf-8")
    wrong: list[str] = []
    seen: set[str] = set()
    for username in PEOPLE:
        each = desk(username, language=language)
        waiting = ["/", "/notifications/", "/account/password/", "/search/?q=9900"]
        own: set[str] = set()
        while waiting and len(own) < MOST_PAGES:
            path = waiting.pop(0)
            name = kind(path.partition("?")[0])
            if name in own:
                continue
            own.add(name)
            answer = each.page.goto(f"{each.url}{path}")
            assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
            settled(each.page)
            waiting += links(each.page, each.url)
            if name not in seen:
                seen.add(name)
                wrong += [f"{path} {found}" for found in serious(each.page, source, language)]
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 25, sorted(seen)


def serious(page: Page, source: str, language: str) -> list[str]:
    """What axe says of the page that stands open, in each look of this language."""
    found = []
    page.evaluate(f"{source}\n;0")
    for _language, size, scheme in (look for look in LOOKS if look[0] == language):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [f"{size['width']} {scheme}: {complaint}" for complaint in page.evaluate(RUN, FOREIGN)]
    return found
