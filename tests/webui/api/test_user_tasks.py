"""A program does what its person may do with a user task, and is told why not."""

from __future__ import annotations

from uuid import uuid4


def test_a_doctor_finds_claims_and_completes_a_task(program, errand):
    # given an open task of her group
    doctor = program("su.yan")
    (row,) = doctor.get("user-tasks", filter="groups").json()["results"]
    assert (row["name"]["en"], row["name"]["zh"], row["assignee"]) == ("Ask for it", "提出请求", None)

    # when she claims it and completes it with its form
    task = doctor.post(f"user-tasks/{row['id']}/claim", {"expected_version": row["version"]}).json()
    assert task["is_mine"] and task["assignee"]["name"]["en"] == "Su Yan"
    body = {"expected_version": task["version"], "values": {"thing": "ECG paper", "pieces": 2}}
    answer = doctor.post(f"user-tasks/{row['id']}/complete", body)

    # then the process goes on with her values
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "running"
    variables = doctor.get(f"instances/{errand.id}/variables").json()["variables"]
    assert variables["thing"] == "ECG paper"
    assert variables["pieces"] == 2
    assert doctor.get("user-tasks", filter="done").json()["count"] == 1


def test_a_task_comes_with_its_form_in_the_readers_language(program, errand):
    task = program("su.yan", "zh-hans").get(f"user-tasks/{errand.task_id}").json()

    labels = [component["label"] for component in task["form"]["components"]]
    assert labels == ["需要什么", "件数"]
    assert task["can_claim"] and task["can_complete"]


def test_a_stale_version_is_a_conflict(program, errand):
    doctor = program("su.yan")
    read = doctor.get(f"user-tasks/{errand.task_id}").json()
    doctor.post(f"user-tasks/{errand.task_id}/claim", {})

    late = doctor.post(
        f"user-tasks/{errand.task_id}/complete", {"expected_version": read["version"], "values": {"thing": "gloves"}}
    )

    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_wrong_and_undeclared_form_fields_are_named(program, errand):
    doctor = program("su.yan")

    refused = doctor.post(
        f"user-tasks/{errand.task_id}/complete", {"expected_version": 1, "values": {"pieces": 40, "colour": "red"}}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "form_invalid")
    assert set(refused.json()["fields"]) == {"thing", "pieces", "colour"}


def test_an_undeclared_field_of_the_request_is_refused_by_name(program, errand):
    refused = program("su.yan").post(f"user-tasks/{errand.task_id}/complete", {"expected_version": 1, "valeus": {}})

    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == ["valeus"]


def test_a_completed_task_cannot_be_completed_again(program, errand):
    errand.ask()

    again = program("su.yan").post(f"user-tasks/{errand.task_id}/complete", {"expected_version": 1, "values": {"thing": "x"}})

    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


def test_a_task_of_another_organisation_does_not_exist(program, errand):
    outsider = program("dong.men")

    for action in ("claim", "unclaim", "delegate", "complete"):
        body = {"complete": {"expected_version": 1}, "delegate": {"delegate": 1}}.get(action, {})
        assert outsider.post(f"user-tasks/{errand.task_id}/{action}", body).status_code == 404
    assert outsider.get(f"user-tasks/{errand.task_id}").status_code == 404
    assert outsider.get("user-tasks").json()["count"] == 0
    assert outsider.get(f"user-tasks/{uuid4()}").status_code == 404


def test_the_head_assigns_and_the_assignee_delegates(program, errand, user):
    head, doctor = program("he.jun"), program("su.yan")

    given = head.post(f"user-tasks/{errand.task_id}/assign", {"assignee": user("su.yan").pk})
    assert given.json()["assignee"]["id"] == user("su.yan").pk
    handed = doctor.post(f"user-tasks/{errand.task_id}/delegate", {"delegate": user("he.jun").pk})
    assert handed.json()["assignee"]["id"] == user("he.jun").pk

    # who may not do the task cannot be given it, and who does not exist neither
    assert head.post(f"user-tasks/{errand.task_id}/assign", {"assignee": user("chen.min").pk}).status_code == 409
    assert head.post(f"user-tasks/{errand.task_id}/assign", {"assignee": 10**9}).status_code == 422
    # and a doctor does not assign
    assert doctor.post(f"user-tasks/{errand.task_id}/assign", {"assignee": user("su.yan").pk}).status_code == 403


def test_giving_a_task_back(program, errand):
    doctor = program("su.yan")
    doctor.post(f"user-tasks/{errand.task_id}/claim", {})

    assert doctor.post(f"user-tasks/{errand.task_id}/unclaim", {}).json()["state"] == "created"
    assert doctor.post(f"user-tasks/{errand.task_id}/unclaim", {}).status_code == 409
