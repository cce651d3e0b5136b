"""Deployments as the studio's pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engine.actor import Actor
from engine.errors import DeploymentRefused
from engine.model import FORM_SUFFIX, FormSchema
from engine.queries.definitions import DeploymentDetail, DeploymentRow
from engine.queries.rehearsals import RehearsalView
from workflows.directory.queries.names import user_names

STATES: dict[str, tuple[object, str, str]] = {
    "draft": (_("Draft"), "edit", ""),
    "in_review": (_("In review"), "visibility", "soon"),
    "published": (_("Published"), "verified", "good"),
    "retired": (_("Retired"), "archive", ""),
}
SEVERITIES: dict[str, tuple[object, str, str]] = {
    "error": (_("Error"), "error", "over"),
    "warning": (_("Warning"), "warning", "soon"),
    "info": (_("Remark"), "info", ""),
}


@dataclass(slots=True)
class DeploymentLine:
    """One key of the list: its newest revision, and the one in use."""

    newest: DeploymentRow
    published: DeploymentRow | None = None
    author: Any = None
    revisions: list[DeploymentRow] = field(default_factory=list)


def lines(rows: Iterable[DeploymentRow]) -> list[DeploymentLine]:
    """One line a key, newest first within it; what waits for a review stands on top, then drafts, then the rest."""
    rows = list(rows)
    names = user_names(row.author_id for row in rows)
    found: dict[str, DeploymentLine] = {}
    for row in rows:
        line = found.setdefault(row.key, DeploymentLine(row, author=names.get(row.author_id or 0)))
        line.revisions.append(row)
        if row.state == "published" and line.published is None:
            line.published = row
    order = {"in_review": 0, "draft": 1, "published": 2, "retired": 3}
    return sorted(found.values(), key=lambda line: (order.get(line.newest.state, 9), line.newest.key))


def bpmn_files(detail: DeploymentDetail) -> list[str]:
    return sorted(name for name in detail.files if name.endswith(".bpmn"))


def chosen_file(detail: DeploymentDetail, wanted: str | None) -> str:
    """The file to draw: the one asked for, else the first one; "" where there is none."""
    names = bpmn_files(detail)
    return wanted if wanted in names else (names[0] if names else "")


def diagram(detail: DeploymentDetail, file: str, rehearsal: RehearsalView) -> dict[str, Any]:
    """The document of the bundle's viewer: what was found, and what the rehearsal reached."""
    problems = [
        {"element": finding["element_id"], "severity": finding["severity"]}
        for finding in [*detail.findings, *rehearsal.findings]
        if finding["file"] == file and finding["element_id"]
    ]
    marked = {problem["element"] for problem in problems}
    unreached = [each["element_id"] for each in rehearsal.result.get("unreached", ())]
    problems += [{"element": name, "severity": "warning"} for name in unreached if name not in marked]
    return {"xml": detail.files.get(file, ""), "problems": problems, "taken": rehearsal.result.get("reached", [])}


def rehearsal_state(rehearsal: RehearsalView) -> tuple[object, str, str]:
    """Words, sign and colour of a rehearsal."""
    if rehearsal.state == "done":
        return (_("Clean"), "check", "good") if rehearsal.is_clean else (_("Not clean"), "error", "over")
    return _REHEARSALS[rehearsal.state]


_REHEARSALS: dict[str, tuple[object, str, str]] = {
    "none": (_("Not rehearsed"), "info", ""),
    "waiting": (_("Being rehearsed"), "schedule", "soon"),
    "failed": (_("Rehearsal failed"), "error", "over"),
}


def forms(detail: DeploymentDetail) -> list[dict[str, Any]]:
    """Each form file with the document of the bundle's form view, or without one where it cannot be read."""
    found: list[dict[str, Any]] = []
    for name in sorted(detail.files):
        if not name.endswith(FORM_SUFFIX):
            continue
        key = name.removesuffix(FORM_SUFFIX)
        try:
            schema: FormSchema | None = FormSchema.parse(key, detail.files[name].encode())
        except DeploymentRefused:
            schema = None
        language = get_language() or "en"
        found.append(
            {
                "key": key,
                "file": name,
                "title": schema.title.render(language) if schema else key,
                "fields": len(schema.field_names) if schema else 0,
                "document_id": f"form-{len(found)}",
                "document": {"schema": schema.render(language, {}), "data": {}} if schema else None,
            }
        )
    return found


def possible_acts(actor: Actor, detail: DeploymentDetail) -> dict[str, bool]:
    """Which buttons the page offers; the commands decide again."""
    row = detail.row
    designs, publishes = actor.may_anywhere("design"), actor.may_anywhere("publish")
    is_author = actor.id == row.author_id
    return {
        "edit": designs,
        "submit": designs and row.state == "draft",
        "review": publishes and row.state == "in_review" and not is_author,
        "wait_for_other": row.state == "in_review" and is_author,
        "retire": publishes and row.state == "published",
    }


def finding_in_language(finding: dict[str, Any]) -> dict[str, Any]:
    """A stored finding for the editor's script, in the reader's language."""
    language = "zh" if (get_language() or "en").startswith("zh") else "en"
    told = [name for name in ("message", "hint", "why") if name in finding]
    texts: dict[str, Any] = {name: finding[name].get(language) or finding[name].get("en", "") for name in told}
    return {**finding, **texts}
