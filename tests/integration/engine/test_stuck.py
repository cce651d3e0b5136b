"""Timers and messages that fail for good become incidents that can be retried; neighbours go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import definitions
from engine.clock import real_now
from engine.commands.deliver_message import DeliverMessage, deliver_message, match_messages
from engine.commands.fire_timers import fire_timers
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.jobs import sweep_until_idle
from engine.models import Incident, Message, ProcessInstance, Timer
from engine.queries.recorded_events import first_broken_link
from engine.stuck import TRIES
from tests.integration.engine.conftest import WARD, Case
from tests.integration.engine.test_timers_jobs_messages import accept


def waits_are_over(model) -> None:
    model.objects.update(retry_at=real_now() - timedelta(seconds=1))


@pytest.fixture
def broken(case, clock):
    """A case with a due timer whose state cannot be read, and the text that would mend it."""
    text = case.row.state
    ProcessInstance.objects.filter(pk=case.id).update(state="garbage")
    clock.advance(hours=13)
    return text


def fail_for_good(case) -> Incident:
    for _try in range(TRIES):
        waits_are_over(Timer)
        assert not Incident.objects.exists()
        fire_timers()
    return Incident.objects.get()


def test_a_timer_that_fails_for_good_is_an_incident_and_is_left_alone(case, broken):
    incident = fail_for_good(case)
    assert (incident.instance_id, incident.activity_id, incident.code) == (case.id, "remind", "TimerFailed")
    assert "StateUnreadable" in incident.message
    assert first_broken_link(case.id) is None
    # and nothing is tried any more by itself
    assert fire_timers() == 0
    assert Timer.objects.get(activity_id="remind").failures == TRIES
    assert Incident.objects.count() == 1


def test_it_is_retried_by_who_operates_once_the_cause_is_mended(case, broken, handlers, doctor, head, outsider):
    incident = fail_for_good(case)
    for actor, refusal in ((outsider, NotFound), (doctor, NotAuthorised)):
        with pytest.raises(refusal):
            retry_incident(RetryIncident(actor, incident.pk))
    with pytest.raises(InvalidInput):
        retry_incident(RetryIncident(head, incident.pk, {"beds": 1}))
    ProcessInstance.objects.filter(pk=case.id).update(state=broken)

    # when
    retry_incident(RetryIncident(head, incident.pk))
    sweep_until_idle()

    # then
    incident.refresh_from_db()
    assert (incident.state, incident.ended_by_id) == ("resolved", head.id)
    assert case.events("timer_fired") == ["remind"]
    assert case.events("incident_raised") == case.events("incident_resolved") == ["remind"]
    assert first_broken_link(case.id) is None
    with pytest.raises(InvalidState):
        retry_incident(RetryIncident(head, incident.pk))


def test_a_retry_whose_cause_stands_becomes_a_new_incident(case, broken, head):
    retry_incident(RetryIncident(head, fail_for_good(case).pk))
    for _try in range(TRIES):
        waits_are_over(Timer)
        fire_timers()
    assert sorted(Incident.objects.values_list("state", flat=True)) == ["open", "resolved"]


def test_a_model_that_is_gone_is_an_incident_and_does_not_hold_up_the_neighbours(case, doctor, handlers, clock, monkeypatch):
    # given two cases, one of a definition that cannot be loaded any more
    other = Case(start_instance(StartInstance(doctor, "consultation", WARD, business_key="C-2")).instance_id)
    real, gone = definitions.load, case.row.definition_id
    ProcessInstance.objects.filter(pk=other.id).update(definition_id=_second_version(gone))

    def load(definition_id: int):
        if definition_id == gone:
            raise NotFound
        return real(definition_id)

    load.cache_clear = real.cache_clear
    monkeypatch.setattr(definitions, "load", load)
    monkeypatch.setattr("engine.locked_instance.load", load)
    clock.advance(hours=13)

    # when
    for _try in range(TRIES):
        waits_are_over(Timer)
        fire_timers()

    # then
    assert other.events("timer_fired") == ["remind"]
    assert "gone" in Incident.objects.get(instance_id=case.id).message


def _second_version(definition_id: int) -> int:
    from engine.models import ProcessDefinition

    row = ProcessDefinition.objects.get(pk=definition_id)
    row.pk, row.version, row.is_active = None, row.version + 1, False
    row.save()
    return row.pk


def test_timers_without_an_instance_are_put_aside(case, handlers, clock):
    from uuid import uuid4

    Timer.objects.filter(activity_id="remind").update(instance_id=uuid4())
    clock.advance(hours=13)
    assert fire_timers() == 0
    assert Timer.objects.get(activity_id="remind").retry_at > real_now() + timedelta(days=365)


def test_a_message_that_fails_for_good_is_an_incident_of_who_waits_for_it(case, doctor, head, handlers):
    # given a case that waits for an answer and whose state cannot be read
    accept(case, doctor)
    sweep_until_idle()
    text = case.row.state
    ProcessInstance.objects.filter(pk=case.id).update(state="garbage")

    # when the answer comes
    assert deliver_message(DeliverMessage("k", "ConsultationAnswer", "C-1", WARD, {"answer": "yes"})) == "buffered"
    for _try in range(TRIES - 1):
        waits_are_over(Message)
        match_messages()

    # then it is kept, stands as an incident, and is applied once the cause is mended
    incident = Incident.objects.get()
    assert (incident.activity_id, incident.code) == ("wait_answer", "MessageFailed")
    assert Message.objects.get().state == "buffered"
    ProcessInstance.objects.filter(pk=case.id).update(state=text)
    retry_incident(RetryIncident(head, incident.pk))
    sweep_until_idle()
    assert case.open_tasks() == ["close"]
    assert case.events("message_received") == ["wait_answer"]
    assert first_broken_link(case.id) is None
