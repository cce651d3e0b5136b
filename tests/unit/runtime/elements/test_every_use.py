"""Every element in five uses: the order in which its fixture's nodes are visited, or why the standard knows no such use.

The orders stand in `fixtures/elements/expected.csv`. Work is done by one rule: what waits for a signal or a message hears it,
once; then timers pass, twice at most where they repeat; then user tasks and jobs are completed, the oldest first, setting x to 1.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

from engine.model import read_deployment
from engine.model.process_model import ProcessModel
from engine.runtime import commands
from tests.unit.runtime.instance import FIXTURES, Instance

FOLDER = FIXTURES / "elements"
USES = ("normal", "interrupting", "non_interrupting", "nested", "multi_instance")
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


@lru_cache
def model_of(name: str) -> ProcessModel:
    rules = FOLDER / "triage.dmn"
    return read_deployment({f"{name}.bpmn": (FOLDER / f"{name}.bpmn").read_bytes(), rules.name: rules.read_bytes()}).model


def begin(name: str, use: str) -> Instance:
    """At its none start event, else where the message M starts it."""
    model = model_of(name)
    process = model.process(use)
    if process.start_events or not process.message_starts:
        return Instance(model, use)
    return Instance(model, use, start_event_id=process.message_starts[0][0], heard="M")


def act(instance: Instance, done: Counter[Any]) -> bool:
    """Do what comes next. False if nothing can."""
    signals = [number for number in instance.signals if not done[number]]
    messages = [number for number in instance.subscriptions if not done[number]]
    timers = [timer for timer in instance.timers.values() if done[timer.token_id, timer.activity_id] < 2]
    if signals:
        done[signals[0]] += 1
        instance.do(commands.DeliverSignal(signals[0]))
    elif messages:
        done[messages[0]] += 1
        instance.do(commands.DeliverMessage(messages[0]))
    elif timers:
        timer = min(timers, key=lambda each: each.due_at)
        done[timer.token_id, timer.activity_id] += 1
        instance.now = timer.due_at
        instance.do(commands.FireTimer(timer.timer_id))
    elif instance.user_tasks:
        instance.do(commands.CompleteUserTask(min(instance.user_tasks), {"x": 1}))
    elif instance.jobs:
        instance.do(commands.CompleteJob(min(instance.jobs), {"x": 1}))
    else:
        return False
    return True


def visited(name: str, use: str) -> str:
    """The completed nodes in order, and how the instance stands when nothing is left to do."""
    instance, done = begin(name, use), Counter[Any]()
    while not instance.outcome and act(instance, done):
        assert sum(done.values()) < 50, "it does not come to its end"
    nodes = [node.removeprefix(f"{use}.") for node in instance.trace]
    return " ".join([*nodes, f"({instance.outcome or instance.problem or 'waits'})"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['element']}-{row['use']}")
def test_the_nodes_of_an_element_are_visited_in_the_order_that_the_standard_gives(row):
    if row["why_not"]:
        assert not model_of(row["element"]).has_process(row["use"]), "a use that exists needs its order"
    else:
        assert visited(row["element"], row["use"]) == row["visited"]


def test_every_fixture_has_a_row_for_every_use():
    fixtures = {path.stem for path in FOLDER.glob("*.bpmn")}
    assert [(row["element"], row["use"]) for row in ROWS] == [(name, use) for name in sorted(fixtures) for use in USES]
    assert all(bool(row["visited"]) != bool(row["why_not"]) for row in ROWS)
