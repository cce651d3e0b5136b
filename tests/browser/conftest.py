"""One running product for all journeys, on the database and broker that the environment names."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.installation import ROOT, Installation

if TYPE_CHECKING:
    from tests.browser.desk import Desk
    from tests.browser.referrals import Referrals
    from tests.browser.rest import Person

PASSWORD = "carelane-demo"
expect.set_options(timeout=15_000)  # two cores run the product, its worker, the database and Chromium
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.nodeid or item.nodeid.startswith("tests/browser"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=2))  # a busy machine may make a page miss its moment
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: on Debian, apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}}


class Product:
    """`manage.py runall` in a folder and database of its own."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.url = installation.url
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.installation.folder / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "runall", f"--port={self.installation.port}"],
                cwd=ROOT,
                env=self.installation.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                if requests.get(self.url, timeout=5).ok and "Carelane is running" in self.log:
                    return
            except requests.RequestException:
                pass
            assert self.process.poll() is None, self.log[-3000:]
            time.sleep(0.2)
        raise AssertionError(f"No page within two minutes:\n{self.log[-3000:]}")

    @property
    def log(self) -> str:
        return (self.installation.folder / "run.log").read_text(encoding="utf-8")

    def stop(self) -> float:
        """As Ctrl-C does; how many seconds it took."""
        assert self.process is not None
        begin = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        return time.monotonic() - begin


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder: Path = tmp_path_factory.mktemp("product")
    installation = Installation(folder)
    installation.create()
    product = Product(installation)
    try:
        product.start()
        yield product
        product.stop()
    finally:
        if product.process is not None and product.process.poll() is None:
            product.process.terminate()
            product.process.wait(40)
        installation.drop()


@pytest.fixture(scope="session")
def base_url(product: Product) -> str:
    return product.url


@pytest.fixture(scope="session")
def person(product: Product) -> Callable[[str], Person]:
    """Somebody with a token; made once."""
    from tests.browser.rest import Person

    return cache(partial(Person, product))


@pytest.fixture(scope="session")
def referrals(person: Callable[[str], Person]) -> Referrals:
    """Brings referrals to the step that a test is about."""
    from tests.browser.referrals import Referrals

    return Referrals(person)


@pytest.fixture(scope="session")
def cookies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cookies")


@pytest.fixture
def desk(product: Product, browser: Browser, cookies: Path) -> Iterator[Callable[..., Desk]]:
    """`desk("su.yan", language="zh-CN", phone=True)`: a signed-in browser; nothing may have gone wrong in it at the end."""
    from tests.browser.desk import Desk, opened_for

    opened: list[Desk] = []

    def open_desk(username: str, *, language: str = "en-GB", phone: bool = False) -> Desk:
        context = opened_for(browser, product.url, username, cookies, language, phone)
        opened.append(Desk(context, product.url, username))
        return opened[-1]

    yield open_desk
    complaints = [complaint for each in opened for complaint in each.complaints]
    for each in opened:
        each.context.close()
    assert not complaints, "\n".join(complaints)
