"""A process lives in the zone of its organisation unless its model names one."""

from __future__ import annotations

import pytest

from engine import registry, runtime
from engine.actor import SYSTEM
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.start_instance import StartInstance, start_instance
from engine.models import ProcessInstance
from tests.integration.engine.conftest import deploy
from workflows.directory.models import Organisation


@pytest.fixture
def urumqi(region):
    place = Organisation.objects.get(code="hexi")
    place.zone = "Asia/Urumqi"
    place.save()
    deploy()
    return place.pk


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
