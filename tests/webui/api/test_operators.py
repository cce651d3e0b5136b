"""Incidents, messages, timers, jobs and the clock."""

from __future__ import annotations

from datetime import date

from workflows.directory.models import Department, Membership, Role


def test_an_incident_is_listed_and_retried(program, errand):
    errand.stop_at_incident()
    operator = program("admin.ops")
    (incident,) = operator.get("incidents").json()
    assert (incident["activity_id"], incident["business_key"]) == ("fetch", "E-1")

    retried = operator.post(f"incidents/{incident['id']}/retry", {"variables": {"thing": "paper"}})

    assert retried.json()["status"] == "running"
    assert operator.get("incidents").json() == []
    assert program("su.yan").get(f"instances/{errand.id}/variables").json()["variables"]["thing"] == "paper"
    assert operator.get(f"instances/{errand.id}/variables").status_code == 403
    assert operator.post(f"incidents/{incident['id']}/retry", {}).status_code == 409
    assert operator.get("jobs").json()[0]["what"] == "tests.fetch"


def test_operators_of_another_alliance_see_nothing(program, errand):
    errand.stop_at_incident()
    (incident,) = program("admin.ops").get("incidents").json()
    foreign = program("dong.admin")

    assert [foreign.get(name).json() for name in ("incidents", "timers", "jobs", "messages")] == [[], [], [], []]
    assert foreign.post(f"incidents/{incident['id']}/retry", {}).status_code == 404


def test_a_message_is_applied_once_and_an_early_one_kept(program, errand, organisation):
    operator = program("admin.ops")
    body = {"message_key": "m-1", "name": "ErrandReply", "correlation_key": "E-1", "organisation": organisation("hexi").pk}

    assert operator.post("messages", body).json() == {"state": "buffered"}
    assert operator.post("messages", body).json() == {"state": "buffered"}

    assert len(operator.get("messages", state="buffered").json()) == 1
    assert operator.post("messages", {**body, "organisation": organisation("dongmen").pk}).status_code == 404
    assert program("su.yan").post("messages", body).status_code == 403


def test_nobody_answers_in_the_place_of_another_pool_without_leave_and_reason(program, referral, organisation, user):
    # given a referral whose process waits for the hospital's decision, which the hospital's process sends
    body = {
        "message_key": "forged",
        "name": "ReferralDecision",
        "correlation_key": "R-1",
        "organisation": organisation("hexi").pk,
        "payload": {"decision": "accepted"},
    }

    # when, then: an operator may not speak for it, whatever the reason
    refused = program("admin.ops").post("messages", {**body, "reason": "the line is down"})
    assert refused.status_code == 403
    assert "exchange officer" in refused.json()["detail"]

    # but an exchange officer may, who says why, and whose name stands beside it
    Membership.objects.create(
        user=user("admin.ops"),
        department=Department.objects.filter(organisation__code="hexi").first(),
        role=Role.EXCHANGE_OFFICER,
        from_on=date(2026, 1, 1),
    )
    assert program("admin.ops").post("messages", body).status_code == 400
    told = program("admin.ops").post("messages", {**body, "reason": "the line is down; told by telephone"})
    assert told.json() == {"state": "buffered"}
    (row,) = program("admin.ops").get("messages").json()
    assert row["sender"]["id"] == user("admin.ops").pk
    assert row["detail"] == "the line is down; told by telephone"


def test_the_clock_moves_only_in_a_demonstration(program, region, settings):
    settings.CARELANE_DEMO = True
    operator = program("admin.ops")
    assert operator.post("demo-clock", {"hours": 24}).json()["ahead_seconds"] == 24 * 3600
    assert operator.post("demo-clock", {"hours": 0}).status_code == 400
    assert operator.post("demo-clock", {"hours": -1}).status_code == 400
    assert program("su.yan").post("demo-clock", {"hours": 1}).status_code == 403

    settings.CARELANE_DEMO = False
    assert operator.post("demo-clock", {"hours": 24}).status_code == 409
    assert operator.get("demo-clock").json()["is_demo"] is False


def test_the_directory_is_read_by_those_who_work_there(program, organisation):
    doctor, hexi = program("su.yan"), organisation("hexi").pk

    assert [row["code"] for row in doctor.get("organisations").json()] == ["hexi"]
    assert "su.yan" in [row["username"] for row in doctor.get(f"organisations/{hexi}/staff").json()]
    assert "cardiology" in [row["code"] for row in doctor.get(f"organisations/{organisation('yuanshan').pk}/departments").json()]
    hospitals = doctor.get(f"organisations/{hexi}/destinations", kind="hospital").json()
    assert {row["code"] for row in hospitals} == {"yuanshan", "tcm"}
    for path in ("staff", "destinations"):
        assert doctor.get(f"organisations/{organisation('dongmen').pk}/{path}").status_code == 404
