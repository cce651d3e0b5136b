from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.errors import FormInvalid, InvalidState, NotAuthorised, NotFound
from workflows.directory.actor import actor_for
from workflows.directory.commands.add_membership import AddMembership, add_membership
from workflows.directory.commands.create_user import CreateUser, create_user
from workflows.directory.commands.end_absence import EndAbsence, end_absence
from workflows.directory.commands.end_membership import EndMembership, end_membership
from workflows.directory.commands.put_on_call import PutOnCall, put_on_call
from workflows.directory.commands.record_absence import RecordAbsence, record_absence
from workflows.directory.commands.set_escalation_chain import SetEscalationChain, set_escalation_chain
from workflows.directory.models import Absence, DirectoryChange, Membership

TODAY = date(2026, 3, 2)
MORNING, EVENING = datetime(2026, 3, 2, 0, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)


def grant(actor, user, department, role="doctor", **changes):
    values = {"user_id": user.pk, "department_id": department.pk, "role": role, "from_on": TODAY, **changes}
    return add_membership(AddMembership(actor, **values))


def test_an_administrator_adds_a_membership_and_it_is_kept_on_record(actor_of, user, department):
    # when
    grant(actor_of("admin.ops"), user("chen.min"), department("yuanshan", "cardiology"))

    # then
    groups = {group for _organisation, group in actor_for(user("chen.min")).groups}
    assert "doctor@cardiology" in groups
    change = DirectoryChange.objects.get(kind="membership_added")
    assert (change.actor, change.data["group"]) == (user("admin.ops"), "doctor@cardiology")


def test_others_do_not_add_memberships(actor_of, user, department):
    cardiology = department("yuanshan", "cardiology")
    with pytest.raises(NotAuthorised):
        grant(actor_of("wu.fang"), user("chen.min"), cardiology)
    with pytest.raises(NotFound):
        grant(actor_of("dong.admin"), user("chen.min"), cardiology)
    assert not Membership.objects.filter(user=user("chen.min"), department=cardiology).exists()


def test_nobody_gives_a_role_to_themselves(actor_of, user, department):
    with pytest.raises(NotAuthorised):
        grant(actor_of("admin.ops"), user("admin.ops"), department("yuanshan", "cardiology"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"until_on": date(2026, 3, 1)}, "until_on"),
        ({"role": "referral_office"}, "from_on"),  # held already
    ],
)
def test_a_wrong_membership_names_its_field(actor_of, user, department, changes, field):
    with pytest.raises(FormInvalid) as refusal:
        grant(actor_of("admin.ops"), user("chen.min"), department("yuanshan", "referral_office"), **changes)
    assert list(refusal.value.field_errors) == [field]


def test_ending_a_membership(actor_of, user, clock):
    # given
    membership = Membership.objects.get(user=user("chen.min"))
    command = EndMembership(actor_of("admin.ops"), membership.pk, TODAY)

    # when
    end_membership(command)

    # then it lasts through the day
    assert actor_for(user("chen.min")).groups
    clock.advance(days=1)
    assert not actor_for(user("chen.min")).groups
    with pytest.raises(InvalidState):
        end_membership(command)
    with pytest.raises(NotFound):
        end_membership(EndMembership(actor_of("dong.admin"), membership.pk, TODAY))


def away(actor, organisation, person, substitute=None, from_at=MORNING, until_at=EVENING):
    substitute_id = substitute.pk if substitute else None
    return record_absence(RecordAbsence(actor, organisation.pk, person.pk, from_at, until_at, substitute_id))


def test_one_records_ones_own_absence_and_ends_it(actor_of, user, organisation, clock):
    # when
    absence = away(actor_of("he.jun"), organisation("hexi"), user("he.jun"), user("su.yan"))

    # then
    clock.advance(hours=2)
    assert any(group == "community_head@gp" for _organisation, group in actor_for(user("su.yan")).groups)
    end_absence(EndAbsence(actor_of("he.jun"), absence.pk))
    assert not any(group == "community_head@gp" for _organisation, group in actor_for(user("su.yan")).groups)
    with pytest.raises(InvalidState):
        end_absence(EndAbsence(actor_of("he.jun"), absence.pk))


def test_an_absence_that_has_not_begun_is_taken_back_whole(actor_of, user, organisation):
    absence = away(
        actor_of("he.jun"), organisation("hexi"), user("he.jun"), from_at=EVENING, until_at=datetime(2026, 3, 3, tzinfo=UTC)
    )
    end_absence(EndAbsence(actor_of("he.jun"), absence.pk))
    assert not Absence.objects.exists()


def test_anothers_absence_needs_the_directory(actor_of, user, organisation):
    hexi = organisation("hexi")
    with pytest.raises(NotAuthorised):
        away(actor_of("su.yan"), hexi, user("he.jun"), user("su.yan"))
    with pytest.raises(NotFound):
        away(actor_of("dong.admin"), hexi, user("he.jun"))
    assert away(actor_of("admin.ops"), hexi, user("he.jun"), user("su.yan")).recorded_by == user("admin.ops")


@pytest.mark.parametrize(
    ("substitute", "from_at", "until_at", "field"),
    [
        ("dong.men", MORNING, EVENING, "substitute"),
        ("he.jun", MORNING, EVENING, "substitute"),
        ("su.yan", EVENING, MORNING, "until_at"),
        ("su.yan", datetime(2026, 3, 2), EVENING, "from_at"),  # naive
    ],
)
def test_a_wrong_absence_names_its_field(actor_of, user, organisation, substitute, from_at, until_at, field):
    with pytest.raises(FormInvalid) as refusal:
        away(actor_of("he.jun"), organisation("hexi"), user("he.jun"), user(substitute), from_at, until_at)
    assert list(refusal.value.field_errors) == [field]


def test_absences_do_not_overlap(actor_of, user, organisation):
    away(actor_of("he.jun"), organisation("hexi"), user("he.jun"))
    with pytest.raises(FormInvalid):
        away(actor_of("he.jun"), organisation("hexi"), user("he.jun"), user("su.yan"))


def test_only_holders_of_a_role_are_put_on_call(actor_of, user, department):
    office = department("yuanshan", "referral_office")
    put_on_call(PutOnCall(actor_of("admin.ops"), user("chen.min").pk, office.pk, "referral_office", MORNING, EVENING))
    with pytest.raises(FormInvalid):
        put_on_call(PutOnCall(actor_of("admin.ops"), user("lin.hao").pk, office.pk, "referral_office", MORNING, EVENING))
    with pytest.raises(NotAuthorised):
        put_on_call(PutOnCall(actor_of("zhao.lei"), user("chen.min").pk, office.pk, "referral_office", MORNING, EVENING))


def chain(actor, organisation, levels, key="sepsis"):
    return set_escalation_chain(SetEscalationChain(actor, organisation.pk, key, "Sepsis", "脓毒症", levels))


def test_a_chain_is_written_and_replaced_whole(actor_of, organisation):
    yuanshan = organisation("yuanshan")
    chain(actor_of("admin.ops"), yuanshan, [["doctor@cardiology"], ["department_head@cardiology", "quality_officer@quality"]])
    written = chain(actor_of("admin.ops"), yuanshan, [["department_head@cardiology"]])
    assert [(step.level, step.group) for step in written.steps.all()] == [(1, "department_head@cardiology")]


@pytest.mark.parametrize("levels", [[], [[]], [["doctor@nowhere"]], [["emperor@cardiology"]], [["doctor"]]])
def test_a_chain_names_groups_of_its_organisation(actor_of, organisation, levels):
    with pytest.raises(FormInvalid) as refusal:
        chain(actor_of("admin.ops"), organisation("yuanshan"), levels)
    assert list(refusal.value.field_errors) == ["levels"]


def test_a_chain_needs_a_proper_key_and_the_directory(actor_of, organisation):
    with pytest.raises(FormInvalid):
        chain(actor_of("admin.ops"), organisation("yuanshan"), [["doctor@cardiology"]], key="Sepsis!")
    with pytest.raises(NotAuthorised):
        chain(actor_of("gao.li"), organisation("yuanshan"), [["doctor@cardiology"]])


def new_user(actor, organisation, **changes):
    values = {"username": "fan.li", "name_en": "Fan Li", "name_zh": "范丽", "password": "quiet-river-42", **changes}
    return create_user(CreateUser(actor, organisation.pk, **values))


def test_a_new_person_may_nothing_before_the_first_membership(actor_of, organisation):
    person = new_user(actor_of("admin.ops"), organisation("yuanshan"))
    assert person.check_password("quiet-river-42")
    assert not actor_for(person).organisation_ids
    change = DirectoryChange.objects.get(kind="user_created")
    assert "quiet-river-42" not in str(change.data)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "su.yan"}, "username"),
        ({"username": "Su.YAN"}, "username"),
        ({"username": "a b"}, "username"),
        ({"password": "short"}, "password"),
        ({"email": "x"}, "email"),
    ],
)
def test_a_wrong_person_names_the_field(actor_of, organisation, changes, field):
    with pytest.raises(FormInvalid) as refusal:
        new_user(actor_of("admin.ops"), organisation("yuanshan"), **changes)
    assert field in refusal.value.field_errors


def test_the_password_is_in_no_representation_of_the_command(actor_of, organisation):
    command = CreateUser(actor_of("admin.ops"), organisation("yuanshan").pk, "a", "b", "c", "quiet-river-42")
    assert "quiet-river-42" not in repr(command)
