"""Measure, print the table, write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django

django.setup()

from tests.bench import completion, curves, decisions, over_http, pathway, spiff, throughput, timers, worklist  # noqa: E402
from tests.bench.figures import Figure, table  # noqa: E402
from tests.bench.scratch import deploy, scratch_database  # noqa: E402

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
SUBJECTS: dict[str, tuple[str, Callable[..., list[Figure]]]] = {
    "completion": ("Completing a user task, on PostgreSQL", completion.measure),
    "pathway": ("The engine alone", pathway.measure),
    "throughput": ("Beside viewflow.workflow", throughput.measure),
    "spiff": ("Beside SpiffWorkflow", spiff.measure),
    "timers": ("Timers", timers.measure),
    "worklist": ("The worklist", worklist.measure),
    "http": ("Over HTTP", over_http.measure),
    "decisions": ("Expressions and decisions", decisions.figures),
    "curves": ("How cost grows with size", curves.measure),
}
NOTES = {
    "throughput": """\
Both sides keep their state in the same PostgreSQL, in one process, one instance after the other. *Approval* is two user
tasks, the first with a form, and an exclusive gateway. *Referral's main path* has the shape of an accepted up-referral in
`bpmn/referral`, both sides in one process: 10 user tasks with forms, 7 automatic steps, 9 exclusive gateways (and one more
that only merges, which viewflow needs not), a parallel split and join, start and end. On viewflow's side they are its View,
Function, If, Split and Join nodes with a JSON-field process, and the row lock that its documentation recommends on
PostgreSQL. Ours also writes candidate groups, due dates and a hash-chained history; viewflow's also writes a row for each
node. *Through its views* posts each form to the view without middleware or HTTP; *activations alone* has no form, no
permission and no request.""",
    "spiff": """\
The instance's whole state as JSON in one row, locked, read, advanced and saved through the ORM, one transaction each. Conditions
and durations of the same model are written in each engine's own expression language.""",
    "curves": """\
The exponent of the curve through three sizes: 1 is linear, 0 does not grow. CPU time, except for the history, which is wall time
on PostgreSQL.""",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*", help=f"which to measure (all): {', '.join(SUBJECTS)}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes and shorter turns; prints only")
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f"expected subjects among {', '.join(SUBJECTS)}, got {', '.join(sorted(unknown))}")
    sections = measured(options.subjects or list(SUBJECTS), quick=options.quick)
    if not (options.no_write or options.quick or options.subjects):
        PAGE.write_text(page(sections), encoding="utf-8")
    return 0 if all(row.is_reached is not False for rows in sections.values() for row in rows) else 1


def measured(subjects: list[str], *, quick: bool) -> dict[str, list[Figure]]:
    sections: dict[str, list[Figure]] = {}
    with scratch_database():
        deploy()
        for subject in subjects:
            title, measure = SUBJECTS[subject]
            sections[subject] = measure(quick=quick)
            print(f"## {title}\n\n{table(sections[subject])}\n", flush=True)
    return sections


def page(sections: dict[str, list[Figure]]) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    packages = ("Django", "psycopg2-binary", "django-viewflow", "SpiffWorkflow", "gunicorn")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    parts = [
        f"# Benchmarks\n\n`make bench` wrote this page on {datetime.now(UTC):%Y-%m-%d} ({machine}; {versions}).\n"
        "Both sides of a ratio are measured in the same run. Only ratios, counts and exponents carry over to another machine.\n"
        '`make bench ARGS="--quick"` measures smaller sizes, `ARGS="timers curves"` some subjects; both only print.'
    ]
    for subject, rows in sections.items():
        note = f"{NOTES[subject]}\n\n" if subject in NOTES else ""
        parts.append(f"## {SUBJECTS[subject][0]}\n\n{note}{table(rows)}")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
