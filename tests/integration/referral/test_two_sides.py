"""When people are missing, or one side's process is cancelled, the other side and the work stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.errors import InvalidState
from engine.models import Incident, Message, ProcessInstance, UserTask
from tests.processes.referral import steps
from workflows.cases.commands.cancel_referral import CancelReferral, cancel_referral, may_cancel
from workflows.cases.models import Case, CaseInstance
from workflows.cases.queries.cases import get_case
from workflows.directory.models import Absence, EscalationStep, Membership
from workflows.escalation.models import Escalation
from workflows.patients.queries.patients import get_patient


@pytest.fixture
def sent(refer, do, organisation) -> Case:
    """A referral that waits for the hospital's decision."""
    opened = refer()
    do("su.yan", "Task_slip", {**steps.SLIP, "to_organisation_id": organisation("yuanshan").pk})
    do("su.yan", "Task_consent", steps.CONSENT)
    do("he.jun", "Task_out_review", {"review_decision": "approve"})
    opened.case.refresh_from_db()
    return opened.case


@pytest.fixture
def arrived(sent, do, clock) -> Case:
    accepted = {"decision": "accepted", "slot_at": steps.SLOT, "accepting_department": "cardiology"}
    do("chen.min", "Task_decide", {**accepted, "receiving_doctor": "lin.hao"})
    clock.advance(hours=26)
    do("lin.hao", "Task_arrival", {"arrival": "arrived", "arrived_at": "2026-03-03T09:00:00+08:00", "identity_checked": True})
    sent.refresh_from_db()
    return sent


def open_tasks() -> list[str]:
    return sorted(UserTask.objects.filter(state__in=("created", "assigned")).values_list("activity_id", flat=True))


def instance_of(case: Case, side: str) -> CaseInstance:
    return case.instances.get(role=side)


def test_without_a_chain_and_without_a_head_the_late_request_stays_open_and_somebody_hears(sent, clock, work, user, organisation):
    # given a hospital without chains whose office head is away without a substitute
    EscalationStep.objects.filter(chain__organisation__code="yuanshan").delete()
    Absence.objects.create(
        user=user("zhao.lei"),
        organisation=organisation("yuanshan"),
        from_at=clock.now,
        until_at=clock.now + timedelta(days=9),
        recorded_at=clock.now,
    )

    # when the limit and the interval pass
    clock.advance(hours=28)
    work()

    # then the work is there, nothing has failed, and the next who answers was told
    assert open_tasks() == ["Task_decide_escalated"]
    assert not Incident.objects.exists()
    assert Escalation.objects.get(activity_id="Service_escalate_head").recipient_ids


def test_in_an_empty_house_the_work_stays_and_the_silence_is_recorded(sent, clock, work):
    Membership.objects.filter(department__organisation__code="yuanshan").delete()
    clock.advance(hours=28)
    work()
    assert open_tasks() == ["Task_decide_escalated"]
    assert Escalation.objects.get(activity_id="Service_escalate_head").recipient_ids == []
    assert not Incident.objects.exists()


def test_the_hospital_loses_its_task_when_the_senders_process_is_cancelled(sent, actor_of, work):
    cancel_instance(CancelInstance(actor_of("he.jun"), instance_of(sent, "sender").instance_id, "误开"))
    work()
    sent.refresh_from_db()
    assert (sent.stage, open_tasks()) == ("cancelled", [])
    assert set(ProcessInstance.objects.values_list("status", flat=True)) == {"cancelled", "completed"}


def test_the_doctor_decides_anew_when_the_hospitals_process_is_cancelled(sent, actor_of, work, do, organisation):
    # when
    cancel_instance(CancelInstance(actor_of("zhao.lei"), instance_of(sent, "receiver").instance_id, "系统迁移"))
    work()

    # then
    sent.refresh_from_db()
    assert (sent.stage, open_tasks()) == ("rejected", ["Task_next_step"])

    # and the doctor may send it again, to the same house
    do("su.yan", "Task_next_step", {"next_step": "revise"})
    do("su.yan", "Task_slip", {**steps.SLIP, "to_organisation_id": organisation("yuanshan").pk})
    do("su.yan", "Task_consent", steps.CONSENT)
    do("he.jun", "Task_out_review", {"review_decision": "approve"})
    assert open_tasks() == ["Task_decide"]
    assert get_case(actor_of("chen.min"), sent.number).line.left_at is None


def test_after_the_arrival_nobody_cancels_and_the_treatment_goes_on(arrived, actor_of):
    doctor = actor_of("su.yan")
    assert not may_cancel(doctor, get_case(doctor, arrived.number))
    with pytest.raises(InvalidState, match="has not arrived"):
        cancel_referral(CancelReferral(doctor, arrived.number, "Feels well"))
    assert open_tasks() == ["Task_treat"]


def test_the_ward_still_sees_the_patient_when_the_senders_process_is_cancelled(arrived, actor_of, work):
    cancel_instance(CancelInstance(actor_of("he.jun"), instance_of(arrived, "sender").instance_id, "误开"))
    work()
    assert open_tasks() == ["Task_treat"]
    assert get_patient(actor_of("lin.hao"), arrived.patient.code)
    assert not Message.objects.filter(name="ReferralCancel").exists()
