"""An operator sees what stands still, mends the values and runs the step again."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from engine import registry
from engine.commands.run_jobs import run_jobs
from engine.models import Incident
from engine.queries.operations import incidents


def test_incidents_stand_first_with_what_went_wrong(signed_in, errand):
    errand.stop_at_incident()

    page = signed_in("admin.ops").get(reverse("operations:index")).content.decode()

    assert "What stands still" in page
    assert "tests.fetch" in page
    assert page.index("fetch") < page.index("Demonstration clock")


def test_a_mended_value_is_used_when_the_step_runs_again(signed_in, errand, actor, monkeypatch):
    # given an errand that stopped
    errand.stop_at_incident()
    (stopped,) = incidents(actor("admin.ops"))
    operator = signed_in("admin.ops")
    page = operator.get(reverse("operations:incident", args=[stopped.id])).content.decode()
    assert 'name="value-thing"' in page
    assert "paper" not in page, "operators replace values; they do not read them"

    # when the operator mends a value and runs the step again, with a worker that can do it now
    seen = []
    tasks = registry.ServiceTasks()
    tasks.register("tests.fetch", lambda job: seen.append(dict(job.payload)) or {})
    monkeypatch.setattr(registry, "service_tasks", tasks)
    sent = {"value-thing": '"paper of 80 mm"', "new-name": "urgent", "new-value": "true"}
    answer = operator.post(reverse("operations:incident", args=[stopped.id]), sent, follow=True)
    run_jobs()

    # then it goes on with the mended values
    assert "The step runs again" in answer.content.decode()
    assert incidents(actor("admin.ops")) == []
    from engine.queries.instance import instance

    assert instance(actor("admin.ops"), errand.id).variables is None
    variables = instance(actor("su.yan"), errand.id).variables
    assert variables["thing"] == "paper of 80 mm"
    assert variables["urgent"] is True
    assert len(seen) == 1


def test_a_value_that_is_no_json_is_refused_at_its_field_and_kept_as_typed(signed_in, errand, actor):
    errand.stop_at_incident()
    (stopped,) = incidents(actor("admin.ops"))

    refused = signed_in("admin.ops").post(
        reverse("operations:incident", args=[stopped.id]), {"value-thing": "no quotes", "new-value": "1"}
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Expected JSON" in page and "Expected a name beside the new value" in page
    assert 'value="no quotes"' in page
    assert len(incidents(actor("admin.ops"))) == 1


def test_an_incident_that_was_dealt_with_cannot_be_retried_again(signed_in, errand, actor):
    errand.stop_at_incident()
    (stopped,) = incidents(actor("admin.ops"))
    operator = signed_in("admin.ops")
    operator.post(reverse("operations:incident", args=[stopped.id]), {})

    again = operator.post(reverse("operations:incident", args=[stopped.id]), {})

    assert again.status_code == 409


def test_from_an_instance_to_what_stopped_it(signed_in, errand, actor):
    errand.stop_at_incident()
    (stopped,) = incidents(actor("admin.ops"))
    operator = signed_in("admin.ops")
    link = reverse("operations:incident_of", args=[errand.id])

    assert link in operator.get(reverse("instances:detail", args=[errand.id])).content.decode()
    assert operator.get(link).headers["Location"] == reverse("operations:incident", args=[stopped.id])
    assert operator.get(reverse("operations:incident_of", args=[uuid4()])).status_code == 404


def test_an_operator_of_another_alliance_finds_nothing(signed_in, errand, actor):
    errand.stop_at_incident()
    (stopped,) = incidents(actor("admin.ops"))
    foreign = signed_in("dong.admin")

    assert foreign.get(reverse("operations:incident", args=[stopped.id])).status_code == 404
    assert foreign.post(reverse("operations:incident", args=[stopped.id]), {}).status_code == 404
    assert foreign.get(reverse("operations:incident_of", args=[errand.id])).status_code == 404
    assert foreign.get(reverse("operations:incident", args=[uuid4()])).status_code == 404
    assert "Nothing stands still" in foreign.get(reverse("operations:index")).content.decode()


def test_what_an_expression_says_is_shown_in_the_readers_language(signed_in, errand, actor):
    # given an incident whose sentence is kept in English
    errand.stop_at_incident()
    (stopped,) = incidents(actor("admin.ops"))
    Incident.objects.filter(pk=stopped.id).update(code="DecisionFailed", message="“Risk”: '+' cannot join a number and a string.")
    address = reverse("operations:incident", args=[stopped.id])

    # then it stays so for English readers, and Chinese readers read Chinese
    operator = signed_in("admin.ops")
    assert "cannot join a number and a string" in operator.get(address).content.decode()
    chinese = operator.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "“Risk”：“+”不能连接数字与文本。" in chinese
    overview = operator.get(reverse("operations:index"), headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "“Risk”：“+”不能连接数字与文本。" in overview
