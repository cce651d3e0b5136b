"""Move the demonstration's time forward: `manage.py advance_clock 24h`."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engine.actor import SYSTEM
from engine.commands.move_demo_clock import MoveDemoClock, move_demo_clock
from engine.errors import EngineError

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_step(text: str) -> timedelta:
    """`90m`, `24h`, `7d`, `1d12h`. Raises: CommandError."""
    parts = re.findall(r"(\d+)([smhd])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise CommandError(f"Expected a step such as 90m, 24h or 1d12h, got {text!r}.")
    return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


class Command(BaseCommand):
    help = "Advance the demonstration's clock by a step such as 90m, 24h or 7d."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("by")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            now = move_demo_clock(MoveDemoClock(SYSTEM, parse_step(options["by"])))
        except EngineError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The demonstration's time is now {now.isoformat()}.")
