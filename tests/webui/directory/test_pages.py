"""Administrators give and end roles, make accounts and record absences, in their own organisations only."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from workflows.directory import zones
from workflows.directory.actor import actor_for
from workflows.directory.models import Absence, Membership, User


def test_staff_stands_by_department_with_who_is_away(signed_in, organisation):
    page = signed_in("admin.ops").get(reverse("directory:staff", args=[organisation("hexi").pk])).content.decode()

    assert page.index("General practice") < page.index("Su Yan")
    assert "Community doctor" in page


def test_a_new_person_gets_an_account_and_then_a_role(signed_in, organisation):
    # given an administrator of Hexi
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")

    # when she adds a nurse and gives her the role
    person = {
        "username": "hu.xia",
        "name_zh": "胡霞",
        "name_en": "Hu Xia",
        "password": "calm-lane-2026",
        "phone": "",
        "email": "",
    }
    added = administrator.post(reverse("directory:new_person", args=[hexi.pk]), person)
    role = {"user": "hu.xia", "role": "nurse", "department": "gp", "from_on": "2026-03-02", "until_on": ""}
    given = administrator.post(reverse("directory:new_role", args=[hexi.pk]), role, follow=True)

    # then the nurse may work there
    assert added.headers["Location"].endswith("?user=hu.xia")
    assert "Hu Xia now holds the role" in given.content.decode()
    assert actor_for(User.objects.get(username="hu.xia")).may("work", hexi.pk)
    changes = administrator.get(reverse("directory:changes", args=[hexi.pk])).content.decode()
    assert "Account made" in changes and "Nurse, General practice" in changes


def test_what_is_wrong_is_said_at_each_field_and_nothing_is_lost(signed_in, organisation):
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")

    role = {"user": "nobody.here", "role": "king", "department": "palace", "from_on": "soon", "until_on": "x"}
    refused = administrator.post(reverse("directory:new_role", args=[hexi.pk]), role)
    page = refused.content.decode()
    assert refused.status_code == 422
    for field in ("user", "role", "department", "from_on", "until_on"):
        assert f'href="#field-{field}"' in page
    assert 'value="nobody.here"' in page

    person = {"username": "su.yan", "name_en": "Su Yan", "password": "short"}
    refused = administrator.post(reverse("directory:new_person", args=[hexi.pk]), person)
    assert refused.status_code == 422
    assert 'href="#field-password"' in refused.content.decode()
    assert "short" not in refused.content.decode().replace("too short", "")


def test_nobody_gives_a_role_to_themselves(signed_in, organisation):
    role = {"user": "admin.ops", "role": "doctor", "department": "gp", "from_on": "2026-03-02", "until_on": ""}

    assert signed_in("admin.ops").post(reverse("directory:new_role", args=[organisation("hexi").pk]), role).status_code == 403


def test_a_role_ends_with_its_last_day(signed_in, organisation, user, clock):
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")
    held = Membership.objects.get(user=user("su.yan"))
    address = reverse("directory:end_role", args=[hexi.pk, held.pk])

    assert administrator.post(address, {"until_on": "never"}).status_code == 422
    answer = administrator.post(address, {"until_on": "2026-03-02"}, follow=True)

    assert "The role ends" in answer.content.decode()
    assert actor_for(user("su.yan")).may("work", hexi.pk)
    clock.advance(days=1)
    assert not actor_for(user("su.yan")).may("work", hexi.pk)
    assert administrator.post(address, {"until_on": "2026-03-02"}).status_code == 409


def test_a_substitute_holds_the_work_until_the_absent_person_is_back(signed_in, organisation, user):
    hexi, administrator = organisation("hexi"), signed_in("admin.ops")
    address = reverse("directory:absences", args=[hexi.pk])
    absence = {
        "user": "su.yan",
        "from_at": "2026-03-02T08:00",
        "until_at": "2026-03-04T08:00",
        "substitute": "he.jun",
        "reason": "course",
    }

    assert administrator.post(address, {**absence, "until_at": "2026-03-01T08:00"}).status_code == 422
    assert administrator.post(address, {**absence, "from_at": "tomorrow"}).status_code == 422
    page = administrator.post(address, absence, follow=True).content.decode()
    assert "He Jun" in page and "course" in page
    assert (hexi.pk, "community_doctor@gp") in actor_for(user("he.jun")).groups

    (row,) = Absence.objects.all()
    administrator.post(reverse("directory:end_absence", args=[hexi.pk, row.pk]))
    assert (hexi.pk, "community_doctor@gp") not in actor_for(user("he.jun")).groups


def test_an_administrator_of_another_alliance_finds_nothing(signed_in, organisation, user):
    hexi, foreign = organisation("hexi"), signed_in("dong.admin")
    held = Membership.objects.get(user=user("su.yan"))

    for name in ("staff", "departments", "changes", "new_person", "new_role", "absences"):
        assert foreign.get(reverse(f"directory:{name}", args=[hexi.pk])).status_code == 404
    assert foreign.post(reverse("directory:end_role", args=[hexi.pk, held.pk]), {"until_on": "2026-03-02"}).status_code == 404
    # nor through an organisation of her own
    own = organisation("dongmen").pk
    assert foreign.post(reverse("directory:end_role", args=[own, held.pk]), {"until_on": "2026-03-02"}).status_code == 404
    assert foreign.get(reverse("directory:index")).status_code == 302


@pytest.mark.parametrize("username", ["su.yan", "chen.min", "ma.ying", "gao.li"])
def test_only_administrators_enter(signed_in, organisation, username):
    assert signed_in(username).get(reverse("directory:index")).status_code == 403
    assert signed_in(username).get(reverse("directory:staff", args=[organisation("hexi").pk])).status_code == 403


def test_times_of_a_place_are_told_in_its_zone_with_its_name(signed_in, organisation, user, clock):
    hexi = organisation("hexi")
    hexi.zone = "Asia/Urumqi"
    hexi.save()
    zones.forget()
    begin = clock.now
    until = begin + timedelta(hours=2)
    Absence.objects.create(user=user("su.yan"), organisation=hexi, from_at=begin, until_at=until, recorded_at=begin)
    there = begin.astimezone(ZoneInfo("Asia/Urumqi"))

    page = signed_in("admin.ops").get(reverse("directory:absences", args=[hexi.pk])).content.decode()

    assert "Time of Asia/Urumqi" in page
    assert f"{there:%H:%M} (Asia/Urumqi)" in page


def test_whoever_is_away_is_chosen_among_colleagues(signed_in, organisation):
    hexi = organisation("hexi")
    for name in ("absences", "on_call"):
        page = signed_in("admin.ops").get(reverse(f"directory:{name}", args=[hexi.pk])).content.decode()
        options = page.partition('<select id="field-user"')[2].partition("</select>")[0]
        assert '<option value="su.yan">Su Yan · su.yan</option>' in options
        assert "chen.min" not in options  # of another organisation
