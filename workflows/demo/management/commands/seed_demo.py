"""`manage.py seed_demo`: the demonstration region, small to look at or large to measure."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.demo.region import PASSWORD
from workflows.demo.seed import seed_region
from workflows.demo.seed_large import seed_large


class Command(BaseCommand):
    help = (
        "Adds the demonstration region: invented organisations and accounts, synthetic patients only. "
        "Running it again adds what is missing and changes nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=("small", "large"), default="small")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CARELANE_DEMO:
            # Every demonstration account has the same published password.
            raise CommandError("Expected CARELANE_DEMO=1: demonstration accounts do not belong into a real installation.")
        added = seed_region()
        if options["size"] == "large":
            for name, count in seed_large().items():
                added[name] += count
        if not any(added.values()):
            self.stdout.write("The demonstration region stands already; nothing was changed.")
            return
        self.stdout.write("Added " + ", ".join(f"{count} {name}" for name, count in added.items() if count) + ".")
        self.stdout.write(f"All patients are synthetic. Password of every account: {PASSWORD}")
