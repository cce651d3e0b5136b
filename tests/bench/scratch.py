"""A PostgreSQL database of our own for the length of a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from engine.actor import SYSTEM, Actor
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment

ORGANISATION = 1
MODELS = Path(__file__).parent / "models"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Create the database that the settings name, migrate it, and drop it at the end."""
    name = settings.DATABASES["default"]["NAME"]
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
        with connections["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE bench_bare (number integer)")
        yield
    finally:
        connections.close_all()
        with _server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator[psycopg2.extensions.cursor]:
    database = settings.DATABASES["default"]
    connection = psycopg2.connect(
        host=database["HOST"], port=database["PORT"], user=database["USER"], password=database["PASSWORD"], dbname="postgres"
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def deploy() -> None:
    """Publish the models beside this file, a deployment for each folder."""
    for folder in sorted(MODELS.iterdir()):
        _publish(folder.name, {path.name: path.read_bytes() for path in folder.iterdir()})


def deploy_text(key: str, text: str) -> None:
    _publish(key, {f"{key}.bpmn": text.encode()})


def _publish(key: str, files: dict[str, bytes]) -> None:
    draft = save_draft(SaveDraft(SYSTEM, key, key.capitalize(), files))
    submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
    publish_deployment(ReviewDeployment(SYSTEM, draft.pk))


def bare_commit() -> float:
    """Seconds that one row and its commit take."""
    begin = time.perf_counter()
    with connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (number) VALUES (1)")
    return time.perf_counter() - begin


def doctor() -> Actor:
    return Actor(
        id=1,
        organisation_ids=frozenset({ORGANISATION}),
        groups=frozenset({(ORGANISATION, "doctor@ward")}),
        permissions=frozenset({(ORGANISATION, "work"), (ORGANISATION, "start_instance")}),
    )
