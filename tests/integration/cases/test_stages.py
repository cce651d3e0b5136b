from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidInput, NotFound
from engine.models.instance import ProcessInstance
from engine.models.outbox import OutboxEntry
from workflows.cases.commands.attach_instance import attach_instance
from workflows.cases.commands.move_stage import MoveStage, move_stage
from workflows.cases.commands.update_case import UpdateCase, update_case
from workflows.cases.models import Case, CaseInstance
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


def test_a_rejection_stays_visible_as_the_end_and_closes_the_patient_to_the_hospital(sent, complete, actor_of):
    complete(sent.number, "decide", "chen.min", decision="reject")
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), sent.patient.code)
    sent.refresh_from_db()
    assert (sent.stage, sent.closed_at) == ("rejected", None)

    complete(sent.number, "follow_up", "su.yan")
    sent.refresh_from_db()
    assert sent.stage == "rejected"
    assert sent.closed_at is not None


def test_cancelling_the_senders_process_cancels_the_case(sent, actor_of):
    instance = sent.instances.get(role="sender")
    cancel_instance(CancelInstance(actor_of("he.jun"), instance.instance_id, "患者拒绝"))
    sent.refresh_from_db()
    assert sent.stage == "cancelled"
    assert not sent.is_live
    assert not move_stage(MoveStage(sent.number, "arrived"))


def test_cancelling_the_receivers_process_leaves_the_case_to_the_sender(sent, actor_of):
    instance = sent.instances.get(role="receiver")
    cancel_instance(CancelInstance(actor_of("zhao.lei"), instance.instance_id, "test"))
    sent.refresh_from_db()
    assert sent.is_live


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
