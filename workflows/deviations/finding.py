"""Run the rules over one history: what is found by now, and when to look again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .history import History, Told
from .registry import covered, rules_of
from .rule import Finding, Rule


@dataclass(frozen=True, slots=True)
class Found:
    """`findings`: rule by rule, what has happened by now. `next_at`: the next moment at which that may change by itself."""

    findings: tuple[tuple[Rule, Finding], ...]
    next_at: datetime | None


def find(history: History, now: datetime, rules: Iterable[Rule] | None = None) -> Found:
    """Every departure of this history at `now`, aware UTC. The same arguments give the same result."""
    chosen = tuple(rules_of(history.process_key) if rules is None else rules)
    judged_elsewhere = covered(chosen)
    general = replace(history, tasks=tuple(task for task in history.tasks if task.activity_id not in judged_elsewhere))
    found: list[tuple[Rule, Finding]] = []
    coming: list[datetime] = []
    for rule in chosen:
        read = general if rule.code == "task_late" else history
        for finding in rule.find(read, rule.parameters_for(history), now):
            if finding.at <= now:
                found.append((rule, finding))
            else:
                coming.append(finding.at)
    return Found(tuple(found), min(coming, default=None))


def told_by(history: History) -> tuple[Told, ...]:
    """What this history says about its patient for the patient's other processes: an admission, a death."""
    told = []
    for name, value, kind in (("care_setting", "inpatient", "admitted"), ("outcome_result", "died", "died")):
        event = next((each for each in history.was_set(name) if each.data[name] == value), None)
        if event is not None:
            told.append(Told(kind, event.at, history.facts.case_id))
    return tuple(told)


def with_own_news(history: History) -> History:
    """What this very history tells counts at once, whether it is kept yet or not."""
    known = {(told.kind, told.case_id) for told in history.facts.told}
    news = tuple(told for told in told_by(history) if (told.kind, told.case_id) not in known)
    return replace(history, facts=replace(history.facts, told=history.facts.told + news)) if news else history
