"""A repeated request with the same Idempotency-Key gets the first answer; its effect happens once."""

from __future__ import annotations

from webui.api.models import IdempotentAnswer


def test_a_repeated_start_starts_once(program, published, organisation):
    doctor = program("su.yan")
    body = {"process_key": "errand", "organisation": organisation("hexi").pk, "business_key": "E-9"}

    first = doctor.post("instances", body, **{"Idempotency-Key": "k-1"})
    second = doctor.post("instances", body, **{"Idempotency-Key": "k-1"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert doctor.get("instances", business_key="E-9").json()["count"] == 1


def test_a_repeated_completion_gets_the_first_answer(program, errand):
    doctor = program("su.yan")
    body = {"expected_version": 1, "values": {"thing": "ECG paper"}}
    path = f"user-tasks/{errand.task_id}/complete"

    answers = [doctor.post(path, body, **{"Idempotency-Key": "once"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert doctor.post(path, body).status_code == 409


def test_a_key_belongs_to_one_request(program, published, organisation):
    doctor = program("su.yan")
    body = {"process_key": "errand", "organisation": organisation("hexi").pk}
    doctor.post("instances", body, **{"Idempotency-Key": "k-1"})

    other = doctor.post("instances", {**body, "business_key": "other"}, **{"Idempotency-Key": "k-1"})

    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_a_key_belongs_to_one_person(program, published, organisation):
    body = {"process_key": "errand", "organisation": organisation("hexi").pk}
    first = program("su.yan").post("instances", body, **{"Idempotency-Key": "k-1"})

    # a foreign person with the same key gets an answer of their own: here a refusal
    assert program("dong.men").post("instances", body, **{"Idempotency-Key": "k-1"}).status_code == 404
    assert first.status_code == 201


def test_a_refusal_is_not_kept(program, errand):
    doctor = program("su.yan")
    path = f"user-tasks/{errand.task_id}/complete"

    refused = doctor.post(path, {"expected_version": 1, "values": {}}, **{"Idempotency-Key": "k-1"})
    assert refused.status_code == 422
    assert not IdempotentAnswer.objects.exists()

    mended = doctor.post(path, {"expected_version": 1, "values": {"thing": "x"}}, **{"Idempotency-Key": "k-1"})
    assert mended.status_code == 200


def test_a_limit_that_passed_before_a_refused_request_has_passed(program, errand, clock):
    # given a task whose interrupting limit passed while no worker ran
    doctor = program("su.yan")
    clock.advance(days=3, hours=1)

    # when somebody completes it with a key
    body = {"expected_version": 1, "values": {"thing": "x"}}
    refused = doctor.post(f"user-tasks/{errand.task_id}/complete", body, **{"Idempotency-Key": "k-1"})

    # then it is refused, the key is free, and the limit has taken the task at that moment
    assert refused.status_code == 409
    assert "limit passed" in refused.json()["detail"]
    assert not IdempotentAnswer.objects.exists()
    told = doctor.get(f"instances/{errand.id}/history").json()
    assert [event["activity_id"] for event in told if event["kind"] == "timer_fired"] == ["late"]
    assert doctor.get(f"instances/{errand.id}").json()["status"] == "completed"


def test_a_key_that_is_too_long_is_refused(program, published, organisation):
    body = {"process_key": "errand", "organisation": organisation("hexi").pk}

    assert program("su.yan").post("instances", body, **{"Idempotency-Key": "k" * 201}).status_code == 400
