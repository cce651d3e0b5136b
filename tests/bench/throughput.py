"""Whole instances per second: ours and viewflow.workflow's, in turns of a few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model

from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.start_instance import StartInstance, start_instance
from engine.models.user_task import UserTask
from tests.bench.figures import Figure, at_least
from tests.bench.scratch import ORGANISATION, doctor

Answers = Mapping[str, Mapping[str, str]]

APPROVAL: Answers = {"request": {"decision": "accept"}, "approve": {}}
REFERRAL: Answers = {
    "slip": {"problem": "chest pain on exertion", "phone": "+86 138 0000 0000", "urgency": "elective"},
    "consent": {"consent": "agreed"},
    "out_review": {"review": "approve", "review_note": "agreed with the indication"},
    "retro_entry": {"record_note": "recorded in the clinic's ledger"},
    "decide": {"decision": "accepted", "slot": "Tuesday 09:30"},
    "arrival": {"arrival": "arrived"},
    "treat": {"treatment": "stress test, started on a beta blocker"},
    "outcome_slip": {"outcome": "improved", "advice": "check the pulse every week"},
    "accept_outcome": {"accept_note": "read and filed"},
    "follow_up": {"follow_up_result": "no complaints"},
}
FLOWS = {
    "approval": "approval: 2 user tasks (one with a form), 1 exclusive gateway",
    "referral_path": "referral's main path: 10 user tasks with forms, 7 automatic steps, 11 gateways",
}


@dataclass(frozen=True)
class Side:
    name: str
    run: Callable[[], Any]


def measure(*, quick: bool) -> list[Figure]:
    from tests.bench.viewflow_side.approval import ApprovalFlow
    from tests.bench.viewflow_side.referral import ReferralFlow

    user = get_user_model()._default_manager.create_superuser(username="bench", password=None)
    flows: tuple[tuple[str, Any, Answers], ...] = (
        ("approval", ApprovalFlow, APPROVAL),
        ("referral_path", ReferralFlow, REFERRAL),
    )
    return [row for key, flow, answers in flows for row in _compared(key, flow, answers, user, quick)]


def run_ours(process_key: str, answers: Answers) -> None:
    """One whole instance through the engine's commands. Which task is next is told by the answer to the one before."""
    actor = doctor()
    advanced = start_instance(StartInstance(actor, process_key, ORGANISATION, {"direction": "up"}))
    waiting = list(advanced.opened_user_tasks)
    for answer in answers.values():
        advanced = complete_user_task(CompleteUserTask(actor, waiting.pop(0), answer, 1))
        waiting += advanced.opened_user_tasks
    assert advanced.status == "completed", advanced.status


def _compared(process_key: str, flow: Any, answers: Answers, user: Any, quick: bool) -> list[Figure]:
    from tests.bench.viewflow_side.driving import run_by_activations, run_through_views

    sides = {
        "ours": lambda: run_ours(process_key, answers),
        "views": lambda: run_through_views(flow, user, answers),
        "activations": lambda: run_by_activations(flow, user, answers),
    }
    for name, run in sides.items():  # warm up, and see that it ends
        process = run()
        if name != "ours":
            process.refresh_from_db()
            assert process.status == "DONE", process.status
    assert not UserTask.objects.filter(instance__definition__key=process_key, ended_at=None).exists()
    turns, seconds = (1, 1.5) if quick else (3, 3.0)
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _turn in range(turns):
        for name, run in sides.items():
            rates[name].append(_rate(run, seconds))
    ours, views, activations = (median(rates[name]) for name in ("ours", "views", "activations"))
    what = FLOWS[process_key]
    return [
        at_least(f"instances/s ÷ viewflow.workflow through its views; {what}", ours / views, 10, f"{ours:.1f}/s ÷ {views:.1f}/s"),
        at_least(
            f"the same ÷ viewflow's activations alone; {process_key}",
            ours / activations,
            10,
            f"{ours:.1f}/s ÷ {activations:.1f}/s",
        ),
    ]


def _rate(run: Callable[[], Any], seconds: float) -> float:
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        run()
        count += 1
    return count / (time.perf_counter() - begin)
