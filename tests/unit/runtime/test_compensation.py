"""Compensation: what was completed is undone in reverse order, each as often as it was done."""

from __future__ import annotations

import pytest

from engine.runtime import commands
from tests.unit.runtime.instance import Instance


def done(*rounds: str) -> Instance:
    instance = Instance("compensation")
    for undo in rounds:
        instance.complete("bed")
        instance.complete("order")
        instance.complete("decide", {"undo": undo})
    return instance


def test_handlers_do_not_run_by_themselves():
    instance = Instance("compensation")
    assert instance.open == ["bed"]
    assert done("nothing").outcome == "completed"


@pytest.mark.proves("compensateEventDefinition", "boundary")
@pytest.mark.proves("compensateEventDefinition", "end")
def test_everything_is_undone_in_reverse_order_before_the_token_goes_on():
    instance = done("all")
    assert instance.open == ["withdraw_order"], "the order came last, inside a sub-process that has ended"
    instance.complete("withdraw_order")
    assert instance.open == ["free_bed"]
    instance.complete("free_bed")
    assert instance.open == ["after"]
    instance.complete("after")
    assert instance.outcome == "completed"


def test_one_activity_is_undone_as_often_as_it_was_done():
    instance = done("again", "bed")
    instance.complete("free_bed")
    assert instance.open == ["free_bed"]
    instance.complete("free_bed")
    assert instance.outcome == "completed"


def test_what_was_not_completed_is_not_undone_and_cancel_ends_handlers():
    instance = Instance("compensation")
    assert not instance.timers
    running = done("all")
    running.do(commands.Cancel())
    assert running.outcome == "cancelled"


@pytest.mark.proves("transaction")
@pytest.mark.proves("cancelEventDefinition", "boundary")
@pytest.mark.proves("cancelEventDefinition", "end")
def test_a_cancelled_transaction_ends_the_others_undoes_and_leaves_by_its_cancel_event():
    instance = Instance("transaction")
    instance.complete("bed")
    instance.complete("decide", {"ok": False})
    assert instance.open == ["free_bed"], "the theatre is not booked any more"
    instance.complete("free_bed")
    assert instance.open == ["inform"]
    instance.complete("inform")
    assert instance.outcome == "completed"


def test_a_transaction_that_nobody_cancels_is_a_sub_process():
    instance = Instance("transaction")
    for task, values in (("bed", {}), ("theatre", {}), ("decide", {"ok": True})):
        instance.complete(task, values)
    assert instance.open == ["operate"]


def test_cancelling_before_anything_was_done_goes_on_at_once():
    instance = Instance("transaction")
    instance.complete("decide", {"ok": False})
    assert instance.open == ["inform"]
