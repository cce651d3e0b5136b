"""Addresses of the API, all under /api/."""

from __future__ import annotations

from django.urls import path

from webui import converters

from . import (
    decisions,
    deployments,
    directory,
    docs,
    me,
    operations,
    patients,
    processes,
    referrals,
    steering,
    steering_many,
    token_pages,
    user_tasks,
)

converters.register()

app_name = "api"
urlpatterns = [
    path("schema", docs.Schema.as_view(), name="schema"),
    path("docs", docs.documentation, name="docs"),
    path("docs/tokens", token_pages.tokens, name="token_page"),
    path("docs/tokens/<row:token_id>/revoke", token_pages.revoke, name="token_revoke"),
    path("me", me.Me.as_view(), name="me"),
    path("tokens", me.Tokens.as_view(), name="tokens"),
    path("tokens/<row:token_id>", me.Token.as_view(), name="token"),
    path("processes", processes.Processes.as_view(), name="processes"),
    path("instances", processes.Instances.as_view(), name="instances"),
    path("instances/<uuid:instance_id>", processes.Instance.as_view(), name="instance"),
    path("instances/<uuid:instance_id>/history", processes.InstanceHistory.as_view(), name="instance_history"),
    path("instances/<uuid:instance_id>/variables", steering.LiveVariables.as_view(), name="instance_variables"),
    path("instances/<uuid:instance_id>/suspend", steering.InstanceSuspension.as_view(), name="instance_suspension"),
    path("instances/<uuid:instance_id>/resume", steering.InstanceResumption.as_view(), name="instance_resumption"),
    path("instances/<uuid:instance_id>/tokens", steering.InstanceTokens.as_view(), name="instance_tokens"),
    path("instances/<uuid:instance_id>/tokens/<row:token_number>/move", steering.TokenMove.as_view(), name="token_move"),
    path(
        "instances/<uuid:instance_id>/tokens/<row:token_number>/cancel", steering.TokenCancellation.as_view(), name="token_cancel"
    ),
    path("instances/<uuid:instance_id>/cancel", processes.InstanceCancel.as_view(), name="instance_cancel"),
    path("user-tasks", user_tasks.UserTasks.as_view(), name="user_tasks"),
    path("user-tasks/<uuid:user_task_id>", user_tasks.UserTask.as_view(), name="user_task"),
    path("user-tasks/<uuid:user_task_id>/claim", user_tasks.UserTaskClaim.as_view(), name="user_task_claim"),
    path("user-tasks/<uuid:user_task_id>/unclaim", user_tasks.UserTaskUnclaim.as_view(), name="user_task_unclaim"),
    path("user-tasks/<uuid:user_task_id>/assign", user_tasks.UserTaskAssign.as_view(), name="user_task_assign"),
    path("user-tasks/<uuid:user_task_id>/delegate", user_tasks.UserTaskDelegate.as_view(), name="user_task_delegate"),
    path("user-tasks/<uuid:user_task_id>/complete", user_tasks.UserTaskComplete.as_view(), name="user_task_complete"),
    path("patients", patients.Patients.as_view(), name="patients"),
    path("patients/<uuid:patient_id>", patients.PatientView.as_view(), name="patient"),
    path("referrals", referrals.Referrals.as_view(), name="referrals"),
    path("referrals/<case_number:number>", referrals.Referral.as_view(), name="referral"),
    path("referrals/<case_number:number>/cancel", referrals.ReferralCancel.as_view(), name="referral_cancel"),
    path("deployments", deployments.Deployments.as_view(), name="deployments"),
    path("deployments/inspect", deployments.DeploymentInspection.as_view(), name="deployment_inspection"),
    path("deployments/<row:deployment_id>", deployments.DeploymentView.as_view(), name="deployment"),
    path("deployments/<row:deployment_id>/submit", deployments.DeploymentSubmission.as_view(), name="deployment_submission"),
    path("deployments/<row:deployment_id>/publish", deployments.DeploymentPublication.as_view(), name="deployment_publication"),
    path("deployments/<row:deployment_id>/return", deployments.DeploymentReturn.as_view(), name="deployment_return"),
    path("deployments/<row:deployment_id>/rehearsal", deployments.DeploymentRehearsal.as_view(), name="deployment_rehearsal"),
    path("deployments/<row:deployment_id>/retire", deployments.DeploymentRetirement.as_view(), name="deployment_retirement"),
    path("expressions/evaluate", decisions.Expressions.as_view(), name="expression_evaluation"),
    path("decisions/evaluate", decisions.DecisionEvaluation.as_view(), name="decision_evaluation"),
    path("decisions/check", decisions.DecisionCheck.as_view(), name="decision_check"),
    path("process-versions", steering_many.ProcessVersions.as_view(), name="process_versions"),
    path("process-versions/<row:row_id>/rules", steering_many.ProcessVersionRules.as_view(), name="process_version_rules"),
    path("instances/<uuid:instance_id>/migrate", steering_many.InstanceMigration.as_view(), name="instance_migration"),
    path("instances/<uuid:instance_id>/tokens/<row:token_number>/skip", steering_many.TokenSkip.as_view(), name="token_skip"),
    path("skip-requests", steering_many.SkipRequests.as_view(), name="skip_requests"),
    path("skip-requests/<uuid:request_id>/decide", steering_many.SkipDecision.as_view(), name="skip_decision"),
    path("bulk-operations", steering_many.BulkOperations.as_view(), name="bulk_operations"),
    path("bulk-operations/<uuid:operation_id>", steering_many.BulkOperationView.as_view(), name="bulk_operation"),
    path("bulk-operations/<uuid:operation_id>/items", steering_many.BulkOperationItems.as_view(), name="bulk_operation_items"),
    path(
        "bulk-operations/<uuid:operation_id>/decide",
        steering_many.BulkDecision.as_view(),
        name="bulk_operation_decision",
    ),
    path("incidents", operations.Incidents.as_view(), name="incidents"),
    path("incidents/<uuid:incident_id>/resolve", steering.IncidentResolution.as_view(), name="incident_resolution"),
    path("incidents/<uuid:incident_id>/retry", operations.IncidentRetry.as_view(), name="incident_retry"),
    path("timers", operations.Timers.as_view(), name="timers"),
    path("jobs", operations.Jobs.as_view(), name="jobs"),
    path("messages", operations.Messages.as_view(), name="messages"),
    path("demo-clock", operations.DemoClock.as_view(), name="demo_clock"),
    path("organisations", directory.Organisations.as_view(), name="organisations"),
    path("organisations/<row:organisation_id>/departments", directory.Departments.as_view(), name="departments"),
    path("organisations/<row:organisation_id>/staff", directory.Staff.as_view(), name="staff"),
    path("organisations/<row:organisation_id>/destinations", directory.Destinations.as_view(), name="destinations"),
]
