"""Drafts, findings, review by a second person."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ..errands import errand_files


def texts() -> dict[str, str]:
    return {name: raw.decode() for name, raw in errand_files().items()}


def test_a_draft_is_checked_submitted_and_published_by_a_second_person(program, region):
    author, second = program("ma.ying"), program("luo.wei")

    draft = author.post("deployments", {"key": "errand", "name": "Errand", "files": texts()})
    assert draft.status_code == 201, draft.content
    path = f"deployments/{draft.json()['id']}"
    assert (draft.json()["state"], draft.json()["errors"], draft.json()["author"]["name"]["en"]) == ("draft", 0, "Ma Ying")

    assert second.post(f"{path}/publish", {}).status_code == 409
    assert author.post(f"{path}/submit", {"note": "first version"}).json()["state"] == "in_review"
    assert author.post(f"{path}/publish", {}).status_code == 403
    published = second.post(f"{path}/publish", {}).json()
    assert published["state"] == "published"
    assert [(row["key"], row["version"], row["is_active"]) for row in published["definitions"]] == [("errand", 1, True)]
    assert [row["key"] for row in program("su.yan").get("processes").json()] == ["errand"]

    assert second.post(f"{path}/retire", {"note": "replaced"}).json()["state"] == "retired"
    assert program("su.yan").get("processes").json() == []


def test_a_returned_draft_says_why(program, region):
    author, second = program("ma.ying"), program("luo.wei")
    path = f"deployments/{author.post('deployments', {'key': 'errand', 'files': texts()}).json()['id']}"
    author.post(f"{path}/submit", {})

    assert second.post(f"{path}/return", {}).status_code == 400
    assert second.post(f"{path}/return", {"note": "name the task"}).json()["note"] == "name the task"


def test_files_come_as_parts_of_a_form_too(program, region):
    client = program("ma.ying").client
    parts = [SimpleUploadedFile(name, raw) for name, raw in errand_files().items()]

    answer = client.post("/api/deployments", {"key": "errand", "files": parts})

    assert answer.status_code == 201, answer.content
    assert set(answer.json()["files"]) == set(errand_files())


def test_files_are_checked_without_being_kept(program, region):
    author = program("ma.ying")
    broken = {name: text.replace('targetRef="ask"', 'targetRef="nowhere"') for name, text in texts().items()}

    findings = author.post("deployments/inspect", {"files": broken})

    assert findings.status_code == 200
    assert any(finding["severity"] == "error" for finding in findings.json())
    assert author.get("deployments").json() == []


@pytest.mark.parametrize(
    "text",
    [
        "not xml at all",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><definitions>&b;</definitions>',
        "<a>" * 5000,
    ],
)
def test_hostile_and_unreadable_files_are_refused_with_findings(program, region, text):
    refused = program("ma.ying").post("deployments", {"key": "bad", "files": {"bad.bpmn": text}})

    assert (refused.status_code, refused.json()["code"]) == (422, "deployment_refused")
    assert refused.json()["findings"]
    assert "root:" not in refused.content.decode()


def test_a_draft_with_errors_is_kept_and_cannot_be_submitted(program, region):
    author = program("ma.ying")
    broken = {name: text.replace('targetRef="ask"', 'targetRef="nowhere"') for name, text in texts().items()}

    draft = author.post("deployments", {"key": "errand", "files": broken})
    if draft.status_code == 422:  # some errors already keep it from being opened
        return
    refused = author.post(f"deployments/{draft.json()['id']}/submit", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "deployment_refused")


def test_somebody_elses_newer_revision_is_not_overwritten(program, region):
    author, second = program("ma.ying"), program("luo.wei")
    author.post("deployments", {"key": "errand", "files": texts()})
    second.post("deployments", {"key": "errand", "files": texts(), "based_on_revision": 1})

    late = author.post("deployments", {"key": "errand", "files": texts(), "based_on_revision": 1})

    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_only_designers_save_and_only_known_places_are_named(program, region):
    assert program("su.yan").post("deployments", {"key": "errand", "files": texts()}).status_code == 403
    author = program("ma.ying")
    for body in ({"key": "errand", "files": {}}, {"key": "a b", "files": texts()}, {"key": "e", "files": {"../x.bpmn": "x"}}):
        assert author.post("deployments", body).status_code == 400
    assert author.get("deployments/999999").status_code == 404
    assert author.get("deployments/99999999999999999999").status_code == 404
