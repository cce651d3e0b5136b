from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from django.apps import AppConfig


class Effects(AppConfig):
    name = "tests.faults.effects"
    label = "effects"

    def ready(self) -> None:
        from engine import leases, registry

        if folder := os.environ.get("FAULTS_DEATHS"):
            from tests.faults.effects import deaths

            deaths.install(Path(folder))
        leases.LEASE = timedelta(seconds=6)  # what a killed worker held is free sooner than in the product
        registry.service_tasks.register("faults.effect", self.effect)
        registry.service_tasks.register("faults.fail", self.fail)
        registry.service_tasks.register("faults.outside", self.outside, transactional=False)

    @staticmethod
    def effect(job: Any) -> Mapping[str, Any]:
        """Inside the job's transaction."""
        from tests.faults.effects.models import Effect

        Effect.objects.create(instance_id=job.instance_id, activity_id=job.activity_id)
        return {}

    @staticmethod
    def fail(job: Any) -> Mapping[str, Any]:
        raise ConnectionError("The service is away.")

    @staticmethod
    def outside(job: Any) -> Mapping[str, Any]:
        """Outside every transaction: the receiver knows the key."""
        answer = requests.post(
            os.environ["FAULTS_RECEIVER"],
            data=f"{job.instance_id} {job.activity_id}",
            headers={"Idempotency-Key": job.idempotency_key},
            timeout=60,
        )
        answer.raise_for_status()
        return {}
