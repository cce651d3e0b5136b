from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from engine import registry
from engine.actor import SYSTEM
from engine.models.outbox import OutboxEntry
from engine.registry import JobContext
from workflows.directory.models import Absence, EscalationStep, Membership, OnCall
from workflows.escalation.models import Escalation
from workflows.escalation.queries import escalations_of, unheard_escalations
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


def test_an_empty_level_falls_through_to_whoever_answers_for_the_house(job, user):
    Membership.objects.filter(user=user("gao.li")).delete()
    heads = notify(job(3))
    assert heads["escalation_level"] > 3
    assert {"wu.fang", "zhao.lei"} <= set(heads["escalated_to"])
    assert notify(job(groups=["nurse@cardiology"]))["escalated_to"] == ["wu.fang"]  # its head


@pytest.mark.parametrize("level", [1, 4])
def test_a_chain_that_does_not_exist_yet_still_reaches_the_named_groups(job, level):
    named = notify(job(level, chain="no_such_chain", groups=["referral_office_head@referral_office"]))
    assert named == {"escalation_level": level, "escalated_to": ["zhao.lei"]}
    assert set(notify(job(level, message="escalation.overdue"))["escalated_to"]) >= {"wu.fang", "zhao.lei"}


def test_nobody_at_all_is_recorded_and_stops_nothing(job, organisation, actor_of):
    Membership.objects.filter(department__organisation__code="yuanshan").delete()
    assert notify(job(2)) == {"escalation_level": 2, "escalated_to": []}
    assert OutboxEntry.objects.count() == 0
    [escalation] = Escalation.objects.all()
    assert (escalation.recipient_ids, escalation.organisation) == ([], organisation("yuanshan"))
    assert list(unheard_escalations(SYSTEM)) == [escalation]
    assert not unheard_escalations(actor_of("dong.ops")).exists()


def test_another_organisations_chain_does_not_exist(job):
    EscalationStep.objects.filter(chain__organisation__code="hexi").delete()
    reached = notify(job(place="hexi"))["escalated_to"]
    assert reached
    assert not {"chen.min", "zhao.lei", "gao.li"} & set(reached)


def test_escalations_are_seen_by_their_organisation(job, actor_of):
    done = job()
    notify(done)
    assert escalations_of(actor_of("gao.li"), [done.instance_id]).count() == 1
    assert escalations_of(actor_of("dong.men"), [done.instance_id]).count() == 0
