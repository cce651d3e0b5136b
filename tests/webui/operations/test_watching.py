"""Health and metrics, for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from engine import clock
from webui.api.tokens import issue_token
from webui.operations import health, heartbeat
from webui.operations.models import Heartbeat
from workflows.directory.models import User


def answer(path: str = "/healthz"):
    return Client().get(path)


@pytest.fixture
def broker(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    return tmp_path


def test_all_is_well_while_a_worker_was_seen_lately(db, broker):
    heartbeat.beat()

    assert answer().status_code == 200
    assert answer().json() == {"status": "ok", "checks": {"database": True, "broker": True, "worker": True}}


def test_a_silent_worker_is_told(db, broker):
    Heartbeat.objects.create(name=heartbeat.WORKER, at=clock.real_now() - timedelta(minutes=5))

    assert answer().status_code == 503
    assert answer().json()["checks"] == {"database": True, "broker": True, "worker": False}
    # the load balancer keeps the web process all the same
    assert answer("/healthz/web").status_code == 200


def test_a_worker_that_was_never_seen_and_a_missing_broker_folder_are_told(db, broker):
    broker.rmdir()

    assert answer().json()["checks"] == {"database": True, "broker": False, "worker": False}


def test_a_database_that_is_away_is_an_answer_and_not_a_crash(db, broker, monkeypatch):
    def away() -> tuple[bool, str]:
        raise OperationalError("secret connection text")

    probes = (("database", "Database", away),)
    monkeypatch.setattr(health, "PROBES", probes)

    assert answer().status_code == 503
    assert b"secret" not in answer().content


def test_a_sweep_is_a_sign_of_life(db, monkeypatch):
    monkeypatch.setattr(heartbeat, "_noted_at", -heartbeat.NOTED_EVERY)

    heartbeat._after_task()

    assert heartbeat.last_seen() is not None


def test_metrics_are_for_operators(user, errand):
    assert answer("/metrics").status_code == 401

    def with_token(username: str):
        text = issue_token(user(username), "prometheus")[1]
        return Client(headers={"Authorization": f"Bearer {text}"}).get("/metrics")

    assert with_token("su.yan").status_code == 403
    told = with_token("admin.ops").content.decode()
    assert "carelane_running 1.0" in told
    assert "carelane_timers 1.0" in told
    assert "django_http_requests" in told


def test_metrics_count_the_organisations_of_their_reader_alone(user, errand, organisation):
    # given an operator of another organisation
    from workflows.directory.models import Department, Membership

    place = Department.objects.exclude(organisation=organisation("hexi")).first()
    stranger = User.objects.create_user("other.ops", password=None)
    Membership.objects.create(user=stranger, department=place, role="operator", from_on=clock.now().date())
    text = issue_token(stranger, "prometheus")[1]

    # then nothing of Hexi is in the figures
    told = Client(headers={"Authorization": f"Bearer {text}"}).get("/metrics").content.decode()
    assert "carelane_running 0.0" in told
    assert "carelane_timers 0.0" in told
