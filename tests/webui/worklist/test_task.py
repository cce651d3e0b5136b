"""One task: read, claim, give back, hand over, complete, and what is said when somebody was faster."""

from __future__ import annotations

import json

from django.urls import reverse

from engine.commands.claim_user_task import ClaimUserTask, claim_user_task
from engine.queries.user_task import user_task

JSON = {"HTTP_ACCEPT": "application/json, application/problem+json"}


def complete(client, task_id, values, version=1, **extra):
    sent = {"version": version, "form_data": json.dumps(values), **extra}
    return client.post(reverse("work:complete", args=[task_id]), sent, **JSON)


def test_shows_form_instruction_and_the_button_named_by_the_model(signed_in, referral):
    page = signed_in("su.yan").get(reverse("work:task", args=[referral.task_id("su.yan")])).content.decode()

    assert "Check and continue" in page
    assert "Say where the patient goes" in page
    assert 'data-form-js="task-document"' in page
    assert "Yuanshan People" in page  # a choice of the directory, in the form's document
    assert referral.patient.code[-5:] in page


def test_the_same_page_in_chinese(signed_in, referral):
    client = signed_in("su.yan", headers={"accept-language": "zh-hans"})
    page = client.get(reverse("work:task", args=[referral.task_id("su.yan")])).content.decode()
    assert "填写转出单" in page
    assert "核对并继续" in page
    assert referral.patient.name in page


def test_completing_leads_to_the_next_task_of_the_process(signed_in, referral):
    answer = complete(signed_in("su.yan"), referral.task_id("su.yan"), referral.slip())

    assert answer.status_code == 200
    assert answer.json()["next"] == reverse("work:task", args=[referral.task_id("su.yan")])
    page = signed_in("su.yan").get(answer.json()["next"]).content.decode()
    assert "Obtain consent" in page
    assert "Fill in the referral slip" in page  # the earlier form, folded


def test_from_the_inbox_one_stays_in_the_inbox_and_is_told_what_happened(signed_in, errand):
    client = signed_in("su.yan")
    answer = complete(client, errand.task_id, {"thing": "ECG paper"}, **{"from": "inbox"})
    assert answer.json()["next"] == reverse("work:index")
    page = client.get(answer.json()["next"]).content.decode()
    assert "Done: Ask for it." in page
    assert "Nothing else waits for you." in page


def test_wrong_fields_are_named_and_nothing_is_done(signed_in, errand, actor):
    answer = complete(signed_in("su.yan"), errand.task_id, {"pieces": 12, "colour": "red"})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"thing", "pieces", "colour"}
    assert user_task(actor("su.yan"), errand.task_id).is_open


def test_without_scripts_the_page_comes_back_with_what_was_typed(signed_in, errand):
    sent = {"version": 1, "form_data": json.dumps({"pieces": 12})}
    answer = signed_in("su.yan").post(reverse("work:complete", args=[errand.task_id]), sent)
    assert answer.status_code == 422
    assert '"pieces": 12' in answer.content.decode()


def test_what_is_no_form_at_all_is_refused(signed_in, errand):
    url = reverse("work:complete", args=[errand.task_id])
    assert signed_in("su.yan").post(url, {"version": 1, "form_data": "[]"}, **JSON).status_code == 400
    assert signed_in("su.yan").post(url, {"form_data": "{}"}, **JSON).status_code == 400


def test_the_slower_one_is_told_who_was_faster(signed_in, errand):
    # given a colleague who has completed the task meanwhile
    complete(signed_in("he.jun"), errand.task_id, {"thing": "ECG paper"})

    # when the doctor sends hers
    answer = complete(signed_in("su.yan"), errand.task_id, {"thing": "Gauze"})

    # then she reads who did it
    assert answer.status_code == 409
    assert "He Jun completed this task" in answer.json()["detail"]
    assert "what you typed is kept" in answer.json()["detail"]
    # and the page shows the form as it was completed, and a place for her draft
    page = signed_in("su.yan").get(reverse("work:task", args=[errand.task_id])).content.decode()
    assert "This task is completed." in page
    assert f'data-kept-draft="task:{errand.task_id}"' in page
    assert "ECG paper" in page


def test_a_task_claimed_by_a_colleague_says_so(signed_in, errand, actor):
    claim_user_task(ClaimUserTask(actor("he.jun"), errand.task_id))
    answer = complete(signed_in("su.yan"), errand.task_id, {"thing": "Gauze"})
    assert answer.status_code == 409
    assert "He Jun took this task over" in answer.json()["detail"]


def test_a_stale_version_is_a_conflict_and_keeps_the_typing(signed_in, errand, actor):
    claim_user_task(ClaimUserTask(actor("su.yan"), errand.task_id))
    sent = {"version": 1, "form_data": json.dumps({"thing": "Gauze"})}
    answer = signed_in("su.yan").post(reverse("work:complete", args=[errand.task_id]), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert '"thing": "Gauze"' in page
    assert 'name="version" value="2"' in page


def test_claim_and_give_back(signed_in, errand, actor):
    client = signed_in("su.yan")
    page = client.post(reverse("work:claim", args=[errand.task_id]), {"version": 1}, headers={"HX-Request": "true"})
    assert "This task is yours now." in page.content.decode()
    assert page.headers["HX-Trigger"] == "carelane:work-changed"
    client.post(reverse("work:give_back", args=[errand.task_id]), {"version": 2})
    assert user_task(actor("su.yan"), errand.task_id).can_claim


def test_a_late_claim_answers_with_the_task_as_it_stands(signed_in, errand, actor):
    claim_user_task(ClaimUserTask(actor("he.jun"), errand.task_id))
    answer = signed_in("su.yan").post(
        reverse("work:claim", args=[errand.task_id]), {"version": 1}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert "He Jun took this task over" in answer.content.decode()
    assert "He Jun works on this task." in answer.content.decode()


def test_a_head_assigns_to_a_colleague_of_the_right_role(signed_in, errand, actor, user):
    sent = {"version": 1, "colleague": user("su.yan").pk}
    answer = signed_in("he.jun").post(reverse("work:hand_over", args=[errand.task_id]), sent, follow=True)
    assert "Su Yan has the task now." in answer.content.decode()
    assert user_task(actor("su.yan"), errand.task_id).is_mine


def test_the_holder_hands_over(signed_in, errand, actor, user):
    claim_user_task(ClaimUserTask(actor("su.yan"), errand.task_id))
    sent = {"version": 2, "colleague": user("he.jun").pk}
    signed_in("su.yan").post(reverse("work:hand_over", args=[errand.task_id]), sent)
    assert user_task(actor("he.jun"), errand.task_id).is_mine


def test_nobody_hands_over_to_somebody_of_another_role_or_house(signed_in, errand, actor, user):
    claim_user_task(ClaimUserTask(actor("su.yan"), errand.task_id))
    for stranger in ("dong.men", "chen.min", "qin.bo"):
        sent = {"version": 2, "colleague": user(stranger).pk}
        answer = signed_in("su.yan").post(reverse("work:hand_over", args=[errand.task_id]), sent)
        assert answer.status_code == 400
    assert user_task(actor("su.yan"), errand.task_id).is_mine


def test_who_may_only_read_has_nothing_to_send(signed_in, referral):
    page = signed_in("qin.bo").get(reverse("work:task", args=[referral.task_id("su.yan")]))
    assert page.status_code == 200
    assert 'id="task-form"' not in page.content.decode()
    assert "data-form-view" in page.content.decode()


def test_a_foreign_task_is_not_there(signed_in, errand):
    outsider = signed_in("dong.men")
    assert outsider.get(reverse("work:task", args=[errand.task_id])).status_code == 404
    for act in ("complete", "claim", "give_back", "hand_over"):
        assert outsider.post(reverse(f"work:{act}", args=[errand.task_id]), {"version": 1}).status_code == 404
