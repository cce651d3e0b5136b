"""Operators steer from the pages: suspend, skip with two signatures, act on many with a preview, versions."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engine.commands.run_bulk_operations import run_bulk_operations
from engine.models import BulkOperation, ProcessInstance, SkipRequest
from engine.queries.tokens import tokens
from workflows.demo.region import PASSWORD


def act(client, errand, name, **sent):
    return client.post(reverse("instances:operate", args=[errand.id, name]), sent, follow=True)


def test_an_operator_suspends_and_resumes_with_a_reason(signed_in, errand):
    operator = signed_in("admin.ops")

    refused = act(operator, errand, "suspend", reason=" ")
    assert refused.status_code == 400
    assert "Expected a reason" in refused.content.decode()

    page = act(operator, errand, "suspend", reason="Recall of a device").content.decode()
    assert "suspended the process" in page
    assert "Recall of a device" in page
    assert "Resume…" in page

    assert "The process goes on" in act(operator, errand, "resume", reason="Replaced").content.decode()


def test_a_move_that_makes_no_sense_is_refused_in_the_readers_language(signed_in, errand, actor):
    operator = signed_in("admin.ops", headers={"accept-language": "zh-hans"})
    token = tokens(actor("admin.ops"), errand.id).rows[0].id

    refused = act(operator, errand, "move", token=token, activity="late", reason="x")

    assert refused.status_code == 400
    assert "只能由事件触发" in refused.content.decode()


def test_a_move_away_from_a_task_becomes_a_request(signed_in, errand, actor):
    operator, second = signed_in("admin.ops"), signed_in("fan.rui")
    row = tokens(actor("admin.ops"), errand.id).rows[0]
    target = next(step for step in row.targets if step.element == "endEvent")

    page = act(
        operator, errand, "move", token=row.id, activity=target.activity_id, reason="Decided by telephone"
    ).content.decode()
    assert "done when a second person agrees" in page
    assert tokens(actor("admin.ops"), errand.id).rows[0].activity_id == row.activity_id

    agree = reverse("instances:decide_skip", args=[errand.id, SkipRequest.objects.get().pk, "agree"])
    assert "Agree and do it" in second.get(reverse("instances:detail", args=[errand.id])).content.decode()
    assert "It is signed and done" in second.post(agree, {"password": PASSWORD}, follow=True).content.decode()
    assert row.activity_id not in {each.activity_id for each in tokens(actor("admin.ops"), errand.id).rows}


@pytest.mark.parametrize(("username", "status"), [("su.yan", 403), ("dong.admin", 404)])
def test_a_colleague_without_the_role_is_refused_and_an_outsider_finds_nothing(signed_in, errand, username, status):
    assert act(signed_in(username), errand, "suspend", reason="x").status_code == status


def test_who_asks_to_skip_a_step_cannot_agree_alone(signed_in, errand, actor):
    operator = signed_in("admin.ops")
    token = tokens(actor("admin.ops"), errand.id).rows[0].id

    page = act(operator, errand, "skip", token=token, reason="Decided by telephone").content.decode()
    assert "a second person must agree" in page
    asked = SkipRequest.objects.get()
    refused = operator.post(reverse("instances:decide_skip", args=[errand.id, asked.pk, "agree"]))
    assert refused.status_code == 403
    assert "Acts that leave a step undone" in operator.get(reverse("operations:index")).content.decode()

    # the second one signs with a fresh password
    second, agree = signed_in("fan.rui"), reverse("instances:decide_skip", args=[errand.id, asked.pk, "agree"])
    assert "Your password, as your signature" in second.get(reverse("instances:detail", args=[errand.id])).content.decode()
    for password, told in (("", "last five minutes"), ("wrong", "what you entered is not it")):
        refused = second.post(agree, {"password": password})
        assert refused.status_code == 403
        assert told in refused.content.decode()
    assert "agreed to skip" in second.post(agree, {"password": PASSWORD}, follow=True).content.decode()
    # within five minutes it is not asked for again
    assert second.session["account_authentication_methods"][-1]["method"] == "password"


def test_many_are_rehearsed_first_and_done_when_confirmed(signed_in, errand):
    operator = signed_in("admin.ops")
    sent = {"kind": "suspend", "status": "live", "process_key": "errand", "reason": "Recall"}

    page = operator.post(reverse("operations:bulk_new"), sent, follow=True).content.decode()
    assert "Rehearsing" in page
    run_bulk_operations()
    operation = BulkOperation.objects.get()
    address = reverse("operations:bulk", args=[operation.pk])
    assert "Do it to 1" in operator.get(address).content.decode()
    assert ProcessInstance.objects.get(pk=errand.id).status == "running"

    operator.post(reverse("operations:bulk_decide", args=[operation.pk, "confirm"]))
    run_bulk_operations()
    assert "Done" in operator.get(address, headers={"hx-request": "true"}).content.decode()
    assert ProcessInstance.objects.get(pk=errand.id).status == "suspended"
    assert signed_in("dong.admin").get(address).status_code == 404


def test_a_version_page_counts_its_tokens_and_holds_it_in_one_organisation(signed_in, errand, organisation):
    operator = signed_in("admin.ops")
    row = ProcessInstance.objects.get(pk=errand.id).definition_id
    page = operator.get(reverse("operations:definition", args=[row])).content.decode()
    assert "Where 1 instance stands" in page

    sent = {"organisation": organisation("hexi").pk, "reason": "Recall"}
    page = operator.post(reverse("operations:rule", args=[row, "hold"]), sent, follow=True).content.decode()
    assert "Let it start again" in page
    assert operator.get(reverse("operations:migrate", args=[row])).status_code == 200
