"""The pages of the ledger, and the findings on the instance's page."""

from __future__ import annotations

import pytest

from engine import clock as engine_clock
from tests.integration.conftest import actor_of, department, patient  # noqa: F401  fixtures
from tests.integration.deviations.conftest import do, late, look, published, refer, sent, slip, work  # noqa: F401  fixtures
from workflows.deviations.models import Variance, VerdictGiven


def page(browser, path, status=200, **query):
    response = browser.get(path, query)
    assert response.status_code == status, response.content[:2000]
    return response.content.decode()


def test_the_list_shows_what_was_found(late, signed_in):  # noqa: F811
    text = page(signed_in("gao.li"), "/deviations/")
    assert "Accepted or rejected late" in text
    assert late.case.number in text
    assert "No deviation fits." in page(signed_in("gao.li"), "/deviations/", severity="high")


def test_filters_that_the_page_does_not_offer_are_refused(late, signed_in):  # noqa: F811
    for query in ({"rule": "x"}, {"from": "tomorrow"}, {"organisation": "a"}, {"page": "-1"}, {"verdict": "x"}):
        page(signed_in("gao.li"), "/deviations/", 400, **query)


def test_pages_follow_each_other(late, signed_in):  # noqa: F811
    from workflows.deviations.models import Deviation

    fields = {f.name: getattr(late, f.name) for f in Deviation._meta.concrete_fields if f.name not in ("id", "cause_key")}
    Deviation.objects.bulk_create([Deviation(cause_key=f"more:{number}", **fields) for number in range(60)])
    first, second = (page(signed_in("gao.li"), "/deviations/", page=number) for number in (1, 2))
    assert "61 deviations" in first
    assert first.count("data-row") == 50
    assert second.count("data-row") == 11


def test_one_tells_evidence_parameters_and_takes_a_verdict(late, signed_in):  # noqa: F811
    # given the page of a finding
    browser = signed_in("gao.li")
    path = f"/deviations/{late.pk}/"
    text = page(browser, path)
    assert "started" in text  # the event that began the clock
    assert "1 day" in text
    assert "unsigned" in text
    assert late.case.number in text

    # when the officer judges without a reason, then the page keeps what was chosen and says what is missing
    refused = browser.post(f"{path}verdict/", {"verdict": "justified", "reason": " ", "after": "0"})
    assert refused.status_code == 422
    assert "Expected a reason of 3 to 1000 characters." in refused.content.decode()
    assert 'value="justified" required checked' in refused.content.decode()

    # when the reason is there, then the verdict stands
    assert browser.post(f"{path}verdict/", {"verdict": "justified", "reason": "Power cut", "after": "0"}).status_code == 302
    assert "Power cut" in page(browser, path)
    assert VerdictGiven.objects.get().by.username == "gao.li"

    # when a second page that was opened before sends another one, then it is told so
    stale = browser.post(f"{path}verdict/", {"verdict": "unjustified", "reason": "No excuse", "after": "0"})
    assert stale.status_code == 409
    assert VerdictGiven.objects.count() == 1


def test_in_chinese(late, signed_in):  # noqa: F811
    browser = signed_in("gao.li", headers={"accept-language": "zh-hans"})
    text = page(browser, f"/deviations/{late.pk}/")
    for words in ("接收审核超时", "判定参数", "转诊中心", "是否合理？"):
        assert words in text


def test_the_file_comes_with_its_name(late, signed_in):  # noqa: F811
    response = signed_in("gao.li").get("/deviations/export/", {"rule": "acceptance_late"})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="deviations-2026-03-03.xlsx"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content.startswith(b"PK")


def test_those_who_take_part_explain_it_on_the_process_page(late, signed_in):  # noqa: F811
    browser, path = signed_in("chen.min"), f"/instances/{late.instance_id}/"
    text = page(browser, path)
    assert "Accepted or rejected late" in text
    assert f"/deviations/{late.pk}/variance/" in text
    assert "/deviations/" + str(late.pk) + "/verdict" not in text

    sent_form = {"code": "no_capacity", "source": "system", "nature": "negative", "is_controllable": "yes", "course": "continue"}
    refused = browser.post(f"{path}deviations/{late.pk}/variance/", {**sent_form, "course": ""})
    assert refused.status_code == 422
    assert "Expected one of the choices." in refused.content.decode()
    kept = browser.post(f"{path}deviations/{late.pk}/variance/", sent_form)
    assert (kept.status_code, kept.headers["Location"]) == (302, f"{path}#deviations")
    given = Variance.objects.get()
    assert (given.by.username, given.at, given.is_controllable) == ("chen.min", engine_clock.now(), True)


def test_an_officer_reads_it_on_the_process_page_and_gets_no_form(late, signed_in):  # noqa: F811
    text = page(signed_in("gao.li"), f"/instances/{late.instance_id}/")
    assert "Open in the ledger" in text
    assert "/variance/" not in text


def test_a_finding_of_another_process_cannot_be_explained_there(late, sent, signed_in):  # noqa: F811
    other = sent.instances.get(role="sender").instance_id
    answer = signed_in("chen.min").post(f"/instances/{other}/deviations/{late.pk}/variance/", {})
    assert answer.status_code == 404


@pytest.mark.parametrize("outsider", ["tcm.office", "dong.men", "su.yan"])
def test_outsiders_find_nothing(late, signed_in, outsider):  # noqa: F811
    browser = signed_in(outsider)
    assert browser.get(f"/deviations/{late.pk}/").status_code in (403, 404)
    assert browser.get(f"/instances/{late.instance_id}/").status_code == 404
    answer = browser.post(f"/instances/{late.instance_id}/deviations/{late.pk}/variance/", {"code": "other"})
    assert answer.status_code == 404


def test_through_the_api(late, signed_in):  # noqa: F811
    # given the list as a program reads it
    officer, office = signed_in("gao.li"), signed_in("chen.min")
    listed = officer.get("/api/deviations", {"verdict": "none", "rule": "acceptance_late"}).json()
    assert (listed["count"], listed["results"][0]["case_number"]) == (1, late.case.number)
    for wrong in ({"rule": "x"}, {"until_on": "9999-12-31"}, {"from_on": "0001-01-01"}):
        assert officer.get("/api/deviations", wrong).status_code == 400
    path = f"/api/deviations/{late.pk}"

    # when the office explains it and the officer judges it
    body = {"code": "equipment", "reason_source": "system", "nature": "negative", "is_controllable": False, "course": "continue"}
    assert office.post(f"{path}/variance", body, content_type="application/json").status_code == 201
    judged = officer.post(f"{path}/verdict", {"verdict": "justified", "reason": "Power cut"}, content_type="application/json")
    assert judged.status_code == 201

    # then both are told
    told = office.get(path).json()
    assert (told["verdict"], told["verdicts"][0]["reason"], told["variances"][0]["code"]) == (
        "justified",
        "Power cut",
        "equipment",
    )
    assert told["parameters"][0] | {"signed_by": ""} == {
        "name": "limit",
        "seconds": 86400.0,
        "number": None,
        "source": "[8]",
        "signed_by": "",
        "is_own": False,
    }
    assert office.get("/api/deviations").status_code == 403
    assert signed_in("su.yan").get(path).status_code == 404
    assert (
        office.post(f"{path}/verdict", {"verdict": "justified", "reason": "Mine"}, content_type="application/json").status_code
        == 403
    )
