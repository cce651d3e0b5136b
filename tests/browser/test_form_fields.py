"""What is typed into a field stays, on a slow machine, in another zone and when the page is left at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.form_page import FormPage, datetime_field, form_document

SLOT = datetime(2026, 3, 12, 9, 30)


@pytest.fixture
def form_page(browser: Browser) -> Iterator[Callable[..., FormPage]]:
    opened: list[FormPage] = []

    def open_page(*args: Any, **more: Any) -> FormPage:
        opened.append(FormPage(browser, *args, **more))
        return opened[-1]

    yield open_page
    for each in opened:
        each.close()


@pytest.mark.parametrize("is_hidden_first", [False, True])
def test_a_date_and_its_time_typed_at_once_both_stand(form_page: Callable[..., FormPage], is_hidden_first: bool) -> None:
    # given a slow machine, and a field that may appear only after an answer
    choice = {
        "type": "radio",
        "id": "Field_arrival",
        "key": "arrival",
        "label": "Patient",
        "values": [{"value": "arrived", "label": "Arrived"}],
    }
    hide = {"conditional": {"hide": '=arrival != "arrived"'}} if is_hidden_first else {}
    here = form_page(form_document(choice, datetime_field("slot_at", "Slot", **hide)), slow=12)
    if is_hidden_first:
        here.form.mark("Arrived")
    # when the date, Enter, the time and Enter follow each other without a pause
    here.page.evaluate(TYPE_AT_ONCE)
    # then both are kept
    expect(here.form.box("Slot")).to_have_value("12/03/2026")
    expect(here.page.get_by_label("Time")).to_have_value("09:30")
    here.page.wait_for_function("document.querySelector('#task-form').carelaneForm._getSubmitData().slot_at")
    assert here.values["slot_at"] == "2026-03-12T09:30"


@pytest.mark.parametrize(("brought", "value"), [("１２", 12), (" 98 ", 98), ("36,5", 36.5), ("３６．５", 36.5)])
def test_a_number_is_read_as_it_is_brought(form_page: Callable[..., FormPage], brought: str, value: float) -> None:
    here = form_page(form_document({"type": "number", "id": "Field_bp", "key": "bp", "label": "Pressure"}))

    here.form.box("Pressure").fill(brought)

    expect(here.form.box("Pressure")).to_have_value(str(value))
    assert here.values["bp"] == value


def test_a_text_in_a_number_field_is_refused_in_words(
    form_page: Callable[..., FormPage],
) -> None:
    # given a field that holds a number
    field = {"type": "number", "id": "Field_bp", "key": "bp", "label": "Pressure"}
    here = form_page(form_document(field, data={"bp": 120}))
    box = here.form.box("Pressure")

    # when something else is pasted over it
    box.fill("98/60")

    # then the field says so and keeps what it had, and what is sent waits for a look
    expect(here.form.message("Pressure").first).to_contain_text("“98/60” is not a number")
    expect(box).to_have_value("120")
    here.form.send("Send")
    expect(here.form.summary).to_contain_text("“98/60” is not a number")
    assert here.sent == []

    # and a number ends the matter
    box.fill("98")
    expect(here.form.message("Pressure")).to_have_count(0)
    here.form.send("Send")
    here.page.wait_for_url("**/elsewhere")
    assert [each["bp"] for each in here.sent] == [98]


def test_a_time_is_the_organisations_and_says_so_where_the_browser_has_another(form_page: Callable[..., FormPage]) -> None:
    # given a browser in Berlin and a slot that the organisation in Shanghai gave
    field = datetime_field("slot_at", "Slot")
    here = form_page(form_document(field, data={"slot_at": "2026-03-12T13:45:00"}), zone="Europe/Berlin")
    # then the time reads as it does there, and the field says whose it is
    expect(here.page.get_by_label("Time")).to_have_value("13:45")
    expect(here.form.field("Slot")).to_contain_text("China Standard Time")
    # and what is typed is sent as typed
    here.form.at("Slot", SLOT)
    assert here.values["slot_at"] == "2026-03-12T09:30"


def test_an_hour_that_the_browsers_zone_leaves_out_is_an_hour_like_any_other(form_page: Callable[..., FormPage]) -> None:
    # given a browser whose clock goes from 02:00 to 03:00 that night
    data = {"slot_at": "2026-03-29T02:30:00"}
    here = form_page(form_document(datetime_field("slot_at", "Slot"), data=data), zone="Europe/Berlin")
    expect(here.page.get_by_label("Time")).to_have_value("02:30")
    assert here.values["slot_at"].startswith("2026-03-29T02:30")


def test_nothing_is_said_of_zones_where_they_agree(form_page: Callable[..., FormPage]) -> None:
    here = form_page(form_document(datetime_field("slot_at", "Slot")), zone="Asia/Chongqing")
    assert "time:" not in here.form.field("Slot").inner_text()


NOTE = {"type": "textarea", "id": "Field_note", "key": "note", "label": "Note"}


def test_the_last_letters_before_the_page_is_left_are_kept(form_page: Callable[..., FormPage]) -> None:
    # given somebody who types and leaves in the same moment
    here = form_page(form_document(NOTE))
    here.form.box("Note").press_sequentially("Left at once")
    here.page.evaluate("document.querySelector('a[href]:not([target])').click()")
    here.page.wait_for_url("**/elsewhere")
    # when they come back
    here.open()
    # then all of it is there
    expect(here.form.box("Note")).to_have_value("Left at once")


def test_a_phone_put_away_keeps_the_draft(form_page: Callable[..., FormPage]) -> None:
    here = form_page(form_document(NOTE))
    here.form.box("Note").press_sequentially("Locked screen")
    here.page.evaluate(
        """Object.defineProperty(document, 'hidden', { value: true });
        document.dispatchEvent(new Event('visibilitychange'));"""
    )
    assert "Locked screen" in here.page.evaluate("JSON.stringify(localStorage)")


# As events of a quick hand: what each event asked for is drawn, what waits for the next picture is not.
TYPE_AT_ONCE = """async () => {
  const [date, time] = document.querySelectorAll('.fjs-form-field-datetime input.fjs-input');
  const drawn = async () => { for (let i = 0; i < 5; i += 1) await Promise.resolve(); };
  const type = async (input, text) => {
    input.focus();
    await drawn();
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await drawn();
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 13, bubbles: true }));
    await drawn();
  };
  await type(date, '12/03/2026');
  await type(time, '09:30');
}"""
