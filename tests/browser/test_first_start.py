"""Step 1: one command brings everything up; stopping stops everything; starting again keeps all data."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Product
from tests.installation import Installation


def children(pid: int) -> set[int]:
    """Processes below this one."""
    below: set[int] = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) in below | {pid}:
            below.add(int(status.parent.name))
    return below


def test_it_starts_greets_stops_and_keeps_its_data(tmp_path, page: Page):
    # given a first start on an empty machine
    installation = Installation(tmp_path)
    installation.create()
    product = Product(installation)
    try:
        product.start()
        assert product.url in product.log
        assert "su.yan" in product.log and PASSWORD in product.log

        # when somebody registers a patient and the product is stopped
        sign_in(page, product.url, "su.yan")
        page.goto(f"{product.url}/patients/")
        before = page.locator("tbody tr").count()
        assert before > 0
        assert product.process is not None
        started = children(product.process.pid)
        assert len(started) >= 3
        assert product.stop() < 30

        # then nothing of it is left
        assert not [pid for pid in started if Path(f"/proc/{pid}").exists() and "Z" not in state_of(pid)]
        with pytest.raises(requests.RequestException):
            requests.get(product.url, timeout=2)

        # and a second start has the same data and the same session
        product.start()
        page.goto(f"{product.url}/patients/")
        expect(page.locator("tbody tr")).to_have_count(before)
    finally:
        if product.process is not None and product.process.poll() is None:
            product.stop()
        installation.drop()


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def sign_in(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{url}/work/**")
