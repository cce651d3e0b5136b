"""One process instance: drawing, story, limits, cancelling."""

from __future__ import annotations

import json
import re

from django.urls import reverse

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.queries.instance import instance


def page_of(client, instance_id, **asked):
    return client.get(reverse("instances:detail", args=[instance_id]), asked).content.decode()


def document_of(page):
    found = re.search(r'<script id="diagram-document" type="application/json">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found.group(1))


def test_the_drawing_knows_where_the_process_stands_and_how_it_came_there(signed_in, errand):
    document = document_of(page_of(signed_in("su.yan"), errand.id))
    badges = {badge["element"]: badge for badge in document["badges"]}
    assert badges["ask"]["kind"] == "here"
    assert badges["ask"]["url"] == reverse("work:task", args=[errand.task_id])
    assert badges["late"]["kind"] == "timer"
    assert "f1" in document["taken"]
    assert document["focus"] == "ask"
    assert "<process" in document["xml"]


def test_the_story_names_people_and_steps(signed_in, errand):
    errand.ask()
    page = page_of(signed_in("su.yan"), errand.id)
    assert "Su Yan started <b>Errand</b>." in page
    assert "Su Yan completed <b>Ask for it</b>." in page
    assert "Read the form" in page
    assert "ECG paper" in page
    words = re.sub(r"<script.*?</script>|<[^>]*>", " ", page, flags=re.S)
    assert not re.search(r"\bf1\b", words)  # flows are no story


def test_the_story_in_chinese_keeps_names_of_steps_apart(signed_in, errand):
    client = signed_in("su.yan", headers={"accept-language": "zh-hans"})
    page = page_of(client, errand.id)
    assert "<b>提出请求</b>" in page
    assert "苏燕" in page or "2026年3月2日" in page


def test_names_cannot_smuggle_markup_into_the_story(signed_in, errand, user):
    doctor = user("su.yan")
    doctor.name_en = "<script>alert(1)</script>"
    doctor.save()
    assert "<script>alert(1)" not in page_of(signed_in("su.yan"), errand.id)


def test_limits_and_expected_news_stand_beside(signed_in, errand):
    page = page_of(signed_in("su.yan"), errand.id)
    assert "Limits that run" in page
    assert "Nobody asked" in page
    assert "3 days left" in page


def test_clinicians_see_no_variables_operators_their_names(signed_in, errand):
    errand.stop_at_incident()
    assert "Variables" not in page_of(signed_in("su.yan"), errand.id)
    page = page_of(signed_in("admin.ops"), errand.id)
    assert "Variables" in page
    assert "thing" in page


def test_auditors_read_all_events_and_whether_the_chain_is_whole(signed_in, errand):
    assert "The chain is whole" in page_of(signed_in("qin.bo"), errand.id, all="1")
    assert "The chain is whole" not in page_of(signed_in("su.yan"), errand.id, all="1")


def test_cancelling_needs_a_reason_and_ends_everything(signed_in, errand, actor):
    client, url = signed_in("su.yan"), reverse("instances:cancel", args=[errand.id])
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 400
    assert "Expected a reason" in refused.content.decode()

    page = client.post(url, {"reason": "Opened by mistake"}, follow=True).content.decode()
    assert "Su Yan cancelled the process." in page
    assert "Opened by mistake" in page
    assert instance(actor("su.yan"), errand.id).summary.status == "cancelled"
    assert client.post(url, {"reason": "Again"}).status_code == 409


def test_a_foreign_process_is_not_there(signed_in, errand):
    outsider = signed_in("dong.men")
    assert outsider.get(reverse("instances:detail", args=[errand.id])).status_code == 404
    assert outsider.post(reverse("instances:cancel", args=[errand.id]), {"reason": "x"}).status_code == 404


def test_the_list_of_all_events_speaks_names_not_ids(signed_in, referral):
    referral.send()
    for language, process, flow in (("zh-hans", "转诊：转出方", "→"), ("en", "Referral: sender", "→")):
        client = signed_in("qin.bo", headers={"accept-language": language})
        page = client.get(reverse("instances:detail", args=[referral.instance_id]), {"all": "1"}).content.decode()
        events = page.partition('id="events"')[2]
        assert f'title="referral_out">{process}</td>' in events
        assert flow in events
        assert ">Flow_" not in events
        assert ">Gateway_" not in events


def test_who_sees_no_patients_reads_no_complaint(signed_in, referral):
    doctor, operator = (page_of(signed_in(name), referral.instance_id) for name in ("su.yan", "admin.ops"))
    assert "Chest pain on exertion" in doctor
    assert referral.number in operator
    assert "Chest pain" not in operator
    for address in ("/operations/", "/operations/instances/", "/operations/timers/", "/search/?q=" + referral.number):
        assert "Chest pain" not in signed_in("admin.ops").get(address).content.decode()


def test_who_sees_no_patients_reads_the_reasons_of_operators_alone(signed_in, errand, actor):
    # given a process that an operator suspended and its clinician cancelled
    suspend_instance(SuspendInstance(actor("admin.ops"), errand.id, "Model is being mended"))
    resume_instance(ResumeInstance(actor("admin.ops"), errand.id, "Mended"))
    cancel_instance(CancelInstance(actor("su.yan"), errand.id, "Chest pain was reflux"))
    # then the clinician reads all of it, the operator what operators wrote
    doctor, operator = (page_of(signed_in(name), errand.id) for name in ("su.yan", "admin.ops"))
    assert "Chest pain was reflux" in doctor
    assert "Model is being mended" in doctor
    assert "Chest pain was reflux" not in operator
    assert "Model is being mended" in operator
