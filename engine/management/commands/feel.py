"""Evaluate a FEEL expression: `manage.py feel 'age >= 65' --context patient.json`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engine import clock, feel
from engine.expression_environment import BUDGET
from engine.runtime.carelane import NAMESPACES


class Command(BaseCommand):
    help = "Evaluate a FEEL expression with variables of a JSON file, and print the value and what became null."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("expression")
        parser.add_argument("--context", type=Path, help='JSON object of variables; dates as {"@d": "2026-01-01"}')

    def handle(self, *_args: Any, **options: Any) -> None:
        scope = read_values(options["context"])
        environment = feel.Environment(now=clock.now(), namespaces=NAMESPACES, budget=BUDGET)
        try:
            found = feel.compile_expression(options["expression"], names=scope).evaluate(scope, environment=environment)
        except (feel.FeelSyntaxError, feel.FeelBudgetExceeded) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(feel.text_of(found.value))
        for warning in found.warnings:
            self.stderr.write(f"{warning.line}:{warning.column}: {warning.message}")


def read_values(path: Path | None) -> dict[str, Any]:
    """The variables of a JSON file. Raises: CommandError."""
    if path is None:
        return {}
    try:
        values = feel.from_json(feel.to_feel(json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise CommandError(f"Expected a JSON file of variables at {path}: {error}") from error
    if not isinstance(values, dict):
        raise CommandError(f"Expected a JSON object in {path}.")
    return values
