"""Whom a model assigns is checked against the directory when the task opens."""

from __future__ import annotations

import pytest

from engine.registry import AssigneeRefused
from workflows.directory.assignees import checked_assignee


def test_somebody_who_holds_the_group_today_is_taken(organisation, user):
    assert checked_assignee("su.yan", organisation("hexi").pk, ("community_doctor@gp",)) == user("su.yan").pk
    assert checked_assignee("su.yan", organisation("hexi").pk, ()) == user("su.yan").pk


@pytest.mark.parametrize(
    ("username", "place", "groups", "expected"),
    [
        ("nobody", "hexi", (), "active account"),
        ("su.yan", "yuanshan", (), "to work in yuanshan"),
        ("su.yan", "hexi", ("community_head@gp",), "one of community_head@gp in hexi"),
        ("ma.ying", "yuanshan", (), "to work in yuanshan"),  # a process designer treats nobody
    ],
)
def test_anybody_else_is_refused_with_who_was_expected(organisation, username, place, groups, expected):
    with pytest.raises(AssigneeRefused, match=expected):
        checked_assignee(username, organisation(place).pk, groups)


def test_who_left_is_refused(organisation, user):
    person = user("su.yan")
    person.is_active = False
    person.save()
    with pytest.raises(AssigneeRefused, match="active account"):
        checked_assignee("su.yan", organisation("hexi").pk, ())
