"""Migrate, seed, deploy the shift model, and print what a client needs."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management import call_command

from engine.actor import SYSTEM
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from webui.api.tokens import issue_token
from workflows.directory.models import Organisation, User


def deploy() -> None:
    files = {"shift.bpmn": (Path(__file__).parent / "shift.bpmn").read_bytes()}
    draft = save_draft(SaveDraft(SYSTEM, "shift", "Shift", files))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))


def main() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("seed_demo", verbosity=0)
    deploy()
    _token, text = issue_token(User.objects.get(username="su.yan"), "faults")
    organisations = dict(Organisation.objects.values_list("code", "pk"))
    print(json.dumps({"token": text, "from": organisations["hexi"], "to": organisations["yuanshan"]}))


if __name__ == "__main__":
    main()
