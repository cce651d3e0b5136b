"""Make an API token for a person, from the shell of the installation."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engine.errors import FormInvalid
from webui.api.tokens import DEFAULT_LIFE, issue_token
from workflows.directory.models import User


class Command(BaseCommand):
    help = "Make an API token that acts as one person. Its text is printed once; only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="command line", help="what the token is for")
        parser.add_argument("--days", type=int, default=DEFAULT_LIFE.days, help="how long it lives, at most 366")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"Expected a person who may sign in, but there is no {options['username']}.")
        try:
            token, text = issue_token(user, options["name"], timedelta(days=options["days"]))
        except FormInvalid as refusal:
            raise CommandError("; ".join(str(error) for errors in refusal.field_errors.values() for error in errors)) from refusal
        self.stderr.write(f"Token of {user.username}, valid until {token.expires_at:%Y-%m-%d %H:%M} UTC. It is shown only now:")
        self.stdout.write(text)
