"""A whole installation of its own for one test: database, folder, processes that can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import kombu
import psycopg2
import requests

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """On the database and broker that the environment names, or on SQLite and files."""

    folder: Path
    settings: str = "config.settings"
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = f"carelane_test_{uuid.uuid4().hex[:8]}"
        server = os.environ.get("DATABASE_URL", "")
        self.is_postgresql = server.startswith("postgres")
        self.server = server
        self.database_name = name
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "CARELANE_DEMO": "1",
            "CARELANE_VAR": str(self.folder),
            "CARELANE_QUEUE": name,
            "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if self.is_postgresql else "",
            "PYTHONPATH": str(ROOT),
        }
        for part in ("broker/messages", "broker/control", "mail"):
            (self.folder / part).mkdir(parents=True)

    # -- the database ----------------------------------------------------------------------------------------------
    def create(self) -> None:
        if self.is_postgresql:
            self._on_server(f'CREATE DATABASE "{self.database_name}"')

    def drop(self) -> None:
        self.stop()
        if self.is_postgresql:
            self._on_server(f'DROP DATABASE IF EXISTS "{self.database_name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        connection = psycopg2.connect(self.server)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def script(self, module: str, *arguments: str, timeout: float = 600) -> Any:
        """Run one of our scripts in this installation; its last line is JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.script", module, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"{module} failed:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    # -- its processes ---------------------------------------------------------------------------------------------
    def commands(self) -> dict[str, Sequence[str]]:
        celery = ["-m", "celery", "-A", "config", "--skip-checks"]
        quiet = ["--loglevel=ERROR"]
        return {
            "web": [
                "-m",
                "gunicorn",
                "config.wsgi",
                f"--bind=127.0.0.1:{self.port}",
                "--threads=8",
                "--log-level=error",
                "--no-control-socket",
            ],
            "worker": [*celery, "worker", "--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle", *quiet],
            "beat": [*celery, "beat", "--pidfile=", *quiet],
        }

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *self.commands()[name]],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_all(self) -> None:
        for name in self.commands():
            self.start(name)
        self.wait_for_page()

    def kill(self, name: str) -> None:
        """SIGKILL to the whole process group: no handler runs, no buffer is flushed."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def revive(self) -> None:
        """Start again what has ended by itself."""
        for name in [name for name, process in self.running.items() if process.poll() is not None]:
            self.kill(name)
            self.start(name)

    def wipe_broker(self) -> None:
        """Everything that lies in the broker is gone: only wake-ups, if the design holds."""
        url = self.environment.get("CELERY_BROKER_URL", "")
        if url.startswith("amqp"):
            with kombu.Connection(url, transport_options={"confirm_publish": False}) as broker:
                broker.default_channel.queue_purge(self.database_name)
            return
        for path in (self.folder / "broker" / "messages").iterdir():
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def wait_for_page(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if requests.get(f"{self.url}/", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.2)
        raise AssertionError(f"No page within {seconds} s:\n{(self.folder / 'web.log').read_text()[-3000:]}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
