"""Instances, jobs, timers and messages as operators see them; the demonstration's clock."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from engine import clock as engine_clock
from engine.commands.deliver_message import DeliverMessage, deliver_message
from workflows.escalation.models import Escalation


def test_instances_are_narrowed_by_state_process_and_number(signed_in, errand):
    operator = signed_in("admin.ops")

    def shown(**query: str) -> str:
        return operator.get(reverse("operations:instances"), query).content.decode()

    assert "E-1" in shown(status="running", process_key="errand", business_key="e-")
    assert "No instance fits" in shown(status="completed")
    assert "No instance fits" in shown(business_key="nothing")


@pytest.mark.parametrize("query", [{"status": "asleep"}, {"page": "x"}, {"page": "-1"}, {"page": "9" * 40}])
def test_a_filter_that_does_not_exist_is_refused(signed_in, region, query):
    assert signed_in("admin.ops").get(reverse("operations:instances"), query).status_code == 400


def test_timers_jobs_and_messages_are_listed(signed_in, errand, organisation):
    operator = signed_in("admin.ops")
    deliver_message(DeliverMessage("k", "ErrandReply", "E-7", organisation("hexi").pk))

    assert "Nobody asked" in operator.get(reverse("operations:timers")).content.decode()
    errand.ask()
    assert "tests.fetch" in operator.get(reverse("operations:jobs")).content.decode()
    assert "ErrandReply" in operator.get(reverse("operations:messages"), {"state": "buffered"}).content.decode()
    assert "ErrandReply" not in operator.get(reverse("operations:messages"), {"state": "applied"}).content.decode()
    assert operator.get(reverse("operations:messages"), {"state": "lost"}).status_code == 400


def test_the_clock_moves_in_a_demonstration_by_the_steps_offered(signed_in, region, settings):
    settings.CARELANE_DEMO = True
    operator = signed_in("admin.ops")
    before = engine_clock.demo_offset()

    answer = operator.post(reverse("operations:advance_clock"), {"hours": "24"}, follow=True)

    assert "24 hours have passed" in answer.content.decode()
    assert (engine_clock.demo_offset() - before).total_seconds() == 24 * 3600
    assert operator.post(reverse("operations:advance_clock"), {"hours": "5"}).status_code == 400


def test_the_clock_of_a_working_installation_cannot_be_moved(signed_in, region, settings):
    settings.CARELANE_DEMO = False
    operator = signed_in("admin.ops")

    assert "Demonstration clock" not in operator.get(reverse("operations:index")).content.decode()
    assert operator.post(reverse("operations:advance_clock"), {"hours": "24"}).status_code == 409


def test_only_operators_enter(signed_in, region):
    for name in ("index", "instances", "timers", "jobs", "messages"):
        assert signed_in("su.yan").get(reverse(f"operations:{name}")).status_code == 403


def test_the_pages_speak_chinese(signed_in, errand):
    operator = signed_in("admin.ops", headers={"Accept-Language": "zh-hans"})

    assert operator.get(reverse("operations:index")).status_code == 200


def test_an_escalation_that_reached_nobody_is_shown_to_the_operators_of_the_place(signed_in, errand, organisation):
    Escalation.objects.create(
        job_id=uuid4(),
        instance_id=errand.id,
        organisation=organisation("hexi"),
        activity_id="Notify",
        case_number="ZZ-unheard",
        level=2,
        text_key="escalation.overdue",
        groups=["community_head@gp"],
        fired_at=engine_clock.now(),
    )
    page = signed_in("admin.ops").get(reverse("operations:index")).content.decode()
    assert "Nobody could be told" in page
    assert "ZZ-unheard" in page
    assert "ZZ-unheard" not in signed_in("dong.ops").get(reverse("operations:index")).content.decode()


def test_filters_fold_and_tell_that_they_are_set(signed_in, errand):
    operator = signed_in("admin.ops")
    plain, narrowed = (
        operator.get(reverse("operations:instances"), query).content.decode() for query in ({}, {"status": "running"})
    )
    assert '<details class="filters" data-fold open>' in plain  # without scripts everything is in reach
    assert "set</span>" in narrowed
    assert "set</span>" not in plain
