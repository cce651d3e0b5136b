from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotAuthorised, NotFound
from workflows.directory.commands.record_absence import RecordAbsence, record_absence
from workflows.directory.models import OnCall
from workflows.directory.queries.roster import absences_of, chains_of, changes_of, on_call_of


@pytest.fixture
def absence(actor_of, user, organisation, clock):
    """Chen Min is away for an hour and nobody stands in."""
    return record_absence(
        RecordAbsence(
            actor_of("chen.min"), organisation("yuanshan").pk, user("chen.min").pk, clock.now, clock.now + timedelta(hours=1)
        )
    )


def test_absences_and_duties_are_listed_until_they_are_over(absence, actor_of, user, organisation, department, clock):
    OnCall.objects.create(
        user=user("lin.hao"),
        department=department("yuanshan", "cardiology"),
        role="doctor",
        from_at=clock.now,
        until_at=clock.now + timedelta(hours=1),
    )
    actor, yuanshan = actor_of("lin.hao"), organisation("yuanshan").pk
    assert [row.user.username for row in absences_of(actor, yuanshan)] == ["chen.min"]
    assert [row.user.username for row in on_call_of(actor, yuanshan)] == ["lin.hao"]
    clock.advance(hours=1)
    assert not absences_of(actor, yuanshan)
    assert not on_call_of(actor, yuanshan)


def test_a_chain_shows_whom_it_would_reach_now(absence, actor_of, organisation):
    chains = {chain.key: chain for chain in chains_of(actor_of("gao.li"), organisation("yuanshan").pk)}
    levels = chains["referral_acceptance"].levels
    assert [(level.level, level.groups, [str(name) for name in level.people]) for level in levels] == [
        (1, ("referral_office@referral_office",), []),
        (2, ("referral_office_head@referral_office",), ["Zhao Lei"]),
        (3, ("quality_officer@quality",), ["Gao Li"]),
    ]


def test_changes_are_for_those_who_manage_the_directory(absence, actor_of, organisation):
    yuanshan = organisation("yuanshan").pk
    assert [change.kind for change in changes_of(actor_of("admin.ops"), yuanshan)] == ["absence_recorded"]
    with pytest.raises(NotAuthorised):
        changes_of(actor_of("chen.min"), yuanshan)


@pytest.mark.parametrize("query", [absences_of, on_call_of, chains_of, changes_of])
def test_the_roster_of_others_does_not_exist(actor_of, organisation, query):
    with pytest.raises(NotFound):
        query(actor_of("dong.admin"), organisation("yuanshan").pk)
