"""A process with several start events is started at the one that is named."""

from __future__ import annotations

import pytest

from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidInput
from engine.models import ProcessInstance, UserTask
from tests.integration.engine.conftest import WARD, deploy

pytestmark = pytest.mark.django_db


def test_the_named_start_event_is_taken_and_another_refused(clock, doctor):
    deploy("doors")
    start_instance(StartInstance(doctor, "doors", WARD, start_event_id="emergency"))
    assert UserTask.objects.get().activity_id == "treat"
    for wrong in (None, "book"):
        with pytest.raises(InvalidInput, match="clinic, emergency"):
            start_instance(StartInstance(doctor, "doors", WARD, start_event_id=wrong))
    assert ProcessInstance.objects.count() == 1
