from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidInput, NotFound
from engine.models.instance import ProcessInstance
from engine.models.outbox import OutboxEntry
from engine.registry import JobContext
from workflows.cases.commands.attach_instance import attach_instance
from workflows.cases.commands.move_stage import MoveStage, move_stage
from workflows.cases.commands.update_case import UpdateCase, update_case
from workflows.cases.models import Case, CaseInstance
from workflows.cases.service_tasks import handle_update
from workflows.cases.stages import (
    BOARD_COLUMNS,
    BSER_STATUS,
    CVA_0282,
    DECISION_STAGES,
    FHIR_TASK_STATUS,
    MESSAGE_STAGES,
    TERMINAL,
    WAYS_BACK,
    Stage,
    may_move,
)
from workflows.notifications.models import Notification
from workflows.patients.queries.patients import get_patient

FHIR = [
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "ready",
    "in-progress",
    "on-hold",
    "failed",
    "completed",
    "cancelled",
]
BSER = ["created", "accepted", "declined", "scheduled", "unattended", "cancelled", "completed", "referred-onward"]


def test_every_stage_is_mapped_and_on_the_board():
    assert set(CVA_0282) == set(FHIR_TASK_STATUS) == set(BSER_STATUS) == set(Stage)
    assert set(CVA_0282.values()) <= {None, "01", "02", "03", "04", "05", "06", "07"}
    assert set(FHIR_TASK_STATUS.values()) <= set(FHIR)
    assert set(BSER_STATUS.values()) <= set(BSER)
    assert sorted(stage for _key, _heading, stages in BOARD_COLUMNS for stage in stages) == sorted(Stage)
    assert set(MESSAGE_STAGES.values()) | set(DECISION_STAGES.values()) <= set(Stage)


def test_moves_go_forward_or_along_a_declared_way_back():
    for current in Stage:
        for new in Stage:
            if current in TERMINAL or current == new:
                assert not may_move(current, new)
    assert may_move(Stage.DRAFT, Stage.IN_TRANSIT)  # the green channel skips
    assert not may_move(Stage.ACCEPTED, Stage.RECEIVED)  # late
    assert all(may_move(current, new) for current, back in WAYS_BACK.items() for new in back)


def stages(case: Case) -> list[str]:
    return list(case.stage_changes.values_list("to_stage", flat=True))


def test_the_whole_way_through_both_organisations(sent, complete, actor_of, clock, organisation):
    # given
    assert (sent.stage, sent.to_organisation.code, sent.to_department) == ("sent", "yuanshan", "cardiology")
    assert sorted(sent.instances.values_list("role", "organisation__code")) == [("receiver", "yuanshan"), ("sender", "hexi")]
    assert get_patient(actor_of("lin.hao"), sent.patient.code) == sent.patient

    # when the hospital accepts and the community doctor has followed up
    clock.advance(hours=1)
    complete(sent.number, "decide", "chen.min", decision="accept")
    complete(sent.number, "follow_up", "su.yan")

    # then
    sent.refresh_from_db()
    assert stages(sent) == ["sent", "accepted", "follow_up", "closed"]
    assert sent.closed_at == clock.now
    # and the hospital sees the patient for a while longer, then no more
    assert get_patient(actor_of("lin.hao"), sent.patient.code)
    clock.advance(days=30)
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), sent.patient.code)


def test_a_rejection_ends_as_not_accepted_and_closes_the_patient_to_the_hospital(sent, complete, actor_of):
    complete(sent.number, "decide", "chen.min", decision="reject")
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), sent.patient.code)
    sent.refresh_from_db()
    assert (sent.stage, sent.closed_at) == ("rejected", None)

    complete(sent.number, "follow_up", "su.yan")
    sent.refresh_from_db()
    assert sent.stage == "not_accepted"
    assert sent.closed_at is not None


def test_cancelling_the_senders_process_cancels_the_case(sent, actor_of):
    instance = sent.instances.get(role="sender")
    cancel_instance(CancelInstance(actor_of("he.jun"), instance.instance_id, "患者拒绝"))
    sent.refresh_from_db()
    assert sent.stage == "cancelled"
    assert not sent.is_live
    assert not move_stage(MoveStage(sent.number, "arrived"))


def test_a_receivers_process_that_is_cancelled_gives_the_referral_back(sent, actor_of, organisation):
    # given
    instance = sent.instances.get(role="receiver")

    # when
    cancel_instance(CancelInstance(actor_of("zhao.lei"), instance.instance_id, "系统故障"))

    # then the sender has the case, and a message says why
    sent.refresh_from_db()
    assert (sent.is_live, sent.stage) == (True, "rejected")
    assert messages() == [("ReferralReturned", organisation("hexi").pk, {"reject_note": "系统故障"})]
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), sent.patient.code)


def test_the_receiver_hears_that_the_senders_process_was_cancelled(sent, actor_of, organisation):
    cancel_instance(CancelInstance(actor_of("he.jun"), sent.instances.get(role="sender").instance_id, "患者拒绝"))
    assert messages() == [("ReferralCancel", organisation("yuanshan").pk, {"cancel_reason": "患者拒绝"})]


def messages() -> list[tuple[str, int, dict[str, str]]]:
    """Queued by the endings of instances: name, receiver, payload without the number."""
    rows = [json.loads(entry.payload) for entry in OutboxEntry.objects.filter(kind="message", delivered_at=None).order_by("pk")]
    return [
        (row["name"], row["organisation_id"], {key: value for key, value in row["payload"].items() if key != "referral_number"})
        for row in rows
    ]


def test_a_patient_who_has_arrived_stays_open_to_the_hospital_after_any_end(sent, actor_of, clock):
    # given
    move_stage(MoveStage(sent.number, "arrived"))

    # when the sender's process is cancelled
    cancel_instance(CancelInstance(actor_of("he.jun"), sent.instances.get(role="sender").instance_id, "误开"))

    # then those who treat the patient read on, for as long as after a closed case
    assert messages() == []
    assert get_patient(actor_of("lin.hao"), sent.patient.code)
    clock.advance(days=30)
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), sent.patient.code)


def test_a_process_of_its_own_is_refused(processes, actor_of, organisation):
    before = ProcessInstance.objects.count()
    for key in ("", "ZZ-typed"):
        with pytest.raises(InvalidInput, match="/api/referrals"):
            start_instance(StartInstance(actor_of("su.yan"), "referral_out", organisation("hexi").pk, {}, key))
    assert ProcessInstance.objects.count() == before


def test_a_department_that_the_process_gives_up_is_forgotten(sent):
    job = JobContext(uuid4(), sent.instances.get(role="sender").instance_id, 0, sent.number, "", "", {}, sent.opened_at, 1)
    handle_update(replace(job, payload={"urgency": "urgent"}))
    sent.refresh_from_db()
    assert (sent.to_department, sent.urgency) == ("cardiology", "urgent")
    handle_update(replace(job, payload={"to_department": None}))
    sent.refresh_from_db()
    assert sent.to_department == ""


def test_who_rejected_is_not_told_of_a_later_cancellation(sent, complete, work):
    complete(sent.number, "decide", "chen.min", decision="reject")
    move_stage(MoveStage(sent.number, "cancelled"))
    work()
    assert not Notification.objects.filter(text_key="referral.cancelled").exists()


def test_late_and_repeated_stages_change_nothing(sent):
    assert move_stage(MoveStage(sent.number, "accepted"))
    assert not move_stage(MoveStage(sent.number, "accepted"))
    assert not move_stage(MoveStage(sent.number, "received"))
    assert stages(sent) == ["sent", "accepted"]
    with pytest.raises(InvalidInput):
        move_stage(MoveStage(sent.number, "flying"))
    with pytest.raises(NotFound):
        move_stage(MoveStage("ZZ-none", "accepted"))


def test_both_sides_are_told_once(sent, complete, work):
    assert list(Notification.objects.values_list("recipient__username", "text_key")) == [("chen.min", "referral.sent")]
    complete(sent.number, "decide", "chen.min", decision="accept")
    work()
    assert Notification.objects.filter(recipient__username="su.yan", text_key="referral.accepted").count() == 1


def test_an_emergency_is_announced_to_the_department_as_well(refer, complete):
    case = refer(urgency="emergency").case
    complete(case.number, "review", "he.jun")
    found = Notification.objects.filter(text_key="referral.emergency")
    assert sorted(found.values_list("recipient__username", flat=True)) == ["chen.min", "lin.hao", "wu.fang"]
    assert found[0].params["department_zh"] == "心内科"
    assert found[0].params["phone"] == "0990-5550400"


def test_no_name_of_the_patient_goes_out(sent, complete):
    complete(sent.number, "decide", "chen.min", decision="reject")
    text = " ".join(OutboxEntry.objects.values_list("payload", flat=True)) + json.dumps(
        list(Notification.objects.values_list("params", flat=True)), ensure_ascii=False
    )
    assert sent.patient.name not in text
    assert sent.patient.name_latin not in text


def test_typing_in_a_number_gives_neither_the_case_nor_the_patient(sent, actor_of, organisation):
    # when a stranger starts processes with the number of somebody else's case
    for username, place, process_key in (("dong.men", "dongmen", "referral_out"), ("tcm.office", "tcm", "referral_in")):
        command = StartInstance(
            actor_of(username), process_key, organisation(place).pk, {"referral_number": sent.number}, sent.number
        )
        try:
            start_instance(command)
        except InvalidInput:  # a process that only a message starts
            continue

    # then
    assert sent.instances.count() == 2
    with pytest.raises(NotFound):
        get_patient(actor_of("dong.men"), sent.patient.code)


def test_a_second_process_of_the_own_organisation_does_not_take_the_case_over(sent, actor_of, organisation):
    before = ProcessInstance.objects.count()
    with pytest.raises(InvalidInput):
        start_instance(StartInstance(actor_of("su.yan"), "referral_out", organisation("hexi").pk, {}, sent.number))
    assert (sent.instances.count(), ProcessInstance.objects.count()) == (2, before)


def test_a_case_goes_to_another_receiver(sent, organisation, actor_of, clock):
    # given a hospital that refers onward
    tcm = organisation("tcm")
    clock.advance(minutes=1)
    move_stage(MoveStage(sent.number, "referred_onward"))

    # when the next one's process begins
    attach_instance(sent.number, uuid4(), tcm.pk)

    # then the patient is open to it and to the first no more
    sent.refresh_from_db()
    assert sent.to_organisation == tcm
    assert get_patient(actor_of("tcm.doctor"), sent.patient.code)
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), sent.patient.code)


def test_attaching_twice_is_attaching_once(sent, organisation):
    instance = sent.instances.get(role="receiver")
    attach_instance(sent.number, instance.instance_id, organisation("yuanshan").pk)
    assert CaseInstance.objects.filter(case=sent).count() == 2


def test_updating_a_case(sent, organisation):
    update_case(UpdateCase(sent.number, urgency="urgent", to_department="neurology"))
    sent.refresh_from_db()
    assert (sent.urgency, sent.to_department, sent.to_organisation.code) == ("urgent", "neurology", "yuanshan")
    for wrong in ({"urgency": "asap"}, {"to_organisation_id": sent.from_organisation_id}, {"to_organisation_id": 999_999}):
        with pytest.raises(InvalidInput):
            update_case(UpdateCase(sent.number, **wrong))


def test_the_time_spent_in_each_stage_can_be_counted(sent, complete, clock):
    clock.advance(hours=3)
    complete(sent.number, "decide", "chen.min", decision="accept")
    sent_at, accepted_at = sent.stage_changes.order_by("at", "id").values_list("at", flat=True)[:2]
    assert accepted_at - sent_at == timedelta(hours=3)
