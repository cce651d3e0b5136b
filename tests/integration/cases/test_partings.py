"""A receiver whose part is over reads the case as it stood then, on every page, and nothing that came later."""

from __future__ import annotations

from uuid import uuid4

import pytest

from workflows.cases.commands.attach_instance import attach_instance
from workflows.cases.commands.move_stage import MoveStage, move_stage
from workflows.cases.commands.update_case import UpdateCase, update_case
from workflows.cases.models import Case
from workflows.cases.queries.cases import find_cases, get_case
from workflows.cases.queries.referral_board import referral_board


@pytest.fixture
def left(sent, complete, clock, organisation) -> Case:
    """Yuanshan rejected it; then the diagnosis changed and TCM took it."""
    complete(sent.number, "decide", "chen.min", decision="reject")
    clock.advance(hours=1)
    update_case(UpdateCase(sent.number, problem="肺栓塞", urgency="urgent", to_department="neurology"))
    move_stage(MoveStage(sent.number, "sent"))
    attach_instance(sent.number, uuid4(), organisation("tcm").pk)
    move_stage(MoveStage(sent.number, "accepted"))
    return sent


def test_a_former_receiver_reads_what_it_knew(left, actor_of, organisation):
    view = get_case(actor_of("chen.min"), left.number)
    line = view.line
    assert (line.problem, line.stage, line.urgency, line.to_department) == ("胸痛待查", "rejected", "routine", "cardiology")
    assert (line.to_organisation_id, line.patient, view.fhir_task_status) == (organisation("yuanshan").pk, None, "rejected")
    assert [step.to_stage for step in view.stages] == ["sent", "rejected"]


def test_sender_and_present_receiver_read_what_is(left, actor_of):
    for username in ("su.yan", "tcm.office"):
        line = get_case(actor_of(username), left.number).line
        assert (line.problem, line.stage, line.left_at) == ("肺栓塞", "accepted", None)


def test_a_former_receiver_does_not_find_it_by_what_came_later(left, actor_of):
    assert find_cases(actor_of("chen.min"), "肺栓塞") == []
    assert [line.number for line in find_cases(actor_of("chen.min"), "胸痛")] == [left.number]
    assert [line.problem for line in find_cases(actor_of("tcm.office"), "肺栓塞")] == ["肺栓塞"]


def places(actor) -> dict[str, list[tuple[str, str]]]:
    return {column.key: [(card.problem, card.stage) for card in column.cards] for column in referral_board(actor) if column.total}


def test_its_board_shows_it_as_ended_for_a_week(left, actor_of, clock):
    assert places(actor_of("chen.min")) == {"ended": [("胸痛待查", "rejected")]}
    assert places(actor_of("tcm.office")) == {"accepted": [("肺栓塞", "accepted")]}
    clock.advance(days=8)
    assert places(actor_of("chen.min")) == {}


def test_asked_again_it_reads_everything_again(left, actor_of, organisation):
    attach_instance(left.number, uuid4(), organisation("yuanshan").pk)
    assert get_case(actor_of("chen.min"), left.number).line.problem == "肺栓塞"
