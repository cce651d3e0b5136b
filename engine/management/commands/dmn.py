"""Evaluate a decision of a file: `manage.py dmn indication.dmn --decision "Indication" --input patient.json`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engine import clock, feel
from engine.dmn import DMN_SUFFIX, DecisionError, Decisions, inspect_decisions
from engine.dmn.checks import check_examples, check_tables
from engine.dmn.problems import Problem
from engine.expression_environment import BUDGET
from engine.management.commands.feel import read_values
from engine.runtime.carelane import NAMESPACES


class Command(BaseCommand):
    help = "Check a DMN file, and with --decision evaluate one of its decisions; files beside it are there to be imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--decision", help="name or id; without it the file is only checked")
        parser.add_argument("--input", type=Path, help="JSON object of inputs")

    def handle(self, *_args: Any, **options: Any) -> None:
        decisions, problems = self._read(options["file"])
        if not options["decision"]:
            self._check(options["file"].name, decisions, problems)
            return
        environment = feel.Environment(now=clock.now(), namespaces=NAMESPACES, budget=BUDGET)
        try:
            outcome = decisions.evaluate(options["decision"], read_values(options["input"]), environment=environment)
        except DecisionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(feel.text_of(outcome.value))
        for table in outcome.tables:
            rules = ", ".join(map(str, table.matched)) or "none"
            self.stderr.write(f"{table.name} ({table.hit_policy}): rules {rules}")
        for remark in outcome.remarks:
            self.stderr.write(f"{remark.name}: {remark.message}")

    def _check(self, file: str, decisions: Decisions, problems: list[Problem]) -> None:
        """Raises: CommandError where something is wrong with the file, so that a script stops. Others are told of, too."""
        found = [*problems, *check_tables(decisions), *check_examples(decisions)]
        for problem in found:
            self.stdout.write(f"{problem.severity}: {problem}")
        self.stdout.write(f"Decisions: {', '.join(each.name for each in decisions.decisions()) or 'none'}")
        wrong = sum(problem.severity == "error" and problem.file == file for problem in found)
        if wrong:
            raise CommandError(f"Expected no errors, found {wrong}.")

    def _read(self, file: Path) -> tuple[Decisions, list[Problem]]:
        """With what is remarked of the file and those that it may import. Raises: CommandError for a file that cannot be read."""
        try:
            others = [each for each in sorted(file.parent.glob(f"*{DMN_SUFFIX}")) if each.name != file.name]
            files = {each.name: each.read_bytes() for each in (file, *others)}
        except OSError as error:
            raise CommandError(f"Expected a DMN file at {file}: {error}") from error
        decisions, problems = inspect_decisions(files)
        errors = [problem for problem in problems if problem.severity == "error" and problem.file == file.name]
        if errors:
            raise CommandError("\n".join(map(str, errors)))
        return decisions, list(problems)
