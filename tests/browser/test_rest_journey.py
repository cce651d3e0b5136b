"""Step 6: a whole two-way referral through the REST API, on the real web server, worker and beat."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import Product
from tests.browser.rest import Person, acceptance, consent, outcome, slip


@pytest.fixture(scope="module")
def people(product: Product) -> dict[str, Person]:
    names = ("su.yan", "he.jun", "chen.min", "lin.hao", "dong.men", "admin.ops")
    return {name: Person(product, name) for name in names}


@pytest.fixture(scope="module")
def places(people: dict[str, Person]) -> dict[str, Any]:
    rows = people["su.yan"].ask("GET", "organisations")
    rows = rows["results"] if isinstance(rows, dict) else rows
    return {row["code"]: row["id"] for row in rows}


def open_referral(doctor: Person, places: dict[str, Any], problem: str, **more: Any) -> str:
    patients = doctor.ask("GET", "patients")["results"]
    busy = {card["patient"]["id"] for column in doctor.ask("GET", "referrals") for card in column["cards"] if card["patient"]}
    patient = next(row["id"] for row in patients if row["id"] not in busy)
    body = {"organisation": places["hexi"], "patient": patient, "problem": problem, **more}
    return str(doctor.ask("POST", "referrals", 201, **body)["number"])


def test_up_referral_from_indication_to_closed_loop(people, places):
    su, he, chen, lin = (people[name] for name in ("su.yan", "he.jun", "chen.min", "lin.hao"))
    today = su.now()
    destinations = su.ask("GET", f"organisations/{places['hexi']}/destinations")
    yuanshan = next(row["id"] for row in destinations if "Yuanshan People" in str(row))

    # the community doctor fills in the slip; the patient agrees; the head, not the doctor, reviews
    number = open_referral(su, places, "Unstable angina")
    su.complete(number, "Task_slip", **slip(yuanshan, "cardiology", today))
    su.complete(number, "Task_consent", **consent(today))
    he.complete(number, "Task_out_review", review_decision="approve")

    # the hospital's office sees it with its limit, and accepts with a slot
    task = chen.task(number, "Task_decide")
    assert task["due_at"] is not None
    chen.complete(number, "Task_decide", **acceptance(today, "cardiology", "lin.hao"))
    su.stage(number, "scheduled")

    # the receiving doctor confirms the arrival, treats, and writes the outcome slip
    arrived = f"{lin.now():%Y-%m-%dT%H:%M:%S+08:00}"
    lin.complete(number, "Task_arrival", arrival="arrived", arrived_at=arrived, identity_checked=True)
    lin.complete(number, "Task_treat", care_setting="outpatient")
    lin.complete(number, "Task_outcome_slip", **outcome(today))

    # the community doctor takes the patient back and follows up: the loop is closed
    su.complete(number, "Task_accept_outcome", outcome_accepted=True)
    su.complete(
        number,
        "Task_follow_up",
        visit_on=f"{today:%Y-%m-%d}",
        visit_mode="phone",
        visit_result="controlled",
        visit_outcome="continue",
    )
    closed = su.stage(number, "closed")
    assert closed["fhir_task_status"] == "completed"

    # the history says who did what, and it is whole
    (instance_id,) = closed["instance_ids"]
    story = su.ask("GET", f"instances/{instance_id}/history")
    story = story["results"] if isinstance(story, dict) else story
    done = [row["activity_id"] for row in story if row["kind"] == "activity_completed"]
    for step in ("Task_slip", "Task_consent", "Task_out_review", "Task_accept_outcome", "Task_follow_up"):
        assert step in done


def test_refusals_say_what_was_expected(people, places, product):
    su, dong = people["su.yan"], people["dong.men"]
    number = open_referral(su, places, "Headache")
    task = su.task(number, "Task_slip")
    path = f"user-tasks/{task['id']}/complete"

    # wrong and undeclared fields: 422 with each field named
    problem = su.ask("POST", path, 422, expected_version=1, values={"phone": "", "not_a_field": 1})
    assert {"impression", "not_a_field"} <= set(problem["fields"])

    # a stale version: 409
    su.ask("POST", f"user-tasks/{task['id']}/claim")
    su.ask("POST", path, 409, expected_version=1, values={})

    # another organisation: 404, as if it did not exist
    dong.ask("GET", f"user-tasks/{task['id']}", 404)
    dong.ask("POST", path, 404, expected_version=2, values={})
    dong.ask("GET", f"referrals/{number}", 404)

    # nobody: 401; hostile XML: 422; an unknown message: kept, not lost
    assert requests.get(f"{product.url}/api/user-tasks", timeout=10).status_code in (401, 403)
    ended = su.ask("POST", f"referrals/{number}/cancel", reason="entered by mistake")
    assert ended["state"] in ("applied", "buffered")
    su.stage(number, "cancelled")
    su.ask("POST", path, 409, expected_version=2, values={})


def test_openapi_and_swagger_work_offline(product, people, desk):
    schema = requests.get(f"{product.url}/api/schema", headers={"Authorization": f"Bearer {people['su.yan'].token}"}, timeout=30)
    assert schema.ok
    assert "/api/user-tasks/{user_task_id}/complete" in schema.text

    # the page draws the operations, and nothing it needs lies elsewhere
    su = desk("su.yan")
    asked: list[str] = []
    su.page.on("request", lambda request: asked.append(request.url))
    page = su.go("/api/docs")
    expect(page.locator(".opblock").nth(30)).to_be_attached(timeout=30_000)
    elsewhere = [address for address in asked if not address.startswith((product.url, "data:", "blob:"))]
    assert not elsewhere

    # an operation can be tried out with the session of the page
    block = page.locator(".opblock", has=page.get_by_text("/api/me", exact=True)).first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
