"""Whoever is on call is reached first, unless they are away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import FormInvalid, InvalidState, NotAuthorised, NotFound
from workflows.directory.commands.end_on_call import EndOnCall, end_on_call
from workflows.directory.commands.put_on_call import PutOnCall, put_on_call
from workflows.directory.commands.record_absence import RecordAbsence, record_absence
from workflows.directory.models import DirectoryChange, OnCall
from workflows.directory.queries.holders import holders_of
from workflows.directory.queries.roster import answering_now
from workflows.escalation.chains import resolve

GROUP = "doctor@cardiology"


@pytest.fixture
def duty(actor_of, user, department, clock):
    cardiology = department("yuanshan", "cardiology")
    put = PutOnCall(actor_of("admin.ops"), user("lin.hao").pk, cardiology.pk, "doctor", clock.now, clock.now + timedelta(hours=8))
    return put_on_call(put)


@pytest.fixture
def colleague(user, department, clock):
    """A second doctor of cardiology."""
    from workflows.directory.models import Membership

    other = user("wu.fang")
    on = clock.now.date() - timedelta(days=30)
    Membership.objects.create(user=other, department=department("yuanshan", "cardiology"), role="doctor", from_on=on)
    return other


def away(actor_of, organisation, user, clock, substitute=None):
    yuanshan = organisation("yuanshan").pk
    until = clock.now + timedelta(hours=4)
    record_absence(RecordAbsence(actor_of("admin.ops"), yuanshan, user("lin.hao").pk, clock.now, until, substitute))


def test_an_escalation_reaches_who_is_on_call(duty, colleague, organisation, user, clock):
    yuanshan = organisation("yuanshan").pk
    assert resolve(yuanshan, "", [GROUP], 1, clock.now).user_ids == (user("lin.hao").pk,)
    clock.advance(hours=8)
    assert set(holders_of(yuanshan, [GROUP], clock.now)) == {user("lin.hao").pk, colleague.pk}


def test_who_is_away_is_passed_over(duty, colleague, actor_of, organisation, user, clock):
    away(actor_of, organisation, user, clock)
    assert resolve(organisation("yuanshan").pk, "", [GROUP], 1, clock.now).user_ids == (colleague.pk,)


def test_or_replaced_by_the_substitute(duty, colleague, actor_of, organisation, user, clock):
    away(actor_of, organisation, user, clock, user("chen.min").pk)
    yuanshan = organisation("yuanshan").pk
    assert holders_of(yuanshan, [GROUP], clock.now) == [user("chen.min").pk]
    (row,) = answering_now(actor_of("admin.ops"), yuanshan)
    assert (row.group, [name.en for name in row.on_call], [name.en for name in row.people]) == (
        GROUP,
        [user("lin.hao").name_en],
        [user("chen.min").name_en],
    )


def test_one_person_is_on_call_for_a_role_once_at_a_time(duty, actor_of, user, clock):
    again = PutOnCall(actor_of("admin.ops"), user("lin.hao").pk, duty.department_id, "doctor", duty.from_at, duty.until_at)
    with pytest.raises(FormInvalid):
        put_on_call(again)


def test_a_duty_ends_early_or_is_taken_out(duty, actor_of, clock):
    for username, refusal in (("lin.hao", NotAuthorised), ("dong.admin", NotFound)):
        with pytest.raises(refusal):
            end_on_call(EndOnCall(actor_of(username), duty.pk))
    clock.advance(hours=1)
    end_on_call(EndOnCall(actor_of("admin.ops"), duty.pk))
    duty.refresh_from_db()
    assert duty.until_at == clock.now
    with pytest.raises(InvalidState):
        end_on_call(EndOnCall(actor_of("admin.ops"), duty.pk))

    later = clock.now + timedelta(days=1)
    put = PutOnCall(actor_of("admin.ops"), duty.user_id, duty.department_id, "doctor", later, later + timedelta(hours=1))
    planned = put_on_call(put)
    end_on_call(EndOnCall(actor_of("admin.ops"), planned.pk))
    assert not OnCall.objects.filter(pk=planned.pk).exists()
    assert DirectoryChange.objects.filter(kind="on_call_ended", data__group=GROUP).count() == 2
