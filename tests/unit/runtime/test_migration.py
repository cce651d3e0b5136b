"""A running instance on another version of its model: who moves, who blocks, what ends and what begins."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import read_deployment
from engine.runtime import commands, decode_state, effects, encode_state
from engine.runtime.migration import MigrationBlocked, inverse, migrate
from tests.unit.runtime.instance import NOW, Instance, inline
from tests.unit.runtime.random_models import BLOCKS, drawn
from tests.unit.runtime.test_properties import next_command

LIMIT = (
    '<boundaryEvent id="{id}" attachedToRef="{at}"><timerEventDefinition><timeDuration>PT{hours}H</timeDuration>'
    '</timerEventDefinition></boundaryEvent><sequenceFlow id="f-{id}" sourceRef="{id}" targetRef="e"/>'
)


def care(*, assess: str = "assess", limits: dict[str, int] | None = None, ward: bool = True, service: str = "lab") -> str:
    drawn_limits = "".join(LIMIT.format(id=key, at=assess, hours=hours) for key, hours in (limits or {}).items())
    nurse = '<userTask id="nurse" name="Nurse"/>'
    inner = f'<subProcess id="ward" name="Ward">{nurse}</subProcess>' if ward else nurse
    after = "ward" if ward else "nurse"
    return (
        f'<startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="{assess}"/><userTask id="{assess}" name="Assess"/>'
        f'{drawn_limits}<sequenceFlow id="f1" sourceRef="{assess}" targetRef="tests"/><serviceTask id="tests" '
        f'carelane:topic="{service}"/><sequenceFlow id="f2" sourceRef="tests" targetRef="{after}"/>{inner}'
        f'<sequenceFlow id="f3" sourceRef="{after}" targetRef="e"/><endEvent id="e"/>'
    )


def carried(instance: Instance, target: str, mapping: dict[str, str] | None = None, reason: str = "new guideline") -> Instance:
    """The world after the migration; the instance goes on there."""
    model = inline(target)
    state = decode_state(instance.text)
    result = migrate(instance.model, model, state, mapping or {}, instance.now, {"reason": reason})
    instance.model = model
    instance.take(result)
    return instance


def test_what_keeps_its_id_goes_on_where_it_stood():
    instance = Instance(inline(care(limits={"late": 24})))
    (due,) = [timer.due_at for timer in instance.timers.values()]
    instance.now += timedelta(hours=5)

    carried(instance, care(limits={"late": 24}, service="lab2"))

    assert instance.open == ["assess"]
    assert [timer.due_at for timer in instance.timers.values()] == [due]
    instance.complete("assess")
    assert [job.topic for job in instance.jobs.values()] == ["lab2"]
    assert instance.events[-1].kind != "instance_migrated"
    assert "instance_migrated" in instance.kinds()


def test_a_step_with_another_name_is_mapped_and_its_task_and_limit_say_so():
    instance = Instance(inline(care(limits={"late": 24})))

    carried(instance, care(assess="examine", limits={"overdue": 24}), {"assess": "examine", "late": "overdue"})

    assert [effect.activity_id for effect in instance.last.effects if isinstance(effect, effects.RelabelUserTask)] == ["examine"]
    assert [(timer.activity_id, timer.due_at) for timer in instance.timers.values()] == [("overdue", NOW + timedelta(hours=24))]
    instance.wait(hours=24)
    assert instance.outcome == "completed"


def test_limits_that_are_gone_end_and_new_ones_begin_at_the_migration():
    instance = Instance(inline(care(limits={"late": 24})))
    instance.now += timedelta(hours=2)

    carried(instance, care(limits={"later": 10}))

    assert [(timer.activity_id, timer.due_at) for timer in instance.timers.values()] == [("later", NOW + timedelta(hours=12))]
    assert "timer_cleared" in instance.kinds()


def test_a_reminder_that_has_fired_does_not_fire_again():
    reminder = LIMIT.format(id="remind", at="assess", hours=2).replace(
        "<boundaryEvent ", '<boundaryEvent cancelActivity="false" '
    )
    instance = Instance(inline(care() + reminder))
    instance.wait(hours=3)
    assert instance.timers == {}

    carried(instance, care(service="lab2") + reminder)

    assert instance.timers == {}


@pytest.mark.parametrize(
    ("target", "mapping", "said"),
    [
        (care(assess="examine"), {}, "no step Assess"),
        (care(), {"assess": "tests"}, "another kind"),
        (care(), {"assess": "nurse"}, "another sub-process"),
    ],
)
def test_who_cannot_go_blocks_with_the_reason_and_stays_as_it_was(target, mapping, said):
    instance = Instance(inline(care()))
    before = instance.text

    with pytest.raises(MigrationBlocked, match=said):
        carried(instance, target, mapping)

    assert instance.text == before


def test_a_token_inside_a_sub_process_that_was_dissolved_blocks():
    instance = Instance(inline(care()))
    instance.complete("assess")
    instance.finish_job("tests")

    with pytest.raises(MigrationBlocked) as refusal:
        carried(instance, care(ward=False))

    assert {blocker.activity_id for blocker in refusal.value.blockers} == {"ward"}
    assert "子流程" in refusal.value.blockers[0].message.zh or "步骤" in refusal.value.blockers[0].message.zh


def test_a_waiting_job_of_another_service_is_asked_anew():
    instance = Instance(inline(care()))
    instance.complete("assess")

    carried(instance, care(service="lab2"))

    assert [job.topic for job in instance.jobs.values()] == ["lab2"]


def test_a_suspended_instance_is_carried_over_and_sets_its_limits_when_it_is_resumed():
    instance = Instance(inline(care(limits={"late": 24})))
    instance.do(commands.Suspend("new guideline"))

    carried(instance, care(limits={"late": 24, "latest": 48}))
    assert instance.timers == {}

    instance.do(commands.Resume("carried over"))
    assert sorted(timer.activity_id for timer in instance.timers.values()) == ["late", "latest"]


def test_there_and_back_again_is_where_it_was():
    instance = Instance(inline(care(limits={"late": 24})))
    mapping = {"assess": "examine", "late": "overdue"}
    before = decode_state(instance.text)

    carried(instance, care(assess="examine", limits={"overdue": 24}), mapping)
    carried(instance, care(limits={"late": 24}), inverse(mapping))

    assert encode_state(decode_state(instance.text)) == encode_state(before)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLOCKS, st.integers(0, 2**32))
def test_a_random_run_that_is_carried_to_an_equal_model_ends_as_one_that_stayed(block, seed):
    """The target is the same drawing with one step more in front, so that every number in the state changes."""
    xml = drawn(block)
    source = read_deployment({"random.bpmn": xml}).model
    more = xml.replace(b"<startEvent", b'<task id="zz"/><startEvent', 1) if isinstance(xml, bytes) else xml
    target = read_deployment({"random.bpmn": more}).model
    stayed, carried_over = Instance(source), Instance(source)
    dice = random.Random(seed)
    for number in range(200):
        if stayed.outcome:
            break
        command = next_command(stayed, dice)
        carried_over.now = stayed.now
        stayed.do(command)
        if number % 3 == 1 and not carried_over.outcome:
            here, there = carried_over.model, target if carried_over.model is source else source
            state = decode_state(carried_over.text)
            result = migrate(here, there, state, {}, carried_over.now, {})
            carried_over.model = there
            carried_over.take(result)
        carried_over.do(command)
        assert carried_over.open == stayed.open
        assert carried_over.timers == stayed.timers
        assert carried_over.jobs == stayed.jobs
        assert carried_over.subscriptions == stayed.subscriptions
    assert carried_over.outcome == stayed.outcome
