"""Objects of Hexi in every table, each named as the parameter that carries it in addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from engine.queries.operations import incidents
from webui.api.tokens import issue_token

CANARIES = ("Canary of Hexi", "ZZ2026", "E-canary")


@pytest.fixture(autouse=True)
def healthy(db: None, settings: Any, empty_folder: Any) -> None:
    """/healthz answers 503 where no worker was seen or the broker's folder is missing."""
    from webui.operations import heartbeat

    heartbeat.beat()
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(empty_folder)}


@pytest.fixture
def objects(published, actor, organisation, user) -> dict[str, Any]:
    """A referral with an open task, an errand that stands still, and what the directory holds."""
    from bpmn.loader import shipped_models
    from workflows.cases.commands.open_referral import OpenReferral, open_referral
    from workflows.directory.commands.put_on_call import PutOnCall, put_on_call
    from workflows.directory.commands.record_absence import RecordAbsence, record_absence
    from workflows.directory.models import Membership, WorkCalendar
    from workflows.families.publishing import publish_shipped
    from workflows.notifications.models import Notification
    from workflows.patients.models import Patient

    from ..errands import Errand

    for model in shipped_models():
        publish_shipped(model)
    hexi, doctor = organisation("hexi"), actor("su.yan")
    stopped = Errand(doctor, hexi.pk, "E-canary").stop_at_incident()
    patient = Patient.objects.filter(home_organisation=hexi).order_by("code").first()
    assert patient is not None
    patient.name = patient.name_latin = "Canary of Hexi"
    patient.save()
    opened = open_referral(OpenReferral(doctor, patient.pk, hexi.pk, "Chest pain"))
    (incident,) = incidents(actor("admin.ops"))
    start, end = "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"
    absence = record_absence(RecordAbsence(actor("he.jun"), hexi.pk, user("he.jun").pk, *_moments(start, end), None, ""))
    duty = put_on_call(
        PutOnCall(
            actor("admin.ops"), user("su.yan").pk, hexi.departments.get(code="gp").pk, "community_doctor", *_moments(start, end)
        )
    )
    notification = Notification.objects.create(
        recipient=user("su.yan"), key="canary", kind="stage", text_key="referral.received", created_at=_moments(start)[0]
    )
    return {
        "instance_id": stopped.id,
        "user_task_id": opened.opened_user_tasks[0],
        "patient_id": patient.pk,
        "token_number": 1,
        "act": "suspend",
        **steered(actor("admin.ops"), stopped.id),
        "number": opened.case.number,
        "incident_id": incident.id,
        "organisation_id": hexi.pk,
        "department_id": hexi.departments.get(code="gp").pk,
        "chain_id": hexi.escalation_chains.get(key="referral_arrival").pk,
        "user_id": user("su.yan").pk,
        "membership_id": Membership.objects.get(user=user("su.yan")).pk,
        "absence_id": absence.pk,
        "on_call_id": duty.pk,
        "calendar_id": WorkCalendar.objects.get(organisation__code="hexi", key="office").pk,
        "token_id": issue_token(user("su.yan"), "canary")[0].pk,
        "notification_id": notification.pk,
        "deviation_id": deviation_of(opened.case, stopped.id),
        "session_id": clinic_session(hexi).pk,
        "deployment_id": published,
        "name": "errand.bpmn",
    }


def deviation_of(case: Any, instance_id: Any) -> int:
    """A finding in Hexi's ledger."""
    from workflows.deviations.models import Deviation

    found = Deviation.objects.create(
        rule="task_late",
        cause_key="canary",
        process_key="referral_out",
        instance_id=instance_id,
        case=case,
        organisation=case.from_organisation,
        severity="low",
        responsible_role="community_head",
        occurred_at=case.opened_at,
        found_at=case.opened_at,
    )
    return int(found.pk)


def steered(operator: Any, instance_id: Any) -> dict[str, Any]:
    """What an operator of Hexi has asked for: a step to be skipped, an act on many."""
    from engine.commands.plan_bulk_operation import PlanBulkOperation, plan_bulk_operation
    from engine.commands.request_skip import RequestSkip, request_skip
    from engine.queries.definition_board import versions
    from engine.queries.tokens import tokens
    from engine.selection import Selection

    (token,) = tokens(operator, instance_id).rows
    chosen = Selection(instance_ids=(str(instance_id),))
    return {
        "request_id": request_skip(RequestSkip(operator, instance_id, "canary", token.id)).pk,
        "operation_id": plan_bulk_operation(PlanBulkOperation(operator, "suspend", chosen, "E-canary")).pk,
        "row_id": versions(operator)[0].id,
        "rule": "hold",
        "word": "stop",
        "answer": "refuse",
    }


def clinic_session(organisation: Any) -> Any:
    from workflows.families.outpatient.models import ClinicSession

    start, end = _moments("2026-03-03T00:00:00Z", "2026-03-03T04:00:00Z")
    return ClinicSession.objects.create(
        organisation=organisation,
        department=organisation.departments.get(code="gp"),
        starts_at=start,
        ends_at=end,
        capacity=5,
        reserve_opens_at=start,
        opened_at=start,
    )


def _moments(*texts: str) -> list[Any]:
    return [datetime.fromisoformat(text) for text in texts]
