"""A process lives in the zone of its organisation unless its model names one."""

from __future__ import annotations

import pytest

from engine import registry, runtime
from engine.actor import SYSTEM
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.start_instance import StartInstance, start_instance
from engine.definitions import load
from engine.models import ProcessInstance
from tests.integration.engine.conftest import MODELS, deploy
from workflows.directory.models import Organisation


@pytest.fixture
def place(region):
    place = Organisation.objects.get(code="hexi")
    place.zone = "Asia/Urumqi"
    place.save()
    return place.pk


@pytest.fixture
def urumqi(place):
    deploy()
    return place


def zone_of(instance: ProcessInstance) -> str:
    return runtime.decode_state(instance.state).zone


def test_an_instance_that_a_person_starts_takes_it(urumqi):
    started = start_instance(StartInstance(SYSTEM, "consultation", urumqi))
    assert zone_of(ProcessInstance.objects.get(pk=started.instance_id)) == "Asia/Urumqi"


def test_an_instance_that_a_message_starts_takes_the_receivers(urumqi):
    deliver_message(DeliverMessage("k", "ConsultationRequest", "C-1", urumqi, {"from_organisation_id": 1}))
    assert zone_of(ProcessInstance.objects.get()) == "Asia/Urumqi"


def test_what_the_caller_names_goes_before(urumqi):
    started = start_instance(StartInstance(SYSTEM, "consultation", urumqi, zone="Europe/Berlin"))
    assert zone_of(ProcessInstance.objects.get(pk=started.instance_id)) == "Europe/Berlin"


def test_an_organisation_that_does_not_exist_has_the_installations(db, settings):
    assert registry.zones.of(10**9) == settings.TIME_ZONE


def test_a_model_that_names_a_zone_keeps_it_for_its_own_timers_alone(place):
    """However it was started, an instance reads what people type in the zone of where it runs."""
    files = {name: (MODELS / name).read_bytes() for name in ("consultation.bpmn", "review.form.json")}
    named = files["consultation.bpmn"].replace(b"<process ", b'<process carelane:zone="Asia/Tokyo" ')
    draft = save_draft(SaveDraft(SYSTEM, "consultation", "consultation", {**files, "consultation.bpmn": named}))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))

    deliver_message(DeliverMessage("k", "ConsultationRequest", "C-1", place, {"from_organisation_id": 1}))
    start_instance(StartInstance(SYSTEM, "consultation", place))

    started = list(ProcessInstance.objects.select_related("definition"))
    assert [zone_of(instance) for instance in started] == ["Asia/Urumqi"] * 2
    assert {load(instance.definition_id).process.zone for instance in started} == {"Asia/Tokyo"}
