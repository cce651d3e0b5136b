"""How cost grows with size: the same work at 1, 10 and 100 times the size, and the exponent of the curve through the three.

1 is linear, 0 does not grow. CPU time of this process; the history's curve is wall time on PostgreSQL.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from engine import runtime
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.start_instance import StartInstance, start_instance
from engine.model import read_deployment
from engine.runtime import Budget, commands, effects
from tests.bench.figures import Figure, at_most
from tests.bench.scratch import ORGANISATION, doctor

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LARGE = Budget(steps=10_000_000, expression_steps=1_000_000_000, instances=100_000, variable_bytes=100_000_000)
LINEAR, FLAT = 1.1, 0.1
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:carelane="urn:carelane:bpmn:1" id="defs" targetNamespace="urn:carelane:bench"><process id="p" isExecutable="true">'
    '<startEvent id="start"/><endEvent id="end"/>'
)
TAIL = "</process></definitions>"
CONDITION = '<conditionExpression xsi:type="tFormalExpression">{}</conditionExpression>'


def measure(*, quick: bool) -> list[Figure]:
    tenth = 10 if quick else 1
    return [
        _curve("loop of script tasks, iterations", [1_000 // tenth, 10_000 // tenth, 100_000 // tenth], _loop, LINEAR),
        _curve("parallel split and join of user tasks, branches", [10, 100, 1_000], _join, LINEAR),
        _curve("parallel multi-instance user task, items", [50, 500, 5_000], _multi_instance, LINEAR),
        _curve("model of tasks in sequence, nodes: read", [100, 1_000 // tenth * tenth, 10_000 // tenth], _read_sequence, LINEAR),
        _curve("the same: run to its end", [100, 1_000, 10_000 // tenth], _run_sequence, LINEAR),
        _curve("one completion, by completions before it in the instance", [10, 100, 1_000], _HistoryRun().one_completion, FLAT),
    ]


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _curve(what: str, sizes: Sequence[int], cost: Callable[[int], float], bar: float) -> Figure:
    """`cost` gives seconds; the least of three runs counts, two at the largest size."""
    costs = [min(cost(size) for _ in range(2 if size == sizes[-1] else 3)) for size in sizes]
    detail = ", ".join(f"{size:,}: {taken * 1000:,.1f} ms" for size, taken in zip(sizes, costs, strict=True))
    return at_most(f"{what}: exponent", exponent(sizes, costs), bar, detail)


def _cpu(run: Callable[[], object]) -> float:
    begin = time.process_time()
    run()
    return time.process_time() - begin


def _model(body: str) -> runtime.ProcessModel:
    return read_deployment({"p.bpmn": (HEAD + body + TAIL).encode()}).model


def _flow(source: str, target: str, condition: str = "") -> str:
    inner = CONDITION.format(condition) if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def _start(model: runtime.ProcessModel, **variables: object) -> runtime.StepResult:
    return runtime.advance(model, None, commands.Start("p", variables), NOW, budget=LARGE)


def _complete_all(model: runtime.ProcessModel, result: runtime.StepResult) -> None:
    tokens = [effect.token_id for effect in result.effects if isinstance(effect, effects.OpenUserTask)]
    for token in tokens:
        result = runtime.advance(model, result.state, commands.CompleteUserTask(token, {}, 7), NOW, budget=LARGE)
    assert result.state.has_ended


def _loop(iterations: int) -> float:
    model = _model(
        '<exclusiveGateway id="merge"/><exclusiveGateway id="again" default="again_end"/>'
        '<scriptTask id="count" scriptFormat="text/feel"><script>{n: n + 1}</script></scriptTask>'
        + _flow("start", "merge")
        + _flow("merge", "count")
        + _flow("count", "again")
        + _flow("again", "merge", "n &lt; limit")
        + _flow("again", "end")
    )
    return _cpu(lambda: _start(model, n=0, limit=iterations))


def _join(branches: int) -> float:
    names = [f"t{number}" for number in range(branches)]
    model = _model(
        '<parallelGateway id="split"/><parallelGateway id="join"/>'
        + "".join(f'<userTask id="{name}"/>' for name in names)
        + _flow("start", "split")
        + _flow("join", "end")
        + "".join(_flow("split", name) + _flow(name, "join") for name in names)
    )
    return _cpu(lambda: _complete_all(model, _start(model)))


def _multi_instance(items: int) -> float:
    model = _model(
        '<userTask id="each"><multiInstanceLoopCharacteristics><loopCardinality xsi:type="tFormalExpression">n</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>" + _flow("start", "each") + _flow("each", "end")
    )
    return _cpu(lambda: _complete_all(model, _start(model, n=items)))


def _sequence(nodes: int) -> str:
    names = ["start", *(f"t{number}" for number in range(nodes)), "end"]
    tasks = "".join(f'<task id="{name}"/>' for name in names[1:-1])
    return tasks + "".join(_flow(source, target) for source, target in pairwise(names))


def _read_sequence(nodes: int) -> float:
    return _cpu(lambda: _model(_sequence(nodes)))


def _run_sequence(nodes: int) -> float:
    model = _model(_sequence(nodes))
    return _cpu(lambda: _start(model))


class _HistoryRun:
    """One instance whose history grows; the median of ten completions once it has the length."""

    def __init__(self) -> None:
        self.done, self.task = 0, None

    def one_completion(self, length: int) -> float:
        if self.task is None:
            self.task = start_instance(StartInstance(doctor(), "rounds", ORGANISATION)).opened_user_tasks[0]
        while self.done < length - 10:
            self._complete()
        return median(self._complete() for _ in range(10))

    def _complete(self) -> float:
        begin = time.perf_counter()
        advanced = complete_user_task(CompleteUserTask(doctor(), self.task, {"decision": "go_on"}, 1))
        taken = time.perf_counter() - begin
        self.task = advanced.opened_user_tasks[0]
        self.done += 1
        return taken
