"""Run the whole product on one machine: web, worker and beat as one group."""

from __future__ import annotations

import os
import socket
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from config.checks import no_published_passwords
from config.processes import ProcessGroup
from workflows.demo.region import ACCOUNTS, PASSWORD, PLACES

START_WITHIN = 60.0


class Command(BaseCommand):
    help = "Migrate, load the demonstration on the first start, and run web, worker and beat until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("CARELANE_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("CARELANE_PORT", "8000")))
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        self._check_port(host, port)
        for folder in ("broker/messages", "broker/control", "mail", "static"):
            (Path(settings.VAR_DIR) / folder).mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.CARELANE_DEMO:
            call_command("seed_demo", verbosity=0)
        else:
            self._refuse_published_passwords()
        call_command("publish_models", verbosity=0)

        group = ProcessGroup()
        group.listen()
        for name, arguments in self._children(host, port, options["threads"]).items():
            group.add(name, arguments)
        try:
            if self._answers(group, host, port):
                self._greet(host, port)
                dead = group.wait()
            else:
                dead = group.dead_child()
        finally:
            self.stdout.write("Stopping …")
            group.stop()
        if dead and not group.is_stopping:
            raise CommandError(
                f"The {dead} process keeps ending by itself, so everything was stopped. Its last lines stand above."
            )

    def _children(self, host: str, port: int, threads: int) -> dict[str, list[str]]:
        celery = ["-m", "celery", "--quiet", "-A", "config", "--skip-checks"]
        return {
            "web": [
                "-m",
                "gunicorn",
                "config.wsgi",
                f"--bind={host}:{port}",
                "--workers=1",
                f"--threads={threads}",
                "--log-level=warning",
                "--graceful-timeout=10",
                "--no-control-socket",
            ],
            "worker": [
                *celery,
                "worker",
                "--pool=threads",
                "--concurrency=2",
                "--loglevel=WARNING",
                "--without-gossip",
                "--without-mingle",
            ],
            "beat": [*celery, "beat", "--loglevel=WARNING", "--pidfile="],
        }

    def _refuse_published_passwords(self) -> None:
        """The same check as in `check --deploy`."""
        for problem in no_published_passwords():
            raise CommandError(f"{problem.msg} {problem.hint}")

    def _check_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Expected {host}:{port} to be free, but something listens there. Choose another with --port."
                ) from error

    def _answers(self, group: ProcessGroup, host: str, port: int) -> bool:
        end = time.monotonic() + START_WITHIN
        while time.monotonic() < end and not group.is_stopping and group.dead_child() is None:
            try:
                with urllib.request.urlopen(f"http://{host}:{port}{reverse('account_login')}", timeout=5) as answer:
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        return False

    def _greet(self, host: str, port: int) -> None:
        self.stdout.write(self.style.SUCCESS(f"\nCarelane is running at http://{host}:{port}/  (Ctrl-C stops it)\n"))
        if settings.CARELANE_DEMO:
            self.stdout.write(f"Demonstration accounts (all patients are invented), password of each: {PASSWORD}\n")
            names = {place.code: place.name_en for place in PLACES}
            for account in (account for account in ACCOUNTS if account.is_featured):
                roles = ", ".join(dict.fromkeys(role.partition("@")[0].replace("_", " ") for role in account.roles))
                self.stdout.write(f"  {account.username:<12} {roles}, {names[account.place]}")
        self.stdout.flush()
