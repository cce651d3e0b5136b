"""The inbox shows what is mine to do, most urgent first, and nothing of others."""

from __future__ import annotations

import re

from django.urls import reverse

from tests.webui.referral_steps import Referral
from workflows.directory import zones


def test_lists_the_task_with_time_left_patient_and_reason(signed_in, referral):
    page = signed_in("su.yan").get(reverse("work:index")).content.decode()

    assert "Fill in the referral slip" in page
    assert "24 h left" in page or "1 day left" in page
    assert referral.patient.name_latin in page
    assert "Community doctor" in page


def test_counts_stand_at_the_filters(signed_in, errand):
    doctor = signed_in("su.yan")
    assert '<b data-count="groups">1</b>' in doctor.get(reverse("work:index")).content.decode()
    doctor.post(reverse("work:claim", args=[errand.task_id]), {"version": 1})
    page = doctor.get(reverse("work:index"), {"filter": "mine"}).content.decode()
    assert '<b data-count="mine">1</b>' in page
    assert '<b data-count="groups">0</b>' in page
    assert f'id="row-{errand.task_id}"' in page


def test_overdue_tasks_come_first_under_their_own_heading(signed_in, referral, clock):
    clock.advance(hours=25)
    page = signed_in("su.yan").get(reverse("work:index"), {"filter": "overdue"}).content.decode()
    assert 'data-group="overdue"' in page
    assert "overdue by 1 h" in page


def test_the_live_list_comes_alone(signed_in, errand):
    page = signed_in("su.yan").get(reverse("work:rows"), {"filter": "all"}).content.decode()
    assert page.lstrip().startswith("<div data-rows")
    assert 'data-counts="all=1' in page


def test_an_outsider_sees_nothing_of_it(signed_in, errand):
    page = signed_in("dong.men").get(reverse("work:index")).content.decode()
    assert str(errand.task_id) not in page
    assert "All done." in page


def test_a_chosen_task_stands_beside_the_list(signed_in, errand):
    page = signed_in("su.yan").get(reverse("work:index"), {"task": str(errand.task_id)}).content.decode()
    assert f'data-task="{errand.task_id}"' in page
    assert 'name="from" value="inbox"' in page


def test_a_chosen_task_that_is_not_mine_is_told_not_shown(signed_in, errand):
    page = signed_in("dong.men").get(reverse("work:index"), {"task": str(errand.task_id)})
    assert page.status_code == 200
    assert "This task is not there for you" in page.content.decode()


def test_nobody_comes_in_without_a_role_that_works(signed_in, errand):
    assert signed_in("ma.ying").get(reverse("work:index")).status_code == 403


def test_an_emergency_stands_above_what_is_overdue(signed_in, referral, actor, organisation, clock):
    # given work that is overdue
    clock.advance(hours=25)
    # when an emergency comes
    emergency = Referral(actor, organisation, "emergency", patient=1)
    # then it stands first, under a heading of its own
    page = signed_in("su.yan").get(reverse("work:index")).content.decode()
    assert 'data-group="emergency"' in page
    rows = [emergency.task_id("su.yan"), referral.task_id("su.yan")]
    assert page.index(f'id="row-{rows[0]}"') < page.index(f'id="row-{rows[1]}"')


def test_times_are_those_of_the_readers_organisation(signed_in, referral, organisation):
    hexi, doctor = organisation("hexi"), signed_in("su.yan")
    in_shanghai = re.findall(r'data-exact="[^"]*(\d\d:\d\d)"', doctor.get(reverse("work:index")).content.decode())
    hexi.zone = "Asia/Urumqi"
    hexi.save()
    zones.forget()

    in_urumqi = re.findall(r'data-exact="[^"]*(\d\d:\d\d)"', doctor.get(reverse("work:index")).content.decode())

    assert in_shanghai
    assert [int(time[:2]) for time in in_urumqi] == [(int(time[:2]) - 2) % 24 for time in in_shanghai]
