from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import NotFound
from workflows.directory.models import Absence, OnCall
from workflows.directory.queries.destinations import departments_of, referral_destinations
from workflows.directory.queries.holders import holders_of
from workflows.directory.queries.names import organisation_names, user_names
from workflows.directory.queries.own_organisations import own_organisations
from workflows.directory.queries.staff import staff_of

UNTIL = datetime(2026, 3, 3, tzinfo=UTC)
OFFICE = ["referral_office@referral_office"]


def test_destinations_name_the_own_alliance_first(actor_of, organisation, django_assert_num_queries):
    actor, hexi = actor_of("su.yan"), organisation("hexi")
    with django_assert_num_queries(3):
        found = referral_destinations(actor, hexi.pk)
    assert [(item.code, item.is_own_alliance) for item in found] == [
        ("baishi", True),
        ("tcm", True),
        ("yuanshan", True),
        ("dongmen", False),
    ]
    assert "cardiology" in [department.code for department in found[2].departments]


def test_destinations_can_be_narrowed_by_kind_and_leave_out_the_closed(actor_of, organisation):
    tcm = organisation("tcm")
    tcm.is_active = False
    tcm.save()
    found = referral_destinations(actor_of("su.yan"), organisation("hexi").pk, kinds=("hospital",))
    assert [item.code for item in found] == ["yuanshan"]


def test_destinations_are_asked_for_ones_own_organisation(actor_of, organisation):
    with pytest.raises(NotFound):
        referral_destinations(actor_of("dong.men"), organisation("hexi").pk)


def test_departments_are_public_to_staff_and_to_nobody_else(actor_of, organisation, user):
    assert [item.code for item in departments_of(actor_of("dong.men"), organisation("hexi").pk)] == [
        "gp",
        "informatics",
        "quality",
    ]
    user("dong.men").memberships.all().delete()
    with pytest.raises(NotFound):
        departments_of(actor_of("dong.men"), organisation("hexi").pk)


def test_the_staff_list_belongs_to_the_organisation(actor_of, organisation, user, clock):
    Absence.objects.create(
        user=user("he.jun"),
        substitute=user("su.yan"),
        organisation=organisation("hexi"),
        from_at=clock.now,
        until_at=UNTIL,
        recorded_at=clock.now,
    )
    rows = {row.username: row for row in staff_of(actor_of("su.yan"), organisation("hexi").pk) if row.role != "operator"}
    assert {"su.yan", "he.jun", "qin.bo", "admin.ops"} == set(rows)
    assert rows["he.jun"].absent_until == UNTIL
    assert rows["he.jun"].substitute_id == user("su.yan").pk
    with pytest.raises(NotFound):
        staff_of(actor_of("dong.men"), organisation("hexi").pk)


def test_the_staff_list_is_searched_in_both_languages(actor_of, organisation):
    hexi = organisation("hexi").pk
    assert [row.username for row in staff_of(actor_of("su.yan"), hexi, search="苏")] == ["su.yan"]
    assert [row.username for row in staff_of(actor_of("su.yan"), hexi, search="he ju")] == ["he.jun"]


def test_names_come_in_the_readers_language(user, organisation):
    from django.utils import translation

    names = user_names([user("su.yan").pk, None, 999_999])
    assert str(names[user("su.yan").pk]) == "Su Yan"
    with translation.override("zh-hans"):
        assert str(names[user("su.yan").pk]) == "苏燕"
        assert str(organisation_names([organisation("hexi").pk])[organisation("hexi").pk]) == "河西社区卫生服务中心"
    assert len(names) == 1


def test_own_organisations_by_permission(actor_of):
    assert [row.code for row in own_organisations(actor_of("admin.ops"))] == ["baishi", "hexi", "tcm", "yuanshan"]
    assert own_organisations(actor_of("su.yan"), permission="operate") == []


def test_everybody_present_answers_for_a_group(organisation, user, clock):
    assert holders_of(organisation("yuanshan").pk, OFFICE, clock.now) == [user("chen.min").pk]
    assert holders_of(organisation("hexi").pk, OFFICE, clock.now) == []


def test_the_substitute_answers_for_the_absent_and_nobody_where_there_is_none(organisation, user, clock):
    absence = Absence.objects.create(
        user=user("chen.min"),
        substitute=user("zhao.lei"),
        organisation=organisation("yuanshan"),
        from_at=clock.now,
        until_at=UNTIL,
        recorded_at=clock.now,
    )
    assert holders_of(organisation("yuanshan").pk, OFFICE, clock.now) == [user("zhao.lei").pk]
    absence.substitute = None
    absence.save()
    assert holders_of(organisation("yuanshan").pk, OFFICE, clock.now) == []
    assert holders_of(organisation("yuanshan").pk, OFFICE, UNTIL) == [user("chen.min").pk]


def test_who_is_on_call_answers_alone(organisation, user, department, clock):
    from workflows.directory.models import Membership

    office = department("yuanshan", "referral_office")
    Membership.objects.create(user=user("lin.hao"), department=office, role="referral_office", from_on=clock.now.date())
    assert len(holders_of(organisation("yuanshan").pk, OFFICE, clock.now)) == 2
    OnCall.objects.create(user=user("lin.hao"), department=office, role="referral_office", from_at=clock.now, until_at=UNTIL)
    assert holders_of(organisation("yuanshan").pk, OFFICE, clock.now) == [user("lin.hao").pk]
