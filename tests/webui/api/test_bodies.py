"""What is not of the expected form gets a clear 4xx, in the shape of a problem, in the caller's language."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"null", b"NaN", b'{"reason": NaN}', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 5000, b"1" * 5000],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_object_is_refused(program, errand, body):
    client = program("su.yan").client

    answer = client.post(f"/api/instances/{errand.id}/cancel", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["a\0b", "\ud800"], ids=["NUL", "half a pair"])
def test_text_that_a_database_cannot_keep_is_refused(program, errand, text):
    assert program("su.yan").post(f"instances/{errand.id}/cancel", {"reason": text}).status_code == 400


def test_a_body_that_is_too_large_is_refused_unread(program, errand, settings):
    settings.CARELANE_API_MAX_BODY = 100

    refused = program("su.yan").post(f"instances/{errand.id}/cancel", {"reason": "x" * 200})

    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


def test_other_media_types_and_methods_are_refused(program, errand):
    client = program("su.yan").client
    path = f"/api/instances/{errand.id}/cancel"

    assert client.post(path, "reason=x", content_type="application/x-www-form-urlencoded").status_code == 415
    assert client.put(path, "{}", content_type="application/json").status_code == 405
    assert client.get(path).status_code == 405
    assert client.options(path).status_code == 405
    assert client.get("/api/nothing").status_code in {302, 404}


def test_a_problem_speaks_the_callers_language(program, errand):
    refused = program("su.yan", "zh-hans").post(f"user-tasks/{errand.task_id}/complete", {"expected_version": 1, "values": {}})

    assert refused.json()["fields"]["thing"][0] != program("su.yan").post(
        f"user-tasks/{errand.task_id}/complete", {"expected_version": 1, "values": {}}
    ).json()["fields"]["thing"][0]  # fmt: skip


def test_a_session_needs_its_csrf_token(signed_in, errand):
    browser = signed_in("su.yan", enforce_csrf_checks=True)

    refused = browser.post(f"/api/instances/{errand.id}/cancel", json.dumps({"reason": "x"}), content_type="application/json")

    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"


def test_too_many_requests_are_told_to_wait(program, region, monkeypatch):
    from rest_framework.throttling import UserRateThrottle

    monkeypatch.setattr(UserRateThrottle, "get_rate", lambda self: "2/min")
    doctor = program("su.yan")

    answers = [doctor.get("me") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 61


def test_an_unknown_field_is_told_with_those_that_are_expected(program, errand):
    english, chinese = program("su.yan"), program("su.yan", "zh-hans")
    path, body = f"user-tasks/{errand.task_id}/complete", {"expected_version": 1, "valeus": {}}

    (sentence,) = english.post(path, body).json()["fields"]["valeus"]

    assert sentence.startswith("Expected no field of this name, only ")
    assert {"expected_version", "values"} <= set(sentence.removesuffix(".").rpartition("only ")[2].split(", "))
    assert "expected_version、" in chinese.post(path, body).json()["fields"]["valeus"][0]
