"""What operators do to a live instance: suspend, correct, move, add, cancel, skip, resolve. Refusals as carefully as acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import InvalidInput, InvalidState, StaleCommand
from engine.runtime import State, commands, decode_state
from tests.unit.runtime.instance import NOW, Instance, inline

CARE = """
<startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="assess"/>
<userTask id="assess" name="Assess"/>
<boundaryEvent id="late" attachedToRef="assess" cancelActivity="false">
<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></boundaryEvent>
<sequenceFlow id="f9" sourceRef="late" targetRef="remind"/><userTask id="remind" name="Remind"/>
<sequenceFlow id="f1" sourceRef="assess" targetRef="split"/>
<parallelGateway id="split"/>
<sequenceFlow id="f2" sourceRef="split" targetRef="treat"/><sequenceFlow id="f3" sourceRef="split" targetRef="ward"/>
<userTask id="treat" name="Treat"/>
<subProcess id="ward" name="Ward stay"><startEvent id="ws"/><sequenceFlow id="wf" sourceRef="ws" targetRef="nurse"/>
<userTask id="nurse" name="Nurse"/><sequenceFlow id="wf2" sourceRef="nurse" targetRef="we"/><endEvent id="we"/></subProcess>
<sequenceFlow id="f4" sourceRef="treat" targetRef="join"/><sequenceFlow id="f5" sourceRef="ward" targetRef="join"/>
<parallelGateway id="join"/><sequenceFlow id="f6" sourceRef="join" targetRef="letter"/>
<userTask id="letter" name="Letter"/><sequenceFlow id="f7" sourceRef="letter" targetRef="e"/><endEvent id="e"/>
"""


def care(*done: str) -> Instance:
    instance = Instance(inline(CARE))
    for activity_id in done:
        instance.complete(activity_id)
    return instance


def state_of(instance: Instance) -> State:
    return decode_state(instance.text)


def token_at(instance: Instance, activity_id: str) -> int:
    return next(token.id for token in state_of(instance).tokens.values() if instance.model.nodes[token.node].id == activity_id)


def test_a_suspended_instance_takes_no_completion_and_sets_no_timer():
    instance = care()

    instance.do(commands.Suspend("recall of a device"))

    assert instance.timers == {}
    assert list(instance.user_tasks)  # the work is still there for its people to see
    with pytest.raises(InvalidState, match="suspended"):
        instance.complete("assess")
    with pytest.raises(InvalidState, match="suspended"):
        instance.do(commands.Suspend("again"))


def test_what_came_due_while_suspended_fires_once_after_the_resumption():
    # given a reminder every hour
    instance = care()
    instance.do(commands.Suspend("recall"))

    # when three hours pass before it goes on
    instance.now = NOW + timedelta(hours=3, minutes=30)
    instance.do(commands.Resume("mended"))
    (timer,) = instance.timers.values()

    # then the first occurrence is due and the missed ones are merged, as the catch-up policy says
    assert timer.due_at == NOW + timedelta(hours=1)
    instance.do(commands.FireTimer(timer.timer_id))
    assert [timer.due_at for timer in instance.timers.values()] == [NOW + timedelta(hours=4)]
    assert sorted(task.activity_id for task in instance.user_tasks.values()) == ["assess", "remind"]


def test_only_a_suspended_instance_can_be_resumed():
    with pytest.raises(InvalidState, match="running"):
        care().do(commands.Resume(""))


def test_the_answer_of_a_job_is_taken_while_suspended_but_nothing_follows_it():
    instance = Instance(
        inline(
            '<endEvent id="e"/><sequenceFlow id="z" sourceRef="read" targetRef="e"/>'
            '<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="lab"/><serviceTask id="lab" carelane:topic="lab"/>'
            '<sequenceFlow id="b" sourceRef="lab" targetRef="read"/><userTask id="read"/>'
        )
    )
    instance.do(commands.Suspend("x"))

    instance.do(commands.CompleteJob(token_at(instance, "lab"), {"result": 7}))
    assert (instance.jobs, instance.user_tasks) == ({}, {})

    instance.do(commands.Resume("y"))
    assert [task.activity_id for task in instance.user_tasks.values()] == ["read"]
    assert state_of(instance).variables()["result"] == 7


def test_a_condition_that_became_true_while_suspended_happens_at_the_resumption():
    instance = Instance(
        inline(
            '<endEvent id="e"/><sequenceFlow id="z" sourceRef="go" targetRef="e"/>'
            '<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="wait"/><intermediateCatchEvent id="wait">'
            '<conditionalEventDefinition><condition xsi:type="tFormalExpression">ready = true</condition>'
            '</conditionalEventDefinition></intermediateCatchEvent><sequenceFlow id="b" sourceRef="wait" targetRef="go"/>'
            '<userTask id="go"/>'
        )
    )
    instance.do(commands.Suspend("x"))
    instance.do(commands.SetVariables({"ready": True}, reason="seen on the ward"))
    assert instance.user_tasks == {}

    instance.do(commands.Resume("y"))

    assert [task.activity_id for task in instance.user_tasks.values()] == ["go"]


def test_a_token_moves_within_its_scope_and_what_it_did_ends():
    instance = care()

    instance.do(commands.MoveToken(token_at(instance, "assess"), "letter", "assessed elsewhere"))

    assert [task.activity_id for task in instance.user_tasks.values()] == ["letter"]
    assert instance.timers == {}
    moved = next(event for event in instance.events if event.kind == "token_moved")
    assert moved.data == {"from": "assess", "to": "letter", "reason": "assessed elsewhere"}
    instance.complete("letter")
    assert instance.outcome == "completed"


def test_a_token_moved_while_suspended_begins_at_the_resumption():
    instance = care()
    instance.do(commands.Suspend("x"))

    instance.do(commands.MoveToken(token_at(instance, "assess"), "letter", "y"))
    assert instance.user_tasks == {}

    instance.do(commands.Resume("z"))
    assert [task.activity_id for task in instance.user_tasks.values()] == ["letter"]


def test_moving_the_token_of_a_sub_process_ends_all_inside_it():
    instance = care("assess")

    instance.do(commands.MoveToken(token_at(instance, "ward"), "letter", "left the ward"))

    assert sorted(task.activity_id for task in instance.user_tasks.values()) == ["letter", "treat"]
    assert len(state_of(instance).frames) == 1


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("treat", "nurse", "inside Ward stay"),
        ("nurse", "letter", "outside Ward stay"),
        ("treat", "join", "several paths"),
        ("treat", "late", "by its event only"),
        ("treat", "gone", "no step gone"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused_with_what_to_do_instead(source, target, said):
    instance = care("assess")

    with pytest.raises(InvalidInput, match=said):
        instance.do(commands.MoveToken(token_at(instance, source), target, "x"))


def test_a_round_of_several_is_not_moved_but_the_whole_activity_is():
    instance = Instance(
        inline(
            '<endEvent id="e"/><sequenceFlow id="z" sourceRef="sum" targetRef="e"/>'
            '<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="visit"/><userTask id="visit" name="Visit">'
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
            '<sequenceFlow id="b" sourceRef="visit" targetRef="sum"/><userTask id="sum"/>'
        )
    )
    outer = next(token.id for token in state_of(instance).tokens.values() if token.loop is not None)
    inner = next(token.id for token in state_of(instance).tokens.values() if token.loop is None)

    with pytest.raises(InvalidInput, match="one round of several"):
        instance.do(commands.MoveToken(inner, "sum", "x"))
    instance.do(commands.SkipStep(inner, reason="patient asleep"))
    assert len(instance.user_tasks) == 2
    instance.do(commands.MoveToken(outer, "sum", "enough"))

    assert [task.activity_id for task in instance.user_tasks.values()] == ["sum"]


def test_a_token_is_added_besides_and_the_instance_ends_after_both():
    instance = care()

    instance.do(commands.AddToken("treat", reason="pain"))

    assert sorted(task.activity_id for task in instance.user_tasks.values()) == ["assess", "treat"]
    with pytest.raises(InvalidInput, match="not running here"):
        instance.do(commands.AddToken("nurse", reason="x"))


def test_the_last_token_of_a_scope_is_not_cancelled():
    instance = care()
    with pytest.raises(InvalidInput, match="last token of the process"):
        instance.do(commands.CancelToken(token_at(instance, "assess"), "x"))

    instance = care("assess")
    with pytest.raises(InvalidInput, match="last token of its sub-process"):
        instance.do(commands.CancelToken(token_at(instance, "nurse"), "x"))


def test_a_cancelled_token_for_which_a_join_waits_shows_as_an_incident_instead_of_waiting_for_ever():
    instance = care("assess", "treat")

    instance.do(commands.CancelToken(token_at(instance, "ward"), "never admitted"))

    assert [incident.code for incident in instance.incidents.values()] == ["JoinNeverCompletes"]


def test_a_skipped_step_is_told_as_skipped_and_the_flow_goes_on_behind_it():
    instance = care()

    instance.do(commands.SkipStep(token_at(instance, "assess"), {"assessed": False}, "emergency", 4))

    assert sorted(task.activity_id for task in instance.user_tasks.values()) == ["nurse", "treat"]
    skipped = next(event for event in instance.events if event.kind == "step_skipped")
    assert skipped.data == {"reason": "emergency", "names": ["assessed"], "requested_by": 4}
    kinds = [event.kind for event in instance.events if event.activity_id == "assess"]
    assert "activity_completed" not in kinds
    assert "activity_cancelled" not in kinds


def test_what_waits_at_a_join_cannot_be_skipped():
    instance = care("assess", "treat")
    with pytest.raises(InvalidInput, match="no step that can be skipped"):
        instance.do(commands.SkipStep(token_at(instance, "join"), reason="x"))


def test_a_stopped_step_that_was_done_by_hand_goes_on_with_its_result():
    instance = Instance(
        inline(
            '<endEvent id="e"/><sequenceFlow id="z" sourceRef="read" targetRef="e"/>'
            '<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="lab"/><serviceTask id="lab" carelane:topic="lab">'
            '<extensionElements><carelane:ioMapping><carelane:output source="=value * 2" target="result"/></carelane:ioMapping>'
            '</extensionElements></serviceTask><sequenceFlow id="b" sourceRef="lab" targetRef="read"/><userTask id="read"/>'
        )
    )
    lab = token_at(instance, "lab")
    with pytest.raises(StaleCommand):
        instance.do(commands.ResolveIncident(lab, {}, "x"))
    instance.do(commands.FailJob(lab, "down"))

    instance.do(commands.ResolveIncident(lab, {"value": 21}, "telephoned"))

    assert state_of(instance).variables()["result"] == 42
    assert instance.incidents == {}
    assert [task.activity_id for task in instance.user_tasks.values()] == ["read"]


def test_a_gateway_that_stopped_cannot_be_done_by_hand():
    instance = Instance(
        inline(
            '<endEvent id="e"/><sequenceFlow id="z" sourceRef="t" targetRef="e"/>'
            '<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="x"/><exclusiveGateway id="x" name="Which?"/>'
            '<sequenceFlow id="b" sourceRef="x" targetRef="t"><conditionExpression xsi:type="tFormalExpression">ok = true'
            '</conditionExpression></sequenceFlow><userTask id="t"/>'
        )
    )
    with pytest.raises(InvalidInput, match="cannot be done by hand"):
        instance.do(commands.ResolveIncident(token_at(instance, "x"), {}, "x"))
    instance.do(commands.MoveToken(token_at(instance, "x"), "t", "decided on the ward"))
    assert [task.activity_id for task in instance.user_tasks.values()] == ["t"]


def test_values_are_set_where_they_are_visible_and_never_empty():
    instance = care("assess")
    instance.do(commands.SetVariables({"weight": 70}, reason="typing error"))
    assert state_of(instance).variables()["weight"] == 70
    with pytest.raises(InvalidInput, match="at least one value"):
        instance.do(commands.SetVariables({}, reason="x"))
