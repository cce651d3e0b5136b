"""Completing a task over HTTP: gunicorn with one worker, our REST API, one program that waits for each answer."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

from django.conf import settings

from engine.commands.start_instance import StartInstance, start_instance
from tests.bench.figures import Figure, at_most
from tests.bench.scratch import ORGANISATION, doctor
from webui.api.tokens import issue_token
from workflows.directory.models import Alliance, Department, Membership, Organisation, Role, User

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60.0  # seconds


def measure(*, quick: bool) -> list[Figure]:
    token = _token()
    advanced = start_instance(StartInstance(doctor(), "rounds", ORGANISATION))
    task, taken = str(advanced.opened_user_tasks[0]), []
    with _served() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(60 if quick else 300):
            begin = time.perf_counter()
            task = _complete(connection, token, task)
            taken.append(time.perf_counter() - begin)
        connection.close()
    what = "over HTTP, one gunicorn worker: complete a task, p50"
    return [at_most(what, median(taken[10:]) * 1000, 15, "API with a token; permission, form and answer included", unit=" ms")]


def _complete(connection: http.client.HTTPConnection, token: str, task: str) -> str:
    """The task that follows."""
    body = json.dumps({"values": {"decision": "go_on"}, "expected_version": 1})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", f"/api/user-tasks/{task}/complete", body, headers)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    return str(json.loads(text)["opened_user_tasks"][0])


def _token() -> str:
    """A doctor of the organisation that the other measurements use by its number."""
    alliance = Alliance.objects.create(code="bench", name_en="Bench", name_zh="Bench")
    organisation = Organisation.objects.create(
        pk=ORGANISATION,
        code="bench",
        name_en="Bench",
        name_zh="Bench",
        number_prefix="BE",
        kind="hospital",
        alliance=alliance,
    )
    ward = Department.objects.create(organisation=organisation, code="ward", name_en="Ward", name_zh="Ward")
    user = User.objects.create(username="bench_doctor")
    Membership.objects.create(user=user, department=ward, role=Role.DOCTOR, from_on=date(2020, 1, 1))
    return issue_token(user, "bench")[1]


@contextmanager
def _served() -> Iterator[int]:
    """The product's server on a port of its own."""
    database = settings.DATABASES["default"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as var:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
            "CARELANE_DEMO": "0",
            "CARELANE_WAKE": "0",
            "CARELANE_VAR": var,
            "CARELANE_SECRET_KEY": secrets.token_urlsafe(48),
            "CARELANE_API_RATE": "1000000/min",
            "CARELANE_LOG": "ERROR",
        }
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}", "--workers=1", "--threads=4"]
        server = subprocess.Popen([*command, "--log-level=error", "--no-control-socket"], cwd=ROOT, env=environment)
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError("gunicorn ended before it answered")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/api/schema")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("gunicorn does not answer")
