"""Work of a suspended process: seen, said so, and not completed before it is resumed."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance


@pytest.fixture
def suspended(errand, actor):
    suspend_instance(SuspendInstance(actor("admin.ops"), errand.id, "Recall of a device"))
    return errand


def test_the_row_and_the_page_say_so_and_the_button_waits(signed_in, suspended):
    doctor = signed_in("su.yan")
    assert "Suspended" in doctor.get(reverse("work:rows")).content.decode()
    page = doctor.get(reverse("work:task", args=[suspended.task_id])).content.decode()
    assert "data-suspended" in page
    assert 'complete/" disabled>' in page

    chinese = signed_in("su.yan", headers={"accept-language": "zh-hans"})
    assert "已暂停" in chinese.get(reverse("work:rows")).content.decode()
    assert "该流程已暂停" in chinese.get(reverse("work:task", args=[suspended.task_id])).content.decode()


@pytest.mark.parametrize("values", [{"thing": "ECG paper"}, {}])
def test_completing_is_refused_with_a_clear_sentence_whatever_was_typed(signed_in, suspended, actor, values):
    doctor = signed_in("su.yan")
    sent = {"version": 1, "form_data": json.dumps(values)}
    claimed = doctor.post(reverse("work:claim", args=[suspended.task_id]), {"version": 1}, follow=True)
    assert "This task is yours now" in claimed.content.decode()

    answer = doctor.post(
        reverse("work:complete", args=[suspended.task_id]), {**sent, "version": 2}, HTTP_ACCEPT="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "instance_suspended")
    assert "when operations resume it" in answer.json()["detail"]

    resume_instance(ResumeInstance(actor("admin.ops"), suspended.id, "Replaced"))
    assert "data-suspended" not in doctor.get(reverse("work:task", args=[suspended.task_id])).content.decode()


def test_it_can_be_completed_after_the_resumption(signed_in, suspended, actor):
    resume_instance(ResumeInstance(actor("admin.ops"), suspended.id, "Replaced"))
    sent = {"version": 1, "form_data": json.dumps({"thing": "ECG paper"})}
    answer = signed_in("su.yan").post(reverse("work:complete", args=[suspended.task_id]), sent, HTTP_ACCEPT="application/json")
    assert answer.status_code == 200
