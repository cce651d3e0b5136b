from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from workflows.deviations.handbook import rules_table

TABLE = re.compile(r"(<!-- rules -->\n).*?(<!-- end of rules -->)", re.DOTALL)


class Command(BaseCommand):
    help = "Print the table of deviation rules; with --write, put it into docs/deviations.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        table = rules_table()
        if not options["write"]:
            self.stdout.write(table)
            return
        paper = Path(settings.BASE_DIR) / "docs" / "deviations.md"
        text = TABLE.sub(lambda match: f"{match[1]}{table}\n{match[2]}", paper.read_text(encoding="utf-8"))
        paper.write_text(text, encoding="utf-8")
