"""A condition starts a process each time it becomes true."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock as engine_clock
from engine import registry
from engine.commands.start_on_condition import start_on_conditions
from engine.jobs import sweep_until_idle
from engine.models import ConditionalStart, ProcessInstance
from tests.integration.engine.conftest import OTHER, WARD, deploy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def night(clock, monkeypatch):
    monkeypatch.setattr(registry.organisations, "active", lambda: {"WARD": WARD, "OTHER": OTHER})
    deploy("night")


def go_to(clock, hour: int) -> None:
    now = engine_clock.now()
    ahead = (now.replace(hour=hour, minute=0, second=0, microsecond=0) - now) % timedelta(days=1)
    clock.advance(seconds=ahead.total_seconds())


def test_it_starts_once_each_time_the_condition_becomes_true(clock):
    # given a day
    go_to(clock, 12)
    assert start_on_conditions() == 0
    before = ProcessInstance.objects.count()

    # when night falls, and workers look again and again
    go_to(clock, 20)
    sweep_until_idle()
    clock.advance(hours=1)
    sweep_until_idle()
    assert ProcessInstance.objects.count() == before + 1

    # then it starts again only after a day has come
    go_to(clock, 12)
    sweep_until_idle()
    go_to(clock, 20)
    sweep_until_idle()
    assert ProcessInstance.objects.count() == before + 2
    assert set(ProcessInstance.objects.values_list("organisation_id", flat=True)) == {WARD}


def test_a_second_worker_that_saw_the_same_starts_nothing(clock, monkeypatch):
    go_to(clock, 20)
    stale = list(ConditionalStart.objects.all())
    assert start_on_conditions() == 1
    from engine import definitions
    from engine.commands import start_on_condition as module

    assert module._start(definitions.load(stale[0].definition_id), stale[0]) == 0
    assert ProcessInstance.objects.count() == 1
