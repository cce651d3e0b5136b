"""What reaches a suspended instance: kept, and applied when it is resumed. On SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import DeliverMessage, deliver_message, match_messages
from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.commands.fire_timers import fire_timers
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.run_jobs import run_jobs
from engine.commands.start_instance import StartInstance, start_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.models import OutboxEntry, SignalReceipt, Timer, UserTask
from engine.queries.recorded_events import first_broken_link, recorded_events
from engine.replay import rebuilt_state
from tests.integration.engine.conftest import WARD, Case, deploy

pytestmark = pytest.mark.django_db


def suspend(actor, case):
    suspend_instance(SuspendInstance(actor, case.id, "Recall of a device"))


def resume(actor, case):
    resume_instance(ResumeInstance(actor, case.id, "Devices replaced"))


@pytest.fixture
def ward(clock):
    deploy("signals")
    return Case(start_instance(StartInstance(SYSTEM, "ward", WARD)).instance_id)


def kinds(case):
    return [event.kind for event in recorded_events(case.id)]


def test_a_signal_is_heard_at_the_resumption(ward, head):
    # given a ward that waits for a signal and is suspended
    suspend(head, ward)

    # when the signal is thrown: its delivery is done, and nothing moves
    assert deliver_signal(DeliverSignal("k", "MassCasualty", WARD, {"beds": 4})) == 3, (
        "the ward, and the two processes that it starts"
    )
    assert deliver_signal(DeliverSignal("k", "MassCasualty", WARD, {"beds": 4})) == 0
    assert ward.open_tasks() == []
    assert (kinds(ward)[-1], ward.row.status) == ("signal_held", "suspended")

    # then it hears it once, when it goes on
    resume(head, ward)
    assert ward.open_tasks() == ["clear"]
    assert kinds(ward).count("signal_received") == 1
    assert rebuilt_state(ward.id) == ward.row.state
    assert first_broken_link(ward.id) is None


def test_the_delivery_of_a_signal_does_not_wait_for_the_suspended(ward, head):
    """Else it would be tried for ever, and told to those who began to wait long after it."""
    from engine.jobs import sweep_until_idle

    suspend(head, ward)
    start_instance(StartInstance(SYSTEM, "alarm", WARD, {"beds": 4}))
    sweep_until_idle()

    assert not OutboxEntry.objects.filter(kind="signal", delivered_at=None).exists()
    later = Case(start_instance(StartInstance(SYSTEM, "ward", WARD)).instance_id)
    sweep_until_idle()
    assert later.open_tasks() == []
    assert SignalReceipt.objects.exists()


def test_a_second_signal_changes_nothing_where_one_is_enough(ward, head):
    suspend(head, ward)
    for key in ("first", "second"):
        deliver_signal(DeliverSignal(key, "MassCasualty", WARD, {"beds": 4}))

    resume(head, ward)

    assert UserTask.objects.filter(instance_id=ward.id, activity_id="clear").count() == 1


@pytest.fixture
def answered(case, doctor, handlers):
    """A consultation that waits for its answer."""
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept"}))
    run_jobs()
    return case


def test_a_message_is_kept_and_applied_at_the_resumption(answered, head, clock):
    suspend(head, answered)
    assert deliver_message(DeliverMessage("m-1", "ConsultationAnswer", "C-1", WARD)) == "buffered"
    assert match_messages() == 0

    resume(head, answered)

    assert match_messages() == 1
    assert answered.open_tasks() == ["close"]
    assert rebuilt_state(answered.id) == answered.row.state


def test_a_message_does_not_grow_old_while_its_receiver_is_suspended(answered, head, clock):
    # given a message that lives for an hour
    suspend(head, answered)
    deliver_message(DeliverMessage("m-1", "ConsultationAnswer", "C-1", WARD, expires_at=clock.now + timedelta(hours=1)))
    stranger = DeliverMessage("m-2", "ConsultationAnswer", "C-unknown", WARD, expires_at=clock.now + timedelta(hours=1))
    deliver_message(stranger)

    # when two days pass
    clock.advance(hours=48)
    assert match_messages() == 0

    # then the one that nobody waits for is over, the other one is applied
    resume(head, answered)
    assert match_messages() == 1
    assert deliver_message(stranger) == "expired"
    assert answered.open_tasks() == ["close"]


def test_a_limit_takes_effect_at_the_resumption_and_only_once(case, head, clock):
    # given a reminder after 12 h and a limit after 24 h
    suspend(head, case)
    clock.advance(hours=25)
    assert fire_timers() == 0
    assert not Timer.objects.filter(instance_id=case.id).exists()

    resume(head, case)
    while fire_timers():
        pass

    assert case.open_tasks() == ["escalated"]
    assert kinds(case).count("timer_fired") == 2
    assert rebuilt_state(case.id) == case.row.state
