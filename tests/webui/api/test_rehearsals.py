"""What a rehearsal found, for programs: one shape for its findings and those of the checks."""

from __future__ import annotations

from tests.webui.studio.test_rehearsal import STUCK


def test_the_api_tells_both_kinds_of_findings_in_one_shape(program, region):
    author, second = program("ma.ying"), program("luo.wei")
    draft = author.post("deployments", {"key": "walk", "files": {"walk.bpmn": STUCK}}).json()
    path = f"deployments/{draft['id']}"
    assert author.get(f"{path}/rehearsal").json()["state"] == "none"
    author.post(f"{path}/submit", {})

    found = second.get(f"{path}/rehearsal").json()
    assert (found["state"], found["is_clean"], found["nodes"], found["flows"]) == ("done", False, 4, 4)
    assert found["paths"][0]["acts"][0]["act"] == "start"

    findings = second.get(path).json()["findings"]
    rules = [finding["rule"] for finding in findings]
    assert "rehearsal.incident" in rules
    assert any(not rule.startswith("rehearsal.") for rule in rules)
    assert len({tuple(sorted(finding)) for finding in findings}) == 1

    assert second.post(f"{path}/publish", {}).status_code == 409
    published = second.post(f"{path}/publish", {"override_reason": "x comes from the lab"}).json()
    assert (published["state"], published["override_reason"]) == ("published", "x comes from the lab")


def test_a_rehearsal_is_for_designers_and_operators(program, region):
    draft = program("ma.ying").post("deployments", {"key": "walk", "files": {"walk.bpmn": STUCK}}).json()
    path = f"deployments/{draft['id']}/rehearsal"
    assert program("admin.ops").get(path).status_code == 200
    assert program("admin.ops").post(path, {}).status_code == 403
    assert program("su.yan").get(path).status_code == 403
    assert program("luo.wei").post(path, {}).status_code == 202
