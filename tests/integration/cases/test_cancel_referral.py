from __future__ import annotations

import pytest

from engine.errors import InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.models import ProcessInstance
from workflows.cases.commands.cancel_referral import CancelReferral, cancel_referral, may_cancel
from workflows.cases.queries.cases import get_case


def test_the_senders_process_takes_the_wish_and_the_case_ends(refer, actor_of, work):
    # given
    opened = refer()
    actor = actor_of("su.yan")
    assert may_cancel(actor, get_case(actor, opened.case.number))

    # when
    assert cancel_referral(CancelReferral(actor, opened.case.number, "患者改变主意")) == "applied"
    work()

    # then
    opened.case.refresh_from_db()
    assert opened.case.stage == "cancelled"
    assert opened.case.closed_at is not None
    assert ProcessInstance.objects.get(pk=opened.instance_id).status == "completed"
    with pytest.raises(InvalidState):
        cancel_referral(CancelReferral(actor, opened.case.number, "again"))


def test_a_reason_is_needed(refer, actor_of):
    number = refer().case.number
    with pytest.raises(InvalidInput):
        cancel_referral(CancelReferral(actor_of("su.yan"), number, "  "))


def test_a_step_that_cannot_be_cancelled_says_so(sent, actor_of):
    actor = actor_of("su.yan")
    assert not may_cancel(actor, get_case(actor, sent.number))
    with pytest.raises(InvalidState):
        cancel_referral(CancelReferral(actor, sent.number, "reason"))


@pytest.mark.parametrize(
    ("username", "refusal"),
    [("chen.min", NotAuthorised), ("qin.bo", NotAuthorised), ("dong.men", NotFound), ("tcm.office", NotFound)],
)
def test_others_do_not_cancel(sent, actor_of, username, refusal):
    with pytest.raises(refusal):
        cancel_referral(CancelReferral(actor_of(username), sent.number, "reason"))
