"""`carelane.working hours(…, "office")`: the calendar of that name of the organisation of the instance, wherever FEEL stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from engine import registry
from engine.actor import SYSTEM, Actor
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.start_instance import StartInstance, start_instance
from engine.commands.start_on_condition import start_on_conditions
from engine.models import Incident, ProcessInstance, UserTask
from engine.queries.user_task import user_task
from engine.replay import rebuilt_state
from engine.runtime import decode_state
from tests.unit.dmn.deciding import decision, file, inputs, literal
from tests.unit.runtime.instance import HEAD
from workflows.directory.models import Alliance, Organisation, WorkCalendar

OPEN = 'carelane.working hours(from, @"2026-03-03T10:00:00+08:00", "office")'  # from 11:00 on the day before: 1 h and 2 h
TASK = '<userTask id="t" carelane:candidateGroups="doctor" {}/>'
FLOWS = '<sequenceFlow id="f" sourceRef="s" targetRef="{0}"/><sequenceFlow id="g" sourceRef="{1}" targetRef="e"/>'


@pytest.fixture
def wards(db: Any, clock: Any) -> list[Organisation]:
    """Two organisations whose calendars have the same key: one opens from 8 to 12, the other never."""
    clock.now = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 11:00 in Shanghai
    alliance = Alliance.objects.create(code="a", name_en="A", name_zh="甲")
    found = []
    for code, hours in (("w", "08:00-12:00"), ("x", "")):
        kind = {"number_prefix": code.upper() * 2, "kind": "hospital", "alliance": alliance, "name_en": code, "name_zh": "乙"}
        ward = Organisation.objects.create(code=code, **kind)
        WorkCalendar.objects.create(organisation=ward, key="office", name_en="Office", name_zh="办公", week=[hours] * 7)
        found.append(ward)
    return found


def publish(body: str, **files: bytes) -> None:
    process = f'<process id="p" isExecutable="true" carelane:starterGroups="doctor">{body}<endEvent id="e"/></process>'
    model = f"{HEAD}{process}</definitions>"
    named = {name.replace("_", ".", 1).replace("_", "."): raw for name, raw in files.items()}
    draft = save_draft(SaveDraft(SYSTEM, "p", "p", {"p.bpmn": model.encode(), **named}))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))


def doctor_of(ward: Organisation) -> Actor:
    permissions = frozenset({(ward.pk, "start_instance"), (ward.pk, "work")})
    groups = frozenset({(ward.pk, "doctor")})
    return Actor(id=11, organisation_ids=frozenset({ward.pk}), groups=groups, permissions=permissions)


def started_in(ward: Organisation) -> Any:
    variables = {"from": datetime(2026, 3, 2, 3, 0, tzinfo=UTC)}
    return start_instance(StartInstance(doctor_of(ward), "p", ward.pk, variables=variables)).instance_id


def variables_of(instance_id: Any) -> Any:
    return decode_state(ProcessInstance.objects.get(pk=instance_id).state).variables()


def test_a_decision_asks_the_calendar_of_the_instances_organisation(wards):
    table = file(inputs("from") + decision("open", literal(OPEN), "#i_from"))
    publish(
        '<startEvent id="s"/><businessRuleTask id="b" carelane:decision="open" carelane:resultVariable="open"/>'
        + TASK.format("")
        + FLOWS.format("b", "t")
        + '<sequenceFlow id="h" sourceRef="b" targetRef="t"/>',
        open_dmn=table,
    )
    found = {}
    for ward in wards:
        found[ward.code] = started_in(ward)
        assert not Incident.objects.filter(instance_id=found[ward.code]).exists()
    assert str(variables_of(found["w"])["open"]) == "3:00:00"
    assert str(variables_of(found["x"])["open"]) == "0:00:00"

    # and when the hours change, the history still gives the same state
    WorkCalendar.objects.update(week=["00:00-24:00"] * 7)
    assert rebuilt_state(found["w"]) == ProcessInstance.objects.get(pk=found["w"]).state


def test_a_form_asks_it_when_it_is_shown_and_when_it_is_answered(wards):
    slip = {
        "type": "default",
        "components": [
            {"type": "expression", "key": "open", "expression": f"={OPEN}"},
            {
                "type": "textfield",
                "key": "why",
                "label": "Why",
                "properties": {"labelZh": "原因"},
                "conditional": {"hide": f'={OPEN} > duration("PT1H")'},
            },
        ],
    }
    publish(
        '<startEvent id="s"/>' + TASK.format('carelane:formKey="slip"') + FLOWS.format("t", "t"),
        slip_form_json=json.dumps(slip).encode(),
    )
    for ward, expected in zip(wards, ("3:00:00", "0:00:00"), strict=True):
        instance_id = started_in(ward)
        row = UserTask.objects.get(instance_id=instance_id)
        assert user_task(doctor_of(ward), row.pk).rendered_form() is not None
        sent = {} if ward.code == "w" else {"why": "closed"}
        complete_user_task(CompleteUserTask(doctor_of(ward), row.pk, sent, row.version))
        found = variables_of(instance_id)
        assert (str(found["open"]), found.get("why")) == (expected, sent.get("why"))


def test_a_condition_that_starts_a_process_asks_it(wards, monkeypatch):
    monkeypatch.setattr(registry.organisations, "active", lambda: {ward.code: ward.pk for ward in wards})
    condition = f'{OPEN.replace("from", "now()", 1)} > duration("PT1H")'.replace(">", "&gt;")
    publish(
        '<startEvent id="s"><conditionalEventDefinition><condition xsi:type="tFormalExpression">'
        f"{condition}</condition></conditionalEventDefinition></startEvent>" + TASK.format("") + FLOWS.format("t", "t")
    )
    assert start_on_conditions() == 1
    assert ProcessInstance.objects.get().organisation_id == wards[0].pk


def test_a_name_that_the_directory_lacks_is_an_incident(wards):
    script = f'<scriptTask id="b" carelane:resultVariable="open"><script>{OPEN.replace("office", "attic")}</script></scriptTask>'
    publish(f'<startEvent id="s"/>{script}{FLOWS.format("b", "b")}')
    instance_id = started_in(wards[0])
    incident = Incident.objects.get(instance_id=instance_id)
    assert (incident.code, "there is no calendar 'attic'" in incident.message) == ("ExpressionFailed", True)
