"""The whole way on the real tables: cases, notices and choices of the directory meet the model."""

from __future__ import annotations

import pytest

from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.errors import FormInvalid, NotAuthorised, NotFound
from engine.models import Incident, Message, ProcessInstance, UserTask
from tests.processes.referral import steps
from workflows.cases.commands.cancel_referral import CancelReferral, cancel_referral
from workflows.cases.models import Case
from workflows.notifications.models import Notification
from workflows.patients.queries.patients import get_patient


@pytest.fixture
def slip(organisation):
    return {**steps.SLIP, "to_organisation_id": organisation("yuanshan").pk}


@pytest.fixture
def sent(refer, do, slip):
    """A referral that has passed the review."""
    opened = refer()
    do("su.yan", "Task_slip", slip)
    do("su.yan", "Task_consent", steps.CONSENT)
    do("he.jun", "Task_out_review", {"review_decision": "approve"})
    return opened.case


def stage_of(case: Case) -> str:
    case.refresh_from_db()
    return case.stage


def texts() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("text_key", flat=True))


def test_up_to_the_closed_loop(sent, do, clock, work):
    # given a referral at the hospital
    assert (stage_of(sent), sent.to_organisation.code, sent.to_department) == ("in_review", "yuanshan", "cardiology")

    # when the hospital and the community do their parts
    do(
        "chen.min",
        "Task_decide",
        {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "cardiology", "receiving_doctor": "lin.hao"},
    )
    assert stage_of(sent) == "scheduled"
    clock.advance(hours=26)
    work()
    assert stage_of(sent) == "in_transit"
    do("lin.hao", "Task_arrival", {"arrival": "arrived", "arrived_at": "2026-03-03T09:00:00+08:00", "identity_checked": True})
    assert stage_of(sent) == "arrived"
    do("lin.hao", "Task_treat", {"care_setting": "outpatient"})
    do("lin.hao", "Task_outcome_slip", steps.OUTCOME)
    assert stage_of(sent) == "outcome_sent"
    do("su.yan", "Task_accept_outcome", {"outcome_accepted": True})
    assert stage_of(sent) == "follow_up"
    do("su.yan", "Task_follow_up", steps.VISIT)

    # then both instances and the case are closed, and nothing waits or failed
    assert stage_of(sent) == "closed"
    assert sent.closed_at is not None
    assert list(sent.stage_changes.values_list("to_stage", flat=True)) == [
        *("submitted", "out_review", "sent", "received", "in_review", "accepted", "scheduled", "in_transit"),
        *("arrived", "outcome_sent", "follow_up", "closed"),
    ]
    assert texts().count("referral.scheduled") + texts().count("referral.accepted") == 1  # one decision, told once
    assert set(ProcessInstance.objects.values_list("status", flat=True)) == {"completed"}
    assert not Message.objects.exclude(state="applied").exists()
    assert not Incident.objects.exists()


def test_the_doctor_does_not_review_the_own_slip(refer, do, slip, user, department):
    # given a head who also fills in slips
    from workflows.directory.models import Membership

    Membership.objects.create(
        user=user("he.jun"), department=department("hexi", "gp"), role="community_doctor", from_on="2026-01-01"
    )
    refer()
    do("he.jun", "Task_slip", slip)
    do("su.yan", "Task_consent", steps.CONSENT)

    # when, then
    with pytest.raises(NotAuthorised):
        do("he.jun", "Task_out_review", {"review_decision": "approve"})


def test_only_departments_of_the_chosen_organisation(refer, do, slip, organisation):
    refer()
    with pytest.raises(FormInvalid) as refusal:
        do("su.yan", "Task_slip", {**slip, "to_organisation_id": organisation("tcm").pk, "to_department": "general_surgery"})
    assert set(refusal.value.field_errors) == {"to_department"}
    with pytest.raises(FormInvalid) as refusal:
        do("su.yan", "Task_slip", {**slip, "to_organisation_id": organisation("hexi").pk})
    assert "to_organisation_id" in refusal.value.field_errors


def test_unanswered_request_climbs_to_the_quality_officer(sent, clock, work):
    clock.advance(hours=24)
    work()
    assert texts()[-1] == "escalation.reminder"
    clock.advance(hours=4)
    work()
    assert UserTask.objects.filter(activity_id="Task_decide_escalated", state="created").exists()
    clock.advance(hours=8)
    work()
    told = Notification.objects.filter(text_key="escalation.acceptance").order_by("pk")
    assert [each.recipient.username for each in told] == ["zhao.lei", "he.jun", "gao.li"]  # in the middle the head at the sender


def test_colleague_of_another_hospital_sees_nothing(sent, do):
    with pytest.raises(NotFound):
        do("tcm.office", "Task_decide", {"decision": "rejected", "reject_reason": "other", "reject_note": "No"})


def test_cancel_reaches_the_hospital(sent, work, actor_of):
    cancel_referral(CancelReferral(actor_of("su.yan"), sent.number, "Feels well"))
    work()
    assert stage_of(sent) == "cancelled"
    assert not UserTask.objects.filter(state__in=("created", "assigned")).exists()


def test_cancel_before_sending_closes_the_case(refer, work, actor_of):
    case = refer().case
    cancel_referral(CancelReferral(actor_of("su.yan"), case.number, "Feels well"))
    work()
    assert stage_of(case) == "cancelled"
    assert case.closed_at is not None


def test_rejection_ends_with_the_doctors_word(sent, do):
    do("chen.min", "Task_decide", {"decision": "rejected", "reject_reason": "no_capacity", "reject_note": "No bed this week"})
    assert stage_of(sent) == "rejected"
    do("su.yan", "Task_next_step", {"next_step": "close"})
    assert stage_of(sent) == "not_accepted"
    assert sent.closed_at is not None


def test_referred_onward_the_next_hospital_has_the_case(sent, do, organisation):
    tcm = organisation("tcm")
    do("chen.min", "Task_decide", {"decision": "onward", "onward_organisation_id": tcm.pk, "onward_note": "Closer to home"})
    do("su.yan", "Task_next_step", {"next_step": "onward"})
    assert (stage_of(sent), sent.to_organisation, sent.to_department) == ("in_review", tcm, "")
    do("tcm.office", "Task_decide", {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "cardiology"})
    assert stage_of(sent) == "scheduled"


def test_emergency_is_on_its_way_at_once(refer, do, slip):
    case = refer(urgency="emergency").case
    do("su.yan", "Task_slip", {**slip, "urgency": "emergency"})
    assert stage_of(case) == "in_transit"
    assert "referral.emergency" in texts()
    notice = Notification.objects.filter(text_key="referral.emergency").first()
    assert notice is not None
    assert notice.params["phone"] == slip["phone"]  # of the doctor who refers, not of the organisation
    open_tasks = UserTask.objects.filter(state__in=("created", "assigned")).values_list("activity_id", flat=True)
    assert sorted(open_tasks) == ["Task_arrival", "Task_retro_entry"]


def test_down_from_the_ward_of_whoever_opens_it(refer, do, organisation):
    case = refer(by="lin.hao", place="yuanshan", direction="down").case
    slip = {
        **steps.SLIP,
        "to_organisation_id": organisation("hexi").pk,
        "to_department": "gp",
        "indication_category": "patient_wishes",
        "allergy_differs": True,  # of what the seeded patient told before
    }
    do("lin.hao", "Task_slip", {**slip, "rehabilitation_plan": "Walk daily", "follow_up_schedule": "Every two weeks"})
    do("lin.hao", "Task_consent", steps.CONSENT)
    do("wu.fang", "Task_out_review", {"review_decision": "approve"})
    do(
        "he.jun",
        "Task_decide",
        {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "gp", "receiving_doctor": "su.yan"},
    )
    assert stage_of(case) == "scheduled"


def test_publishing_again_changes_nothing(published):
    from bpmn.loader import load
    from workflows.families.publishing import publish_shipped

    assert publish_shipped(load("referral")) is False


def test_a_request_that_the_sender_did_not_send_opens_no_patient(sent, actor_of, organisation, work):
    # when an operator of a third organisation delivers a request with the number to their own inbox
    payload = {"referral_number": sent.number, "from_organisation_id": organisation("hexi").pk, "direction": "up"}
    deliver_message(DeliverMessage("forged", "ReferralRequest", sent.number, organisation("tcm").pk, payload))
    work()

    # then the case stays where the sender sent it
    sent.refresh_from_db()
    assert sent.to_organisation.code == "yuanshan"
    with pytest.raises(NotFound):
        get_patient(actor_of("tcm.doctor"), sent.patient.code)


def test_each_side_keeps_the_time_of_its_own_place(refer, do, slip, organisation):
    from engine import runtime
    from workflows.directory import zones

    # given a hospital two hours west of the community centre
    yuanshan, hexi = organisation("yuanshan"), organisation("hexi")
    yuanshan.zone = "Asia/Urumqi"
    yuanshan.save()
    zones.forget()

    # when the referral's message starts the hospital's instance
    refer()
    do("su.yan", "Task_slip", slip)
    do("su.yan", "Task_consent", steps.CONSENT)
    do("he.jun", "Task_out_review", {"review_decision": "approve"})

    # then what is typed there is the hospital's time
    found = {row.organisation_id: runtime.decode_state(row.state).zone for row in ProcessInstance.objects.all()}
    assert found == {hexi.pk: "Asia/Shanghai", yuanshan.pk: "Asia/Urumqi"}
