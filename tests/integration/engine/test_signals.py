"""A signal reaches everybody in the organisation who waits for it, once, and nobody else."""

from __future__ import annotations

import pytest

from engine.actor import SYSTEM, Actor
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.commands.forget_signals import forget_signals
from engine.commands.start_instance import StartInstance, start_instance
from engine.jobs import sweep_until_idle
from engine.models import OutboxEntry, ProcessInstance, SignalReceipt, Subscription, UserTask
from tests.integration.engine.conftest import OTHER, WARD, deploy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signals(clock):
    deploy("signals")


def begin(process_key: str, organisation_id: int = WARD, actor: Actor = SYSTEM, **variables: object):
    return start_instance(StartInstance(actor, process_key, organisation_id, variables)).instance_id


def open_tasks(organisation_id: int = WARD) -> list[str]:
    return sorted(UserTask.objects.filter(organisation_id=organisation_id, ended_at=None).values_list("activity_id", flat=True))


def test_a_signal_is_heard_by_all_who_wait_and_starts_a_process(doctor):
    # given two wards of one organisation that wait, and one of another
    first, second, foreign = begin("ward"), begin("ward"), begin("ward", OTHER)
    assert Subscription.objects.filter(kind="signal", message_name="MassCasualty").count() == 3

    # when a doctor's process throws the signal
    begin("alarm", actor=doctor, beds=4)
    sweep_until_idle()

    # then both wards go on with what it carried, a process has begun, and the other organisation heard nothing
    assert open_tasks() == ["call", "clear", "clear"]
    assert open_tasks(OTHER) == []
    started = ProcessInstance.objects.get(definition__key="staff_call")
    assert (started.organisation_id, started.started_by_id) == (WARD, None)
    waiting = Subscription.objects.filter(kind="signal")
    assert list(waiting.values_list("instance_id", flat=True)) == [foreign]
    assert {first, second}.isdisjoint(waiting.values_list("instance_id", flat=True))


def test_a_signal_that_is_delivered_again_changes_nothing():
    begin("ward")
    begin("alarm", beds=4)
    sweep_until_idle()
    OutboxEntry.objects.filter(kind="signal").update(delivered_at=None)
    later = begin("ward")
    sweep_until_idle()
    assert ProcessInstance.objects.filter(definition__key="staff_call").count() == 1
    assert open_tasks() == ["call", "clear", "clear"], "who waits at the second delivery and had not heard it, hears it"
    deliver_signal(DeliverSignal("other-key", "MassCasualty", WARD))
    assert ProcessInstance.objects.filter(definition__key="staff_call").count() == 2
    assert ProcessInstance.objects.get(pk=later).status == "running"


def test_receipts_go_when_their_broadcast_is_over_and_a_month_has_passed(clock):
    # given two broadcasts of which one could still be delivered again
    begin("ward")
    begin("alarm", beds=4)
    sweep_until_idle()
    deliver_signal(DeliverSignal("by-hand", "MassCasualty", WARD))
    kept = SignalReceipt.objects.exclude(receipt_key__startswith="by-hand").count()
    OutboxEntry.objects.filter(kind="signal").update(delivered_at=None)
    assert forget_signals() == 0

    clock.advance(days=31)
    forget_signals()
    assert SignalReceipt.objects.count() == kept > 0

    OutboxEntry.objects.filter(kind="signal").update(delivered_at=clock.now)
    while forget_signals(limit=1):
        pass
    assert not SignalReceipt.objects.exists()


def test_one_receiver_that_fails_does_not_keep_the_signal_from_the_others(monkeypatch):
    from engine.commands import deliver_signal as module

    broken, sound = begin("ward"), begin("ward")
    locked = module.locked_instance

    def fail(*, instance_id):
        if instance_id == broken:
            raise OSError("disk")
        return locked(instance_id=instance_id)

    monkeypatch.setattr(module, "locked_instance", fail)
    with pytest.raises(OSError, match="disk"):
        deliver_signal(DeliverSignal("k", "MassCasualty", WARD))
    assert UserTask.objects.get(activity_id="clear").instance_id == sound
    monkeypatch.undo()
    assert deliver_signal(DeliverSignal("k", "MassCasualty", WARD)) == 1
    assert UserTask.objects.filter(activity_id="clear").count() == 2
    assert UserTask.objects.filter(activity_id="call").count() == 1


def test_a_process_that_needs_a_message_and_a_signal_begins_with_both():
    deliver_signal(DeliverSignal("k", "MassCasualty", WARD))
    waiting = ProcessInstance.objects.get(definition__key="reopening")
    assert not UserTask.objects.filter(activity_id="reopen").exists()
    deliver_message(DeliverMessage("m", "Staffed", "", WARD))
    sweep_until_idle()
    assert UserTask.objects.get(activity_id="reopen").instance_id == waiting.pk
    assert ProcessInstance.objects.filter(definition__key="reopening").count() == 1
