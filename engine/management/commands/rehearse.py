"""Rehearse files without saving them: `manage.py rehearse model.bpmn slip.form.json`, or a shipped family with `--family`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bpmn.loader import REHEARSALS, load
from engine.errors import DeploymentRefused
from engine.rehearsal import Rehearsal, rehearse


class Command(BaseCommand):
    help = "Run every path of a model on two engines and say what was found; ends with an error if that is not clean."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--family", help="a shipped model, by its folder")
        parser.add_argument("--write", action="store_true", help="keep the result beside the shipped model")
        parser.add_argument("--json", action="store_true", help="print the whole result")

    def handle(self, *_args: Any, **options: Any) -> None:
        family = options["family"]
        files = dict(load(family).files) if family else {path.name: path.read_bytes() for path in options["files"]}
        if not files:
            raise CommandError("Expected files, or --family.")
        try:
            found = rehearse(files)
        except DeploymentRefused as refusal:
            raise CommandError(f"The files are refused: {refusal}") from refusal
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
        else:
            self._tell(found)
        if options["write"] and family:
            text = json.dumps(found.as_dict(), ensure_ascii=False, separators=(",", ":"))
            (REHEARSALS / f"{family}.json").write_text(text + "\n", encoding="utf-8")
        if not found.is_clean:
            raise CommandError("The rehearsal is not clean.")

    def _tell(self, found: Rehearsal) -> None:
        agreeing = sum(path.reference == "agrees" for path in found.paths)
        self.stdout.write(
            f"{len(found.reached)} of {found.nodes + found.flows} elements and flows reached, {len(found.forced)} by force; "
            f"{found.looked_at} situations; {len(found.paths)} paths, both engines agree on {agreeing}"
        )
        for finding in found.findings:
            self.stdout.write(f"{finding.severity:<8} {finding}")
