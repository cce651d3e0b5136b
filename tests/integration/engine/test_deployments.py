"""Draw, review, publish: two people, and nothing unclean gets through."""

from __future__ import annotations

import pytest

from engine.actor import Actor
from engine.commands.deployments import (
    ReviewDeployment,
    SaveDraft,
    publish_deployment,
    retire_deployment,
    return_deployment,
    save_draft,
    submit_deployment,
)
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import Conflict, DeploymentRefused, InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.models import ProcessDefinition, ProcessInstance
from tests.integration.engine.conftest import MODELS, WARD

FILES = {
    "consultation.bpmn": (MODELS / "consultation.bpmn").read_bytes(),
    "review.form.json": (MODELS / "review.form.json").read_bytes(),
}


def designer(number: int) -> Actor:
    return Actor(number, frozenset({WARD}), permissions=frozenset({(WARD, "design"), (WARD, "publish")}))


@pytest.fixture
def author(django_user_model, db):
    return designer(django_user_model.objects.create(username="author").pk)


@pytest.fixture
def second(django_user_model, db):
    return designer(django_user_model.objects.create(username="second").pk)


def test_a_second_person_publishes(author, second, clock):
    draft = save_draft(SaveDraft(author, "consultation", "Consultation", FILES))
    with pytest.raises(InvalidState):
        publish_deployment(ReviewDeployment(second, draft.pk))
    submit_deployment(ReviewDeployment(author, draft.pk))
    with pytest.raises(NotAuthorised, match="second person"):
        publish_deployment(ReviewDeployment(author, draft.pk))
    publish_deployment(ReviewDeployment(second, draft.pk))
    assert set(ProcessDefinition.objects.values_list("key", "version", "is_active")) == {
        ("consultation", 1, True),
        ("answering", 1, True),
    }
    with pytest.raises(InvalidState):
        publish_deployment(ReviewDeployment(second, draft.pk))


def test_it_can_be_returned_with_a_reason(author, second, clock):
    draft = save_draft(SaveDraft(author, "consultation", "Consultation", FILES))
    submit_deployment(ReviewDeployment(author, draft.pk))
    with pytest.raises(InvalidInput):
        return_deployment(ReviewDeployment(second, draft.pk, " "))
    assert return_deployment(ReviewDeployment(second, draft.pk, "no due date")).state == "draft"


def test_running_instances_stay_on_their_version(consultation, author, second, doctor, clock):
    first = start_instance(StartInstance(doctor, "consultation", WARD)).instance_id
    changed = dict(FILES)
    changed["consultation.bpmn"] = FILES["consultation.bpmn"].replace(b"PT24H", b"PT48H")
    draft = save_draft(SaveDraft(author, "consultation", "Consultation", changed, based_on_revision=1))
    submit_deployment(ReviewDeployment(author, draft.pk))
    publish_deployment(ReviewDeployment(second, draft.pk))
    later = start_instance(StartInstance(doctor, "consultation", WARD)).instance_id
    versions = {row.pk: row.definition.version for row in ProcessInstance.objects.select_related("definition")}
    assert (versions[first], versions[later]) == (1, 2)


def test_an_older_revision_does_not_overwrite_a_newer_one(author, second, clock):
    save_draft(SaveDraft(author, "consultation", "Consultation", FILES))
    save_draft(SaveDraft(second, "consultation", "Consultation", FILES, based_on_revision=1))
    with pytest.raises(Conflict):
        save_draft(SaveDraft(author, "consultation", "Consultation", FILES, based_on_revision=1))


def test_retired_processes_start_no_more(consultation, second, doctor, clock):
    deployment_id = ProcessDefinition.objects.get(key="consultation").deployment_id
    with pytest.raises(InvalidInput):
        retire_deployment(ReviewDeployment(second, deployment_id, note="  "))
    retire_deployment(ReviewDeployment(second, deployment_id, note="replaced by another"))
    with pytest.raises(NotFound):
        start_instance(StartInstance(doctor, "consultation", WARD))


def test_nurses_do_not_draw(doctor, db, clock):
    with pytest.raises(NotAuthorised):
        save_draft(SaveDraft(doctor, "x", "x", FILES))


@pytest.mark.parametrize(
    "raw",
    [
        b"not xml at all",
        b'<!DOCTYPE x [<!ENTITY a "b">]><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    ],
)
def test_hostile_files_are_not_even_kept(author, raw, clock):
    with pytest.raises(DeploymentRefused) as refusal:
        save_draft(SaveDraft(author, "x", "x", {"x.bpmn": raw}))
    assert refusal.value.findings[0].file == "x.bpmn"


def test_a_draft_with_errors_is_kept_but_not_submitted(author, clock):
    broken = {"consultation.bpmn": FILES["consultation.bpmn"]}  # its form is missing
    draft = save_draft(SaveDraft(author, "consultation", "Consultation", broken))
    assert any(finding["severity"] == "error" for finding in draft.findings)
    with pytest.raises(DeploymentRefused):
        submit_deployment(ReviewDeployment(author, draft.pk))
