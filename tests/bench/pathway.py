"""A pathway of 60 tasks: what one completion costs the engine, and how large the state grows."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from engine import runtime
from engine.model import read_deployment
from engine.runtime import commands, effects
from tests.bench import yardstick
from tests.bench.figures import Figure, at_most, skipped

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def measure(*, quick: bool) -> list[Figure]:
    text = yardstick.pathway(dialect="feel")
    if text is None:
        return [skipped("engine CPU per completion and state of a pathway of 60 tasks", yardstick.WHERE)]
    model = read_deployment({"pathway.bpmn": text.encode()}).model
    _run(model)
    # The least of several runs: what else this machine does only adds.
    runs = [_run(model) for _ in range(5 if quick else 20)]
    cpu, count, most = min(run[0] for run in runs), runs[0][1], runs[0][2]
    return [
        at_most(
            f"engine CPU per completion, pathway of {count} tasks",
            cpu * 1000,
            0.1,
            "state decoded, advanced and encoded each time; the least of several runs",
            unit=" ms",
        ),
        at_most("largest state of that pathway", most / 1000, 10, "as stored, between two completions", unit=" kB"),
    ]


def _run(model: runtime.ProcessModel) -> tuple[float, int, int]:
    """CPU seconds per completion, completions, largest state in bytes."""
    result = runtime.advance(model, None, commands.Start("pathway"), NOW)
    waiting = _opened(result)
    text = runtime.encode_state(result.state)
    count, largest = 0, len(text)
    begin = time.process_time()
    while waiting:
        token = waiting.pop(0)
        result = runtime.advance(
            model, runtime.decode_state(text), commands.CompleteUserTask(token, {}, 7), NOW + timedelta(minutes=count)
        )
        text = runtime.encode_state(result.state)
        waiting += _opened(result)
        count += 1
        largest = max(largest, len(text.encode()))
    taken = time.process_time() - begin
    assert result.state.has_ended
    return taken / count, count, largest


def _opened(result: runtime.StepResult) -> list[int]:
    return [effect.token_id for effect in result.effects if isinstance(effect, effects.OpenUserTask)]
