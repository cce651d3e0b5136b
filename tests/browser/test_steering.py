"""Operators steer live instances: one at a time with reasons and two signatures, and many at once after a rehearsal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD
from tests.browser.desk import WORKER, Desk
from tests.browser.rounds import Rounds


@pytest.fixture(scope="module")
def rounds(person) -> Rounds:
    return Rounds(person)


def choose_step(field: Locator, name: str) -> None:
    """Steps are listed with their ids behind their names."""
    field.select_option(field.locator("option").filter(has_text=re.compile(rf"^\s*{name} · ")).first.get_attribute("value"))


def act(page: Page, button: str, confirm: str, reason: str = "", **fields: str) -> None:
    """Open the dialog, fill it in, send it; `fields` by the words that stand on them."""
    page.locator("#operate").get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for label, value in fields.items():
        field = dialog.get_by_label(label.replace("_", " "), exact=True)
        if field.evaluate("one => one.tagName") == "SELECT":
            choose_step(field, value)
        else:
            field.fill(value)
    dialog.get_by_label("Reason", exact=True).fill(reason or "Recall of a device")
    dialog.get_by_role("button", name=confirm, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def stands_at(page: Page, *steps: str) -> None:
    expect(page.locator("#operate tbody .strong")).to_have_text(list(steps))


def open_instance(desk: Desk, business_key: str) -> Page:
    page = desk.go(f"/operations/instances/?business_key={business_key}")
    page.locator("[data-row] a.strong").first.click()
    page.locator(".diagram .djs-container").wait_for()
    return page


def test_one_instance_is_suspended_corrected_resumed_and_a_step_skipped_by_two(desk, rounds):
    # given a round that waits for its assessment
    key = rounds.published()
    rounds.started(key, "1")
    number = f"{key}-1"
    doctor = desk("su.yan")
    page = open_instance(desk("admin.ops"), number)
    stands_at(page, "Assess")

    # when an operator suspends it, its people see that it waits
    act(page, "Suspend…", "Suspend the process")
    expect(page.locator(".page-head .chip").filter(has_text="Suspended")).to_be_visible()
    doctor.go("/work/")
    row = doctor.row("Assess", number)
    expect(row).to_contain_text("Suspended")
    row.click()
    expect(doctor.page.locator("[data-suspended]")).to_contain_text("This process is suspended")
    expect(doctor.page.locator(".task-foot .btn.primary")).to_be_disabled()

    # and a value is corrected while it stands still
    act(page, "Correct a value…", "Correct a value", Name_of_the_value="score", New_value="7")
    stands_at(page, "Assess")

    # then it goes on there when it is resumed
    act(page, "Resume…", "Resume the process", reason="Devices replaced")
    stands_at(page, "Assess")
    doctor.go("/work/")
    expect(doctor.row("Assess", number)).to_be_visible(timeout=WORKER)

    # and a step is skipped when a second operator has signed
    act(page, "Skip a step…", "Ask to skip a step", reason="Treated elsewhere", Step="Assess")
    expect(page.locator("#skips")).to_contain_text("a second person must agree")
    stands_at(page, "Assess")
    second = open_instance(desk("fan.rui"), number)
    signature = second.locator("#skips")
    expect(signature).to_contain_text("Treated elsewhere")
    if signature.get_by_label("Your password, as your signature").count():  # not within five minutes of signing in
        signature.get_by_label("Your password, as your signature").fill(PASSWORD)
    signature.get_by_role("button", name="Agree and skip").click()
    stands_at(second, "Treat")
    story = second.locator(".story")
    for sentence in (
        "agreed to skip Assess, as Ai Ning had asked",
        "resumed the process",
        "corrected score",
    ):
        expect(story).to_contain_text(sentence)


def rehearsed(page: Page, count: int) -> None:
    """Nothing happens before somebody has read what the rehearsal says."""
    expect(page.get_by_role("button", name=f"Do it to {count}")).to_be_visible(timeout=WORKER)
    page.get_by_role("button", name=f"Do it to {count}").click()
    expect(page.locator("#progress h2").first).to_contain_text("Done", timeout=WORKER)
    expect(page.locator("#progress .chip.good").filter(has_text="Done")).to_have_count(count + 1)


def test_instances_go_to_a_new_version_by_a_mapping_and_back(desk, rounds):
    # given two rounds on the first version, and a second one that names their step otherwise
    key = rounds.published()
    for number in ("1", "2"):
        rounds.started(key, number)
    rounds.publish_second(key)
    page = desk("admin.ops").go("/operations/definitions/")
    page.locator("[data-row]").filter(has_text=f"Round {key}").filter(has_text="Older version").locator("a.strong").click()
    expect(page.get_by_role("heading", name="Where 2 instances stand")).to_be_visible()

    # when the step is mapped on the page
    page.get_by_role("link", name="Migrate…").click()
    line = page.locator("table.mapping tbody tr").filter(has_text="Assess")
    choose_step(line.get_by_role("combobox"), "Examine")
    page.get_by_label("Reason", exact=True).fill("New guideline")
    page.get_by_role("button", name="Rehearse").click()
    rehearsed(page, 2)

    # then both stand on the new version, at the new step
    doctor = desk("su.yan")
    doctor.go("/work/")
    for number in ("1", "2"):
        expect(doctor.row("Examine", f"{key}-{number}")).to_be_visible()
    expect(open_instance(desk("admin.ops"), f"{key}-1").locator(".page-head")).to_contain_text("model version 2")

    # and back again
    page.get_by_role("button", name="Take it back…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason", exact=True).fill("Guideline withdrawn")
    dialog.get_by_role("button", name="Take the migration back").click()
    expect(page.locator(".page-head")).to_contain_text("Way back")
    rehearsed(page, 2)
    doctor.go("/work/")
    expect(doctor.row("Assess", f"{key}-2")).to_be_visible()


def test_many_are_suspended_after_a_preview(desk, rounds):
    # given three rounds of one process
    key = rounds.published()
    for number in ("1", "2", "3"):
        rounds.started(key, number)
    page = desk("admin.ops").go(f"/operations/instances/?status=live&process_key={key}")
    expect(page.locator("[data-row]")).to_have_count(3)

    # when all are chosen: the preview touches nobody
    page.get_by_role("link", name="Act on these…").click()
    page.get_by_label("Act", exact=True).select_option(label="Suspend")
    page.get_by_label("Reason", exact=True).fill("Recall of a device")
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_role("button", name="Do it to 3")).to_be_visible(timeout=WORKER)
    other = desk("fan.rui").go(f"/operations/instances/?status=suspended&process_key={key}")
    expect(other.locator("[data-row]")).to_have_count(0)

    # then they are suspended, each with its own result
    rehearsed(page, 3)
    other.reload()
    expect(other.locator("[data-row]")).to_have_count(3)
