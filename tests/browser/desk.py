"""One person at a browser: signed in once a session, opens tasks, fills in forms by the words that stand on them."""

from __future__ import annotations

import re
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

from tests.browser.conftest import PASSWORD

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
WORKER = 30_000  # milliseconds until worker and page have brought something on a busy machine


def sign_in(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)


def opened_for(browser: Browser, url: str, username: str, cookies: Path, language: str, phone: bool) -> BrowserContext:
    """A browser in which this person has signed in; sign-ins are limited, as they should be, so one is kept."""
    kept = cookies / f"{username}.json"
    if not kept.exists():
        context = browser.new_context(locale="en-GB")
        sign_in(context.new_page(), url, username)
        context.storage_state(path=kept)
        context.close()
    return browser.new_context(
        storage_state=kept,
        locale=language,
        timezone_id="Asia/Shanghai",
        viewport=PHONE if phone else WIDE,  # type: ignore[arg-type]
        has_touch=phone,
    )


class Desk:
    """A page of this person, with everything that went wrong in it."""

    def __init__(self, context: BrowserContext, url: str, username: str) -> None:
        self.context, self.url, self.username = context, url, username
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _hear(self, message: Any) -> None:
        # Chromium reports answers of 4xx as errors of the console: those are refusals that a test asks for.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        for attempt in range(3):
            try:
                self.page.goto(f"{self.url}{path}")
                break
            except Error as error:  # the page was just leaving for another one by itself, after an answer
                if "ERR_ABORTED" not in str(error) or attempt == 2:
                    raise
        return self.page

    def go_until(self, path: str, role: Literal["button", "link"], name: str) -> Page:
        """Open the page again until it offers this: what the worker does shows only on the next look."""
        end = time.monotonic() + WORKER / 1000
        while True:
            page = self.go(path)
            if page.get_by_role(role, name=name).count() or time.monotonic() > end:
                return page

    def row(self, task: str, patient: str) -> Locator:
        """The row of the inbox."""
        return self.page.locator("[data-worklist] [data-row]").filter(has_text=task).filter(has_text=patient)

    def open_task(self, task: str, patient: str) -> Form:
        """From the inbox, as soon as the worker has brought it there."""
        self.go("/work/")
        row = self.row(task, patient)
        expect(row).to_be_visible(timeout=WORKER)
        user_task_id = (row.get_attribute("id") or "").removeprefix("row-")
        row.click()
        expect(self.page.locator("[data-task]")).to_have_attribute("data-task", user_task_id)
        return self.form(task)

    def form(self, task: str) -> Form:
        expect(self.page.locator("[data-task-title]")).to_have_text(task)
        self.page.locator("#task-form .fjs-form").wait_for()
        return Form(self.page)

    def expect_notice(self, *texts: str) -> None:
        notices = self.page.locator("[data-notices]")
        for text in texts:
            expect(notices).to_contain_text(text)


SHOWS = """([field, option]) => [...field.querySelectorAll('input')].some((input) => input.value.includes(option))
    || field.querySelector('.fjs-input-group').textContent.includes(option)"""
HOLDS = """(text) => JSON.stringify(document.querySelector('#task-form').carelaneForm._getSubmitData()).includes(text)"""


class Form:
    """The form-js form of the task that stands open, in the language of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("#task-form")

    def box(self, label: str) -> Locator:
        return self.element.get_by_role("textbox", name=label, exact=True)

    def field(self, label: str) -> Locator:
        """The field with everything around it: its words, its input, its message."""
        own = self.page.locator("label", has_text=re.compile(rf"^{re.escape(label)}\*?$"))
        return self.element.locator(".fjs-form-field").filter(has=own)

    def write(self, label: str, text: str) -> None:
        self.box(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """From a list that opens below its field."""
        field = self.field(label)
        field.locator(".fjs-input-group").click()
        field.locator(".fjs-dropdownlist-item").filter(has_text=option).first.click()
        expect(field.locator(".fjs-dropdownlist")).to_have_count(0)
        self.page.wait_for_function(SHOWS, arg=[field.element_handle(), option])

    def mark(self, label: str) -> None:
        """One choice of a group, or a tick."""
        radio = self.element.get_by_role("radio", name=label, exact=True)
        radio.or_(self.element.get_by_role("checkbox", name=label, exact=True)).check()

    def on(self, label: str, day: date) -> None:
        box = self.box(label)
        pattern = box.get_attribute("placeholder") or "yyyy-mm-dd"
        text = pattern.replace("yyyy", f"{day:%Y}").replace("mm", f"{day:%m}").replace("dd", f"{day:%d}")
        box.fill(text)
        box.press("Enter")
        # Taken over, the field writes it in the reader's form: in Chinese without leading zeros.
        expect(box).to_have_value(re.compile("^" + re.sub(r"\d+", lambda number: f"0*{int(number[0])}", text) + "$"))

    def at(self, label: str, moment: datetime, time_label: str = "Time") -> None:
        self.on(label, moment.date())
        box = self.field(label).get_by_role("textbox", name=time_label, exact=True)
        box.fill(f"{moment:%H:%M}")
        box.press("Enter")
        # What stands in the field is not yet what will be sent; minutes go down to the step of the field.
        self.page.wait_for_function(HOLDS, arg=f"{moment:%Y-%m-%dT%H:}")

    def message(self, label: str) -> Locator:
        """What stands below a field that was refused."""
        return self.field(label).locator(".fjs-form-field-error")

    @property
    def summary(self) -> Locator:
        return self.element.locator(".summary-of-errors")

    def send(self, button: str) -> None:
        self.page.locator(".task-foot").get_by_role("button", name=button, exact=True).click()
