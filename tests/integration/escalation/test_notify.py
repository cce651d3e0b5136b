from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from engine import registry
from engine.models.outbox import OutboxEntry
from engine.registry import JobContext
from workflows.directory.models import Absence, EscalationStep, Membership, OnCall
from workflows.escalation.chains import NobodyToTell
from workflows.escalation.models import Escalation
from workflows.escalation.queries import escalations_of
from workflows.escalation.service_tasks import notify


@pytest.fixture
def job(organisation, clock):
    def job(level=1, place="yuanshan", job_id=None, **payload) -> JobContext:
        payload = payload or {"chain": "referral_acceptance", "message": "escalation.acceptance"}
        return JobContext(
            job_id=job_id or uuid4(),
            instance_id=uuid4(),
            organisation_id=organisation(place).pk,
            business_key="ZZ20260302-HX0001",
            process_key="referral_in",
            activity_id="Notify",
            payload={"level": level, **payload},
            now=clock.now,
            attempt=1,
        )

    return job


def recipients() -> list[list[int]]:
    return [json.loads(entry.payload)["user_ids"] for entry in OutboxEntry.objects.order_by("pk")]


def test_it_is_registered_as_a_transactional_service_task():
    service_task = registry.service_tasks.get("escalation.notify")
    assert service_task is not None
    assert service_task.is_transactional


def test_each_level_reaches_its_people(job, user):
    results = [notify(job(level)) for level in (1, 2, 3)]
    assert [result["escalated_to"] for result in results] == [["chen.min"], ["zhao.lei"], ["gao.li"]]
    assert recipients() == [[user("chen.min").pk], [user("zhao.lei").pk], [user("gao.li").pk]]


def test_one_job_escalates_once(job):
    same = job()
    assert notify(same) == notify(same)
    assert Escalation.objects.count() == OutboxEntry.objects.count() == 1


def test_a_repeated_job_keeps_whom_it_reached_first(job, user, organisation, clock):
    same = job()
    notify(same)
    Membership.objects.filter(user=user("chen.min")).delete()
    assert notify(same)["escalated_to"] == ["chen.min"]


def test_the_roster_of_the_moment_decides(job, user, organisation, department, clock):
    # given
    absence = Absence.objects.create(
        user=user("zhao.lei"),
        substitute=user("chen.min"),
        organisation=organisation("yuanshan"),
        from_at=clock.now,
        until_at=clock.now + timedelta(hours=1),
        recorded_at=clock.now,
    )
    assert notify(job(2))["escalated_to"] == ["chen.min"]

    # when the substitute is taken out, the next level is reached instead
    absence.substitute = None
    absence.save()
    assert notify(job(2)) == {"escalation_level": 3, "escalated_to": ["gao.li"]}

    # when the absence is over
    clock.advance(hours=1)
    assert notify(job(2))["escalated_to"] == ["zhao.lei"]

    # when somebody is on call
    Membership.objects.create(
        user=user("wu.fang"), department=department("yuanshan", "quality"), role="quality_officer", from_on=clock.now.date()
    )
    OnCall.objects.create(
        user=user("wu.fang"),
        department=department("yuanshan", "quality"),
        role="quality_officer",
        from_at=clock.now,
        until_at=clock.now + timedelta(hours=1),
    )
    assert notify(job(3))["escalated_to"] == ["wu.fang"]


def test_a_model_may_name_groups_itself(job):
    assert notify(job(groups="department_head@cardiology, doctor@cardiology"))["escalated_to"] == ["lin.hao", "wu.fang"]
    assert notify(job(role="department_head@cardiology"))["escalated_to"] == ["wu.fang"]


def test_an_empty_roster_is_an_error_and_leaves_nothing(job, user):
    Membership.objects.filter(user=user("gao.li")).delete()
    with pytest.raises(NobodyToTell):
        notify(job(3))
    with pytest.raises(NobodyToTell):
        notify(job(groups=["doctor@quality"]))
    assert not Escalation.objects.exists()


@pytest.mark.parametrize("payload", [{"chain": "no_such_chain"}, {"message": "escalation.overdue"}])
def test_an_unknown_chain_is_an_error(job, payload):
    with pytest.raises(LookupError):
        notify(job(**payload))


def test_a_level_beyond_the_chain_is_an_error(job):
    with pytest.raises(LookupError):
        notify(job(4))


def test_another_organisations_chain_does_not_exist(job):
    EscalationStep.objects.filter(chain__organisation__code="hexi").delete()
    with pytest.raises(LookupError):
        notify(job(place="hexi"))


def test_escalations_are_seen_by_their_organisation(job, actor_of):
    done = job()
    notify(done)
    assert escalations_of(actor_of("gao.li"), [done.instance_id]).count() == 1
    assert escalations_of(actor_of("dong.men"), [done.instance_id]).count() == 0
