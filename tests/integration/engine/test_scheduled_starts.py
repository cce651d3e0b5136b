"""A timer starts a process once for each due moment, in the organisations that it is for."""

from __future__ import annotations

import pytest

from engine import registry
from engine.commands import start_scheduled as module
from engine.commands.start_scheduled import start_scheduled
from engine.jobs import sweep_until_idle
from engine.models import ProcessInstance, ScheduledStart
from tests.integration.engine.conftest import OTHER, WARD, deploy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rounds(clock, monkeypatch):
    monkeypatch.setattr(registry.organisations, "active", lambda: {"WARD": WARD, "OTHER": OTHER})
    deploy("rounds")


def started() -> list[int]:
    return list(ProcessInstance.objects.order_by("started_at").values_list("organisation_id", flat=True))


def test_each_due_moment_starts_one_instance_in_the_organisation_it_is_for(clock):
    # given a process that starts every six hours from its publication on
    assert start_scheduled() == 0
    clock.advance(hours=6)

    # when workers sweep, more than once
    sweep_until_idle()
    sweep_until_idle()

    # then it was started once, and the next moment is six hours later
    assert started() == [WARD]
    clock.advance(hours=5, minutes=59)
    sweep_until_idle()
    assert started() == [WARD]
    clock.advance(minutes=1)
    sweep_until_idle()
    assert started() == [WARD, WARD]


def test_what_was_missed_while_nobody_looked_is_started_once(clock):
    clock.advance(hours=20)
    sweep_until_idle()
    assert started() == [WARD]
    clock.advance(hours=4)
    sweep_until_idle()
    assert started() == [WARD, WARD], "the rhythm is kept"


def test_a_new_version_takes_over_the_schedule(clock):
    deploy("rounds")
    assert ScheduledStart.objects.count() == 1
    clock.advance(hours=6)
    sweep_until_idle()
    assert ProcessInstance.objects.get().definition.version == 2


def test_a_start_that_fails_is_tried_again_and_holds_up_nobody(clock, monkeypatch):
    clock.advance(hours=6)
    with monkeypatch.context() as broken:
        broken.setattr(module, "new_instance", lambda *_args, **_keywords: 1 / 0)
        assert start_scheduled() == 0
    row = ScheduledStart.objects.get()
    assert row.retry_at is not None
    ScheduledStart.objects.update(retry_at=None)
    assert start_scheduled() == 1
    assert started() == [WARD]
