"""The choices that operators are offered: steps of the same process, by name with the id behind, as a case comes to them."""

from __future__ import annotations

from django.core.management import call_command

from engine import definitions
from engine.models import ProcessDefinition
from engine.queries.definition_board import mapping_lines
from engine.queries.flow_order import in_flow_order
from engine.queries.steps import steps_of_process
from engine.queries.tokens import tokens


def the_version(key: str) -> ProcessDefinition:
    return ProcessDefinition.objects.get(key=key, is_active=True)


def test_a_mapping_offers_steps_of_the_same_pool_alone(referral, actor):
    there = the_version("referral_out")
    own = {node.id for node in definitions.load(there.pk).model.nodes if node.process == definitions.load(there.pk).process.index}
    lines = mapping_lines(actor("admin.ops"), there.pk, there.pk, {})
    assert lines
    for line in lines:
        assert line.chosen == line.step.activity_id
        assert {choice.activity_id for choice in line.choices} <= own
        assert line.chosen in {choice.activity_id for choice in line.choices}


def test_a_choice_of_the_other_pool_is_not_taken(referral, actor):
    there = the_version("referral_out")
    (line, *_more) = mapping_lines(actor("admin.ops"), there.pk, there.pk, {})
    model = definitions.load(there.pk).model
    foreign = next(node.id for node in model.nodes if node.process != model.node(line.step.activity_id).process)
    (asked, *_more) = mapping_lines(actor("admin.ops"), there.pk, there.pk, {line.step.activity_id: foreign})
    assert asked.chosen == ""


def test_steps_come_as_a_case_comes_to_them_and_are_named(referral, actor):
    steps = steps_of_process(actor("admin.ops"), "referral_out")
    order = [step.activity_id for step in steps]
    assert order.index("Task_slip") < order.index("Task_consent") < order.index("Task_out_review")
    foreign = {step.activity_id for step in steps_of_process(actor("admin.ops"), "referral_in")}
    assert not foreign & set(order)
    assert all(step.name != step.activity_id for step in steps)
    assert all(step.label.endswith(f" · {step.activity_id}") for step in steps)


def test_every_node_stands_once_in_the_order(region):
    call_command("publish_models", verbosity=0)
    for row in ProcessDefinition.objects.filter(is_active=True):
        model = definitions.load(row.pk).model
        assert sorted(node.index for node in in_flow_order(model)) == list(range(len(model.nodes)))


def test_a_moved_token_is_offered_the_step_behind_its_own_first(referral, actor):
    found = tokens(actor("admin.ops"), referral.instance_id)
    slip = next(row for row in found.rows if row.activity_id == "Task_slip")
    ids = [step.activity_id for step in slip.targets]
    assert slip.likely == ids[ids.index("Task_slip") + 1]
    assert slip.label == f"{slip.name} · Task_slip"
