from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from engine.actor import Actor
from workflows.directory.actor import actor_for, held_by
from workflows.directory.models import Absence, Membership, Role
from workflows.directory.permissions import PERMISSIONS, ROLE_PERMISSIONS, SUBSTITUTE_PERMISSIONS


def test_every_role_has_permissions_and_no_unknown_ones():
    assert set(ROLE_PERMISSIONS) == set(Role.values)
    assert all(granted <= PERMISSIONS for granted in ROLE_PERMISSIONS.values())
    assert not SUBSTITUTE_PERMISSIONS & {"manage_directory", "design", "publish", "operate", "quality"}


def test_a_member_holds_groups_and_permissions_in_their_own_organisation_only(actor_of, organisation):
    # when
    actor = actor_of("su.yan")

    # then
    hexi, yuanshan = organisation("hexi").pk, organisation("yuanshan").pk
    assert actor.organisation_ids == {hexi}
    assert actor.groups == {(hexi, "community_doctor@gp"), (hexi, "user@su.yan")}
    assert actor.may("start_instance", hexi)
    assert not actor.may("start_instance", yuanshan)
    assert not actor.may("assign", hexi)


def test_it_takes_two_queries(user, django_assert_num_queries):
    person = user("admin.ops")
    with django_assert_num_queries(2):
        actor_for(person)


def test_anonymous_and_inactive_people_may_nothing(user):
    assert actor_for(AnonymousUser()) == Actor(id=None)
    person = user("su.yan")
    person.is_active = False
    assert actor_for(person) == Actor(id=None)


def test_superusers_get_nothing_from_being_superusers(user):
    person = user("su.yan")
    person.is_superuser = person.is_staff = True
    assert not actor_for(person).may_anywhere("operate")


@pytest.mark.parametrize(
    ("until_on", "at", "is_member"),
    [
        (date(2026, 3, 2), datetime(2026, 3, 2, 15, 59, tzinfo=UTC), True),  # 23:59 in Shanghai
        (date(2026, 3, 2), datetime(2026, 3, 2, 16, 0, tzinfo=UTC), False),  # midnight in Shanghai
        (date(2026, 3, 1), datetime(2026, 3, 1, 16, 0, tzinfo=UTC), False),
        (None, datetime(2031, 1, 1, tzinfo=UTC), True),
    ],
)
def test_a_membership_ends_with_its_last_day_in_the_organisations_zone(user, until_on, at, is_member):
    person = user("su.yan")
    Membership.objects.filter(user=person).update(until_on=until_on)
    assert bool(actor_for(person, at).groups) is is_member


def test_a_closed_department_or_organisation_gives_nothing(user, department):
    gp = department("hexi", "gp")
    gp.is_active = False
    gp.save()
    assert actor_for(user("su.yan")).groups == frozenset()


@pytest.fixture
def absence(user, organisation, clock):
    """He Jun, head of Hexi, is away today; Su Yan stands in."""
    return Absence.objects.create(
        user=user("he.jun"),
        substitute=user("su.yan"),
        organisation=organisation("hexi"),
        from_at=datetime(2026, 3, 2, 0, tzinfo=UTC),
        until_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
        recorded_at=clock.now,
    )


def test_a_substitute_holds_the_absent_persons_groups_for_the_period(absence, user, clock):
    person, hexi = user("su.yan"), absence.organisation_id
    assert (hexi, "community_head@gp") in actor_for(person).groups
    assert actor_for(person).may("assign", hexi)
    assert [held.for_user_id for held in held_by(person)] == [None, absence.user_id]

    # when the absence ends
    clock.advance(hours=12)

    # then so does the substitution
    assert actor_for(person).groups == {(hexi, "community_doctor@gp"), (hexi, "user@su.yan")}


def test_a_substitute_stands_in_only_where_the_task_is_not_their_own(absence, user, organisation):
    actor, hexi = actor_for(user("su.yan")), organisation("hexi").pk
    assert actor.stands_in_for(hexi, ("community_head@gp",)) == (absence.user_id,)
    assert actor.stands_in_for(hexi, ("community_head@gp", "community_doctor@gp")) == ()
    assert actor.stands_in_for(hexi, ("referral_office@referral_office",)) == ()
    assert actor_for(user("he.jun")).stands_in_for(hexi, ("community_head@gp",)) == ()


def test_a_substitute_gets_no_trust_that_was_placed_in_one_person(absence, user, organisation):
    Membership.objects.filter(user=absence.user).update(role=Role.ADMINISTRATOR)
    assert not actor_for(user("su.yan")).may("manage_directory", absence.organisation_id)


def test_substitution_does_not_pass_on_a_second_time(absence, user, organisation, clock):
    Absence.objects.create(
        user=user("su.yan"),
        substitute=user("qin.bo"),
        organisation=organisation("hexi"),
        from_at=absence.from_at,
        until_at=absence.until_at,
        recorded_at=clock.now,
    )
    groups = {group for _organisation, group in actor_for(user("qin.bo")).groups}
    assert groups == {"quality_officer@quality", "community_doctor@gp", "user@qin.bo"}


def test_an_absence_in_one_organisation_lends_nothing_from_another(user, organisation, clock):
    # given somebody with roles in four organisations, absent from one of them
    hexi = organisation("hexi")
    Absence.objects.create(
        user=user("admin.ops"),
        substitute=user("qin.bo"),
        organisation=hexi,
        from_at=clock.now,
        until_at=datetime(2026, 3, 3, tzinfo=UTC),
        recorded_at=clock.now,
    )

    # then
    assert actor_for(user("qin.bo")).organisation_ids == {hexi.pk}
