"""Completions per second: ours and SpiffWorkflow's with its state as JSON through the ORM."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.actor import SYSTEM
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.start_instance import StartInstance, start_instance
from tests.bench import yardstick
from tests.bench.figures import Figure, at_least, skipped
from tests.bench.scratch import MODELS, ORGANISATION, deploy_text


def measure(*, quick: bool) -> list[Figure]:
    seconds = 1.5 if quick else 4.0
    approval = (
        (MODELS / "small" / "approval.bpmn").read_text(encoding="utf-8").replace('decision = "accept"', 'decision == "accept"')
    )
    approval = approval.replace('decision = "stop"', 'decision == "stop"')
    rows = [_compared("approval", "approval, 2 tasks", approval, {"decision": "accept"}, seconds)]
    ours, theirs = yardstick.pathway(dialect="feel"), yardstick.pathway(dialect="python")
    if ours is None or theirs is None:
        return [*rows, skipped("completions/s ÷ SpiffWorkflow, pathway of 60 tasks", yardstick.WHERE)]
    deploy_text("pathway", ours)
    return [*rows, _compared("pathway", "pathway of 60 tasks with timers", theirs, {}, seconds)]


def _compared(process_key: str, what: str, text: str, data: dict[str, str], seconds: float) -> Figure:
    from tests.bench.spiff_side.driving import SpiffProcess

    process = SpiffProcess(text, process_key)
    sides: list[Callable[[], int]] = [lambda: _run_ours(process_key, data), lambda: process.run(data)]
    ours, theirs = (_rate(run, seconds) for run in sides)
    return at_least(
        f"completions/s ÷ SpiffWorkflow with JSON through the ORM; {what}", ours / theirs, 5, f"{ours:.0f}/s ÷ {theirs:.0f}/s"
    )


def _run_ours(process_key: str, data: dict[str, str]) -> int:
    actor = SYSTEM  # the yardstick's model names nobody who may work on it
    advanced = start_instance(StartInstance(actor, process_key, ORGANISATION))
    waiting, count = list(advanced.opened_user_tasks), 0
    while waiting:
        form = data if count == 0 else {}
        advanced = complete_user_task(CompleteUserTask(actor, waiting.pop(0), form, 1))
        waiting += advanced.opened_user_tasks
        count += 1
    assert advanced.status == "completed", advanced.status
    return count


def _rate(run: Callable[[], int], seconds: float) -> float:
    run()
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        count += run()
    return count / (time.perf_counter() - begin)
