"""Random models and random worlds: every run ends, and a state that is stored and read back after each step changes nothing."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import read_deployment
from engine.runtime import advance, commands, decode_state, encode_state
from tests.unit.runtime.instance import NOW, Instance
from tests.unit.runtime.random_models import BLOCKS, drawn

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def next_command(instance: Instance, dice: random.Random) -> commands.Command:
    """Something that the world may do next: complete, deliver, or let the earliest timer come due."""
    choices: list[Any] = [
        commands.CompleteUserTask(token, {"v0": token}, dice.randrange(9)) for token in sorted(instance.user_tasks)
    ]
    choices += [commands.CompleteJob(token, {"v1": token}) for token in sorted(instance.jobs)]
    choices += [commands.DeliverMessage(number, {"v2": number}) for number in sorted(instance.subscriptions)]
    due = sorted((timer.due_at, number) for number, timer in instance.timers.items())
    if due and (not choices or dice.random() < 0.4):
        moment, number = due[0]
        instance.now = max(instance.now, moment)
        return commands.FireTimer(number)
    return dice.choice(choices)


@SETTINGS
@given(BLOCKS, st.integers(0, 2**32))
def test_every_run_of_a_sound_model_ends_and_a_stored_state_changes_nothing(block, seed):
    # given a random model and two worlds that do the same
    model = read_deployment({"random.bpmn": drawn(block)}).model
    dice = random.Random(seed)
    instance = Instance(model)
    straight = advance(model, None, commands.Start("p"), NOW).state

    # when it runs, once through stored states and once straight on
    for _ in range(3000):
        if instance.outcome:
            break
        assert not instance.incidents
        command = next_command(instance, dice)
        result = instance.do(command)
        other = advance(model, straight, command, instance.now)
        straight = other.state
        # then both tell the same story, ask the world for the same, and are in the same state
        assert other.events == result.events
        assert other.effects == result.effects
        assert encode_state(straight) == instance.text
    assert instance.outcome == "completed"
    assert not instance.open


@SETTINGS
@given(BLOCKS, st.integers(0, 2**32), st.integers(0, 10))
def test_a_cancelled_run_leaves_nothing_open(block, seed, steps):
    model = read_deployment({"random.bpmn": drawn(block)}).model
    dice = random.Random(seed)
    instance = Instance(model)
    for _ in range(steps):
        if not instance.outcome:
            instance.do(next_command(instance, dice))
    if not instance.outcome:
        instance.do(commands.Cancel("given up"))
        assert instance.outcome == "cancelled"
    state = decode_state(instance.text)
    assert not (instance.user_tasks or instance.jobs or instance.timers or instance.subscriptions)
    assert not (state.tokens or state.timers or state.subscriptions)
