"""A step was done again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflows.deviations.history import History, HistoryEvent
from workflows.deviations.rule import LOW, Finding, Parameter, Parameters, Rule

PARAMETERS = {"times": Parameter(2, "own proposal")}


def step_repeated(history: History, parameters: Parameters, _now: datetime) -> Iterable[Finding]:
    """A user task that was completed more often than the limit within one case.

    Units: times; exactly `times` is still in order. Steps that the model repeats on purpose (rounds of a loop) do not count.
    One finding a step; it stays as found. Source: own proposal, unsigned.
    """
    people = {task.activity_id for task in history.tasks}
    done: dict[str, list[HistoryEvent]] = defaultdict(list)
    for event in history.of_kind("activity_completed"):
        if event.activity_id in people and event.activity_id not in history.rounds:
            done[event.activity_id].append(event)
    for activity_id, events in done.items():
        if len(events) > parameters["times"]:
            beyond = events[parameters["times"]]
            evidence = tuple(event.seq for event in events)
            yield Finding(f"step:{activity_id}", beyond.at, evidence, activity_id=activity_id, is_lasting=True)


RULE = Rule(
    code="step_repeated",
    find=step_repeated,
    severity=LOW,
    role="department_head",
    title=_("Step repeated"),
    explanation=_("The same step was done more often than is usual, for instance because forms were returned several times."),
    source="own proposal",
    parameters=PARAMETERS,
)
