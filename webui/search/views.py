"""One field, every room: each result comes from its own query, which decides what the person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from engine.actor import Actor
from engine.queries.definitions import DeploymentRow, deployments
from engine.queries.worklist import WorklistRow, worklist
from webui.access import actor_of, may_any
from webui.sought import sought_by
from workflows.cases.queries.case_lines import CaseLine
from workflows.cases.queries.cases import find_cases
from workflows.patients.models import Patient
from workflows.patients.queries.patients import find_patients

SHOWN = 8
TASKS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Found:
    patients: tuple[Patient, ...] = ()
    more_patients: int = 0
    cases: tuple[CaseLine, ...] = ()
    tasks: tuple[WorklistRow, ...] = ()
    processes: tuple[DeploymentRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.patients or self.cases or self.tasks or self.processes)


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    sought = sought_by(request)
    if request.method == "POST":
        return redirect(sought.address("search"))
    context = {
        "search": sought.words,
        "search_is_gone": sought.is_gone,
        "found": find(actor_of(request), sought.words) if sought.words else Found(),
        "all_patients": sought.address("patients:index"),
    }
    return render(request, "webui/search/results.html", context)


def find(actor: Actor, words: str) -> Found:
    patients: tuple[Patient, ...] = ()
    more, cases = 0, []
    if actor.may_anywhere("read_patients"):
        page = find_patients(actor, words, page_size=SHOWN)
        patients, more = page.patients, max(0, page.total - len(page.patients))
        cases = find_cases(actor, words, limit=SHOWN)
    return Found(patients, more, tuple(cases), _tasks(actor, words, cases), _processes(actor, words))


def _tasks(actor: Actor, words: str, cases: list[CaseLine]) -> tuple[WorklistRow, ...]:
    """Open tasks of the cases found, and those named so in either language."""
    if not may_any(actor, ("work", "assign")):
        return ()
    numbers, wanted = {case.number for case in cases}, words.casefold()
    rows = worklist(actor, page_size=TASKS_LOOKED_AT).rows
    fits = (row for row in rows if row.business_key in numbers or wanted in f"{row.name_en}\n{row.name_zh}".casefold())
    return tuple(fits)[:SHOWN]


def _processes(actor: Actor, words: str) -> tuple[DeploymentRow, ...]:
    """The newest revision of each process whose name or key holds the words."""
    if not may_any(actor, ("design", "publish")):
        return ()
    newest: dict[str, DeploymentRow] = {}
    for row in deployments(actor):
        if words.casefold() in f"{row.name}\n{row.key}".casefold():
            newest.setdefault(row.key, row)
    return tuple(newest.values())[:SHOWN]
