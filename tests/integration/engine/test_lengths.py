"""What the database's columns cannot hold is refused where it is made: in the model, by the step, or from who sends it."""

from __future__ import annotations

import pytest
from django.db import DataError
from django.test import RequestFactory

from engine.actor import SYSTEM
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deployments import SaveDraft, save_draft
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidInput
from engine.model import inspect_deployment
from engine.models import Incident
from tests.integration.engine.conftest import MODELS, WARD, deploy
from webui.api.problems import document_of
from webui.middleware import RefusalMiddleware

LONG = "长" * 201


def consultation_with(old: str, new: str) -> dict[str, bytes]:
    files = {name: (MODELS / name).read_text() for name in ("consultation.bpmn", "review.form.json")}
    assert old in files["consultation.bpmn"]
    files["consultation.bpmn"] = files["consultation.bpmn"].replace(old, new)
    return {name: text.encode() for name, text in files.items()}


@pytest.mark.parametrize(
    ("old", "new", "place", "rule"),
    [
        ('name="Close"', f'name="{LONG}"', "close", "too_long"),
        ('carelane:nameZh="结束"', f'carelane:nameZh="{LONG}"', "close", "too_long"),
        ('name="Consultation" isEx', f'name="{LONG}" isEx', "consultation", "too_long"),
        ('"head@ward"', f'"doctor@ward,{"g" * 96}"', "escalated", "too_long"),
        ('"test.book"', f'"{LONG}"', "book", "too_long"),
        ('id="wait_answer"', f'id="w{"a" * 200}"', "w" + "a" * 200, "too_long"),
        ('name="ConsultationAnswer"', f'name="{LONG}"', "m_answer", "too_long"),
        ('carelane:action="Decide"', 'carelane:action="Decide" carelane:priority="40000"', "review", "priority_too_large"),
    ],
)
def test_the_upload_is_refused_with_file_element_and_line(old, new, place, rule):
    _compiled, findings = inspect_deployment(consultation_with(old, new))

    found = [each for each in findings if each.severity == "error" and each.rule == rule]
    assert [(each.file, each.element_id) for each in found] == [("consultation.bpmn", place)]
    assert found[0].line > 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('carelane:candidateGroups="doctor@ward" carelane:due', 'carelane:candidateGroups="=long" carelane:due', "ValueTooLong"),
        ('carelane:action="Decide"', 'carelane:action="Decide" carelane:priority="=40000"', "ValueTooLarge"),
        ('carelane:due="PT24H"', 'carelane:due="PT24H" carelane:priority="=-1e6"', "ValueTooLarge"),
    ],
)
def test_a_step_whose_expression_gives_too_much_stops_with_an_incident(db, clock, handlers, doctor, old, new, code):
    deploy(files=consultation_with(old, new))

    started = start_instance(StartInstance(doctor, "consultation", WARD, {"long": "g" * 101}))

    assert Incident.objects.get(instance_id=started.instance_id).code == code


def test_a_correlation_key_that_is_too_long_stops_the_step(db, clock, handlers, doctor):
    files = consultation_with('<sequenceFlow id="f1" sourceRef="start" targetRef="review"/>', (
        '<sequenceFlow id="f1" sourceRef="start" targetRef="first"/><intermediateCatchEvent id="first" '
        'carelane:correlationKey="=long"><messageEventDefinition messageRef="m_answer"/></intermediateCatchEvent>'
        '<sequenceFlow id="f1b" sourceRef="first" targetRef="review"/>'
    ))  # fmt: skip
    deploy(files=files)

    started = start_instance(StartInstance(doctor, "consultation", WARD, {"long": LONG}))

    incident = Incident.objects.get(instance_id=started.instance_id)
    assert (incident.activity_id, incident.code) == ("first", "ValueTooLong")


def test_what_is_sent_too_long_is_refused_with_a_sentence(consultation, doctor):
    with pytest.raises(InvalidInput, match="at most 100"):
        start_instance(StartInstance(doctor, "consultation", WARD, business_key="B" * 101))
    with pytest.raises(InvalidInput, match="at most 200"):
        save_draft(SaveDraft(SYSTEM, "consultation", LONG, consultation_with("Close", "Close")))
    with pytest.raises(InvalidInput, match="at most 100"):
        save_draft(SaveDraft(SYSTEM, "k" * 101, "Consultation", consultation_with("Close", "Close")))
    with pytest.raises(InvalidInput, match="at most 200"):
        deliver_message(DeliverMessage("m-1", "ConsultationAnswer", LONG, WARD))


def test_what_no_check_has_measured_is_a_refusal_too_and_not_a_crash(rf: RequestFactory):
    error = DataError("value too long for type character varying(200)")

    page = RefusalMiddleware(lambda request: None).process_exception(rf.get("/api/x"), error)
    assert page is not None
    assert page.status_code == 400
    document = document_of(error)
    assert document is not None
    assert (document["status"], document["code"]) == (400, "invalid_input")
