"""`manage.py reopen_organisation`: once an organisation is closed nobody holds a role there who could open it again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from engine.actor import SYSTEM
from workflows.directory.models import Organisation
from workflows.directory.record import record


class Command(BaseCommand):
    help = "Open a closed organisation again; the roles that were held there count again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.select_for_update().filter(code=options["code"]).first()
        if organisation is None or organisation.closed_on is None:
            raise CommandError(f"Expected the code of an organisation that is closed or about to close, found {options['code']}.")
        organisation.closed_on = None
        organisation.save(update_fields=["closed_on"])
        record(SYSTEM, organisation.pk, "organisation_reopened", key=organisation.code)
        self.stdout.write(f"{organisation.name} is open.")
