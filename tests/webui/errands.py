"""A small published process, and its way through the engine, for tests of pages and of the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from engine.actor import SYSTEM, Actor
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.run_jobs import run_jobs
from engine.commands.start_instance import StartInstance, start_instance

MODELS = Path(__file__).parent / "models"


def errand_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in MODELS.glob("errand.*")}


def publish(files: dict[str, bytes], key: str = "errand") -> int:
    """Publish as the system; the deployment's number."""
    draft = save_draft(SaveDraft(SYSTEM, key, key.title(), files))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))
    return draft.pk


class Errand:
    """One started errand of Hexi."""

    def __init__(self, doctor: Actor, organisation_id: int, business_key: str = "E-1") -> None:
        self.doctor = doctor
        advanced = start_instance(StartInstance(doctor, "errand", organisation_id, business_key=business_key))
        self.id: UUID = advanced.instance_id
        (self.task_id,) = advanced.opened_user_tasks

    def ask(self, **values: Any) -> None:
        complete_user_task(CompleteUserTask(self.doctor, self.task_id, {"thing": "ECG paper", **values}))

    def stop_at_incident(self) -> Errand:
        """Ask, and let the worker fail: no handler is registered for the topic."""
        self.ask()
        run_jobs()
        return self
