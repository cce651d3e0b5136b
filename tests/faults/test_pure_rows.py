"""Rows that need no database: random models stored and read back, calendars and zones, sizes."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import read_deployment
from engine.runtime import Budget, advance, commands, decode_state, encode_state
from tests.unit.runtime.instance import HEAD, NOW, Instance, inline
from tests.unit.runtime.random_models import BLOCKS, drawn
from tests.unit.runtime.test_properties import next_command

pytestmark = pytest.mark.faults


def test_random_models_stored_after_each_step_run_as_those_that_are_not(size, table):
    steps = 0

    @settings(max_examples=size["models"], deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(BLOCKS, st.integers(0, 2**32))
    def run(block, seed):
        nonlocal steps
        model = read_deployment({"random.bpmn": drawn(block)}).model
        dice, instance = random.Random(seed), Instance(model)
        straight = advance(model, None, commands.Start("p"), NOW).state
        while not instance.outcome:
            command = next_command(instance, dice)
            instance.do(command)
            straight = advance(model, straight, command, instance.now).state
            assert encode_state(straight) == instance.text
            steps += 1

    run()
    table("random models, stored or not", f"{size['models']} models", f"0 divergences in {steps} steps", "0")


CLOCK_ROWS = [
    # zone, armed, duration, due: month ends clamp, years leap, days are days of the calendar and hours are hours
    ("Asia/Shanghai", "2026-01-31T10:00", "P1M", "2026-02-28T10:00"),
    ("Asia/Shanghai", "2028-01-31T10:00", "P1M", "2028-02-29T10:00"),
    ("Asia/Shanghai", "2028-02-29T10:00", "P1Y", "2029-02-28T10:00"),
    ("Europe/Berlin", "2026-03-28T02:30", "P1D", "2026-03-29T03:30"),  # the hour that there is not
    ("Europe/Berlin", "2026-03-28T12:00", "P1D", "2026-03-29T12:00"),
    ("Europe/Berlin", "2026-03-28T12:00", "PT24H", "2026-03-29T13:00"),
    ("Europe/Berlin", "2026-10-24T12:00", "P1D", "2026-10-25T12:00"),
    ("Europe/Berlin", "2026-10-24T12:00", "PT24H", "2026-10-25T11:00"),
    ("America/New_York", "2026-03-07T12:00", "P1D", "2026-03-08T12:00"),
]


@pytest.mark.parametrize(("zone", "armed", "duration", "due"), CLOCK_ROWS)
def test_calendars_and_zones(zone, armed, duration, due, table):
    # given a process in a zone that waits for a duration
    start = datetime.fromisoformat(armed).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    wait = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    model = inline(
        f'<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="w"/><intermediateCatchEvent id="w">{wait}'
        '</intermediateCatchEvent><sequenceFlow id="g" sourceRef="w" targetRef="e"/><endEvent id="e"/>'
    )
    instance = Instance(model, now=start, zone=zone)
    (timer,) = instance.timers.values()

    # then it is due at that moment of the zone's clock, not a second before, and once
    assert timer.due_at.astimezone(ZoneInfo(zone)) == datetime.fromisoformat(due).replace(tzinfo=ZoneInfo(zone))
    instance.now = timer.due_at - timedelta(seconds=1)
    with pytest.raises(Exception, match="is due at"):
        instance.do(commands.FireTimer(timer.timer_id))
    instance.now = timer.due_at
    instance.do(commands.FireTimer(timer.timer_id))
    assert instance.outcome == "completed"
    table("DST, leap day, month end", f"{zone} {armed} + {duration}", f"due {due}", "that minute")


def chain(count: int) -> bytes:
    nodes = "".join(f'<task id="t{number}"/>' for number in range(count))
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="t{number - 1}" targetRef="t{number}"/>' for number in range(1, count)
    )
    ends = f'<sequenceFlow id="fs" sourceRef="s" targetRef="t0"/><sequenceFlow id="fe" sourceRef="t{count - 1}" targetRef="e"/>'
    body = f'<startEvent id="s"/>{nodes}<endEvent id="e"/>{flows}{ends}'
    return f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()


def instructions_of(run) -> int:
    """How many instructions of Python `run` executes: unlike seconds, the same on an idle and on a busy machine."""
    count = 0

    def local(_frame, event, _argument):
        nonlocal count
        count += event == "opcode"
        return local

    def each_call(frame, _event, _argument):
        frame.f_trace_opcodes = True
        return local

    before = sys.gettrace()
    sys.settrace(each_call)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def test_a_large_model_opens_and_each_step_costs_the_same(size, table):
    count = size["elements"] // 2
    began = time.process_time()
    model = read_deployment({"chain.bpmn": chain(count)}).model
    opened = time.process_time() - began
    half = read_deployment({"half.bpmn": chain(count // 2)}).model
    ratio = instructions_of(lambda: Instance(model)) / count / (instructions_of(lambda: Instance(half)) / (count // 2))
    table(
        "large model",
        f"{size['elements']} elements",
        f"opens in {opened:.1f} s, a step × {ratio:.2f} of half as many",
        "≤ 5 s, flat",
    )
    if size["timed"]:
        assert opened <= 5
    assert ratio < 1.2


def parallel(count: int) -> str:
    middle = "".join(
        f'<sequenceFlow id="a{n}" sourceRef="split" targetRef="b{n}"/><userTask id="b{n}"/>'
        f'<sequenceFlow id="c{n}" sourceRef="b{n}" targetRef="join"/>'
        for n in range(count)
    )
    return (
        '<startEvent id="s"/><sequenceFlow id="fs" sourceRef="s" targetRef="split"/><parallelGateway id="split"/>'
        f'{middle}<parallelGateway id="join"/><sequenceFlow id="fe" sourceRef="join" targetRef="e"/><endEvent id="e"/>'
    )


def completions(instance: Instance, sampled: int) -> tuple[bool, float]:
    """Completes every open task: whether that ends the instance, and what `sampled` before the last cost ÷ the first."""
    state = decode_state(instance.text)

    def complete(token: str) -> None:
        nonlocal state
        state = advance(instance.model, state, commands.CompleteUserTask(token, {}), instance.now).state

    tokens = sorted(instance.user_tasks)
    first = sum(instructions_of(partial(complete, token)) for token in tokens[:sampled])
    for token in tokens[sampled : -sampled - 1]:
        complete(token)
    last = sum(instructions_of(partial(complete, token)) for token in tokens[-sampled - 1 : -1])
    complete(tokens[-1])  # it also ends the block, which no other does
    return state.has_ended, last / first


def test_a_wide_parallel_block_and_many_instances(table):
    # given a block of a thousand branches, and five thousand items, each a task
    wide = Instance(inline(parallel(1_000)))
    many = Instance(
        inline(
            '<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="m"/><userTask id="m">'
            "<multiInstanceLoopCharacteristics><loopCardinality>5000</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
            '<sequenceFlow id="g" sourceRef="m" targetRef="e"/><endEvent id="e"/>'
        )
    )
    assert (len(wide.user_tasks), len(many.user_tasks)) == (1_000, 5_000)
    for name, instance in (("parallel block of 1,000", wide), ("multi-instance of 5,000", many)):
        ended, ratio = completions(instance, sampled=5)
        table(name, f"{len(instance.user_tasks)} completions", f"last ÷ first × {ratio:.2f}", "flat")
        assert ended
        assert ratio < 1.2


LOOP = (
    '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="m"/><exclusiveGateway id="m"/>'
    '<sequenceFlow id="f2" sourceRef="m" targetRef="u"/><userTask id="u"/><sequenceFlow id="f3" sourceRef="u" targetRef="x"/>'
    '<exclusiveGateway id="x" default="f5"/><sequenceFlow id="f4" sourceRef="x" targetRef="e">'
    "<conditionExpression>last = true</conditionExpression></sequenceFlow>"
    '<sequenceFlow id="f5" sourceRef="x" targetRef="m"/><endEvent id="e"/>'
)


def test_a_loop_of_many_rounds_costs_the_same_each_round(size, table):
    rounds = size["elements"] * 10
    instance = Instance(inline(LOOP))
    state, model = decode_state(instance.text), instance.model
    (token,) = instance.user_tasks

    def complete():
        nonlocal state
        state = advance(model, state, commands.CompleteUserTask(token, {}), NOW).state

    first = instructions_of(complete)
    for _round in range(rounds - 2):
        complete()
    ratio = instructions_of(complete) / first
    table("loop", f"{rounds} rounds", f"last × {ratio:.2f} of the first, state {len(encode_state(state))} bytes", "flat")
    assert ratio < 1.2
    assert len(encode_state(state)) < 1_000


def test_what_is_too_large_is_refused_with_a_reason(table):
    # given a megabyte in a variable: it is kept; then more than the instance may hold
    instance = Instance(inline(LOOP))
    (token,) = instance.user_tasks
    instance.do(commands.CompleteUserTask(token, {"note": "x" * 1_000_000}))
    (token,) = instance.user_tasks
    instance.do(commands.CompleteUserTask(token, {"more": "y" * Budget().variable_bytes}))
    assert instance.problem == "VariablesTooLarge"
    (incident,) = instance.incidents.values()
    table("variables", "1 MB, then 3 MB", f"kept, then {incident.code}", "clear refusal")
    assert "at most" in incident.message
