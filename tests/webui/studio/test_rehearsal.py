"""What a rehearsal found, on the page, and the reason that publishing needs where it is not clean."""

from __future__ import annotations

import pytest

from tests.webui.errands import errand_files

from .test_studio import deployment_at, uploads

STUCK = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:carelane="urn:carelane:bpmn:1"'
    ' targetNamespace="urn:t">'
    '<process id="walk" isExecutable="true"><startEvent id="s"/><userTask id="t" name="Look" carelane:nameZh="查看"'
    ' carelane:candidateGroups="doctor@cardiology"/>'
    '<exclusiveGateway id="g" name="Well?" carelane:nameZh="可好？"/><endEvent id="e"/>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="g"/>'
    '<sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>x = 1</conditionExpression></sequenceFlow>'
    '<sequenceFlow id="f4" sourceRef="g" targetRef="t"><conditionExpression>x = 2</conditionExpression></sequenceFlow>'
    "</process></definitions>"
)
SIMPLE = STUCK.replace('<exclusiveGateway id="g" name="Well?" carelane:nameZh="可好？"/>', "").replace(
    STUCK[STUCK.index('<sequenceFlow id="f2"') : STUCK.index("</process>")],
    '<sequenceFlow id="f2" sourceRef="t" targetRef="e"/>',
)


@pytest.fixture
def author(signed_in):
    return signed_in("ma.ying")


@pytest.fixture
def second(signed_in):
    return signed_in("luo.wei")


def in_review(author, files: dict[str, bytes], key: str) -> int:
    number = deployment_at(author.post("/studio/upload/", {"key": key, "name": key, "files": uploads(files)}))
    author.post(f"/studio/{number}/submit/")
    return number


def test_a_clean_rehearsal_is_shown_and_publishing_needs_no_reason(author, second):
    number = in_review(author, errand_files(), "errand")
    page = second.get(f"/studio/{number}/").content.decode()
    assert "elements and flows reached" in page
    assert 'name="override_reason"' not in page


def test_a_dead_end_is_named_in_the_readers_language(author, second):
    # given a gateway that has no way for some values
    number = in_review(author, {"walk.bpmn": STUCK.encode()}, "walk")
    # then the page names it by its label, in the language of the reader, and marks it in the drawing
    english = second.get(f"/studio/{number}/").content.decode()
    assert "“Well?” stops with an incident" in english
    assert '"taken"' in english
    chinese = second.get(f"/studio/{number}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "“可好？”会因异常停止" in chinese


def test_publishing_over_a_rehearsal_asks_for_a_reason_and_keeps_it(author, second):
    number = in_review(author, {"walk.bpmn": STUCK.encode()}, "walk")
    assert 'name="override_reason"' in second.get(f"/studio/{number}/").content.decode()
    second.post(f"/studio/{number}/publish/", {"note": ""})
    assert "In review" in second.get(f"/studio/{number}/").content.decode()
    second.post(f"/studio/{number}/publish/", {"override_reason": "x comes from the lab"})
    page = second.get(f"/studio/{number}/").content.decode()
    assert "x comes from the lab" in page
    assert "Published over what stood against it" in page


def test_a_draft_is_rehearsed_on_request(author):
    number = deployment_at(author.post("/studio/upload/", {"key": "walk", "files": uploads({"walk.bpmn": STUCK.encode()})}))
    assert "Not rehearsed" in author.get(f"/studio/{number}/").content.decode()
    author.post(f"/studio/{number}/rehearse/")
    page = author.get(f"/studio/{number}/", headers={"HX-Request": "true"})
    assert "Being rehearsed" in page.content.decode()
    assert "HX-Refresh" not in page.headers


def test_a_page_that_waits_is_drawn_again_when_the_rehearsal_has_ended(author):
    number = in_review(author, errand_files(), "errand")
    assert author.get(f"/studio/{number}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in author.get(f"/studio/{number}/").headers


def test_a_task_that_nobody_may_do_is_named_and_asks_for_a_reason(author, second):
    # given a step for a department that no organisation has
    files = {"walk.bpmn": SIMPLE.replace("doctor@cardiology", "doctor@moon").encode()}
    number = in_review(author, files, "walk")
    # then page and dialog name it in the reader's language, and it is published with a reason alone
    page = second.get(f"/studio/{number}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert page.count("没有人能办理用户任务“查看”：机构目录中没有 doctor@moon") == 2
    assert 'name="override_reason"' in page
    refusal = second.post(f"/studio/{number}/publish/", {"note": ""}, headers={"Accept": "application/json"})
    assert refusal.status_code == 422
    assert [each["element_id"] for each in refusal.json()["findings"]] == ["t"]
    second.post(f"/studio/{number}/publish/", {"override_reason": "the ward opens on Monday"})
    assert "Published over what stood against it" in second.get(f"/studio/{number}/").content.decode()
