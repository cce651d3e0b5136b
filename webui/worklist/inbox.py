"""Rows of the inbox as a person reads them: what, who, how long, why mine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.actor import Actor
from engine.queries.worklist import WorklistFilter, WorklistRow
from webui.words import listed
from workflows.cases.queries.case_lines import CaseLine, case_of_instances
from workflows.directory.models.membership import Role
from workflows.directory.queries.names import organisation_names

FILTERS: tuple[tuple[WorklistFilter, Any, str], ...] = (
    ("all", gettext_lazy("All my work"), "inbox"),
    ("mine", gettext_lazy("Mine"), "person"),
    ("groups", gettext_lazy("My groups"), "group"),
    ("overdue", gettext_lazy("Overdue"), "alarm"),
    ("soon", gettext_lazy("Due in 4 hours"), "schedule"),
    ("done", gettext_lazy("Done by me"), "task_alt"),
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    row: WorklistRow
    case: CaseLine | None
    why: str
    place: str  # the organisation, for people who work in several

    @property
    def id(self) -> UUID:
        return self.row.id


@dataclass(frozen=True, slots=True)
class InboxGroup:
    key: str
    heading: str
    rows: tuple[InboxRow, ...]


def chosen_filter(text: str) -> WorklistFilter:
    return next((key for key, _label, _icon in FILTERS if key == text), "all")


def inbox_rows(actor: Actor, rows: Iterable[WorklistRow]) -> list[InboxRow]:
    """With the case and patient of each. Four queries, however many rows."""
    rows = list(rows)
    cases = case_of_instances(actor, {row.instance_id for row in rows})
    names = organisation_names({row.organisation_id for row in rows}) if len(actor.organisation_ids) > 1 else {}
    return [
        InboxRow(row, cases.get(row.instance_id), why_mine(actor, row), str(names.get(row.organisation_id, ""))) for row in rows
    ]


def why_mine(actor: Actor, row: WorklistRow) -> str:
    if row.ended_at is not None:
        return _("done")
    if row.assignee_id is not None and row.assignee_id == actor.id:
        return _("mine")
    held = [group for group in row.candidate_groups if (row.organisation_id, group) in actor.groups]
    return listed(dict.fromkeys(role_label(group) for group in held))


def role_label(group: str) -> str:
    """ "referral_office@referral_office" → "Referral office"."""
    role = group.partition("@")[0]
    if role == "user":
        return _("by name")
    return str(Role(role).label) if role in Role.values else role


def grouped(rows: Iterable[InboxRow], now: datetime) -> list[InboxGroup]:
    """Emergencies, then by how soon they are due; the order within a group is the query's. Empty groups are left out."""
    headings = {
        "emergency": _("Emergencies"),
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "tomorrow": _("Due tomorrow"),
        "week": _("Within a week"),
        "later": _("Later"),
        "open": _("Without a limit"),
    }
    found: dict[str, list[InboxRow]] = {key: [] for key in headings}
    for row in rows:
        found["emergency" if row.row.is_emergency else due_group(row.row.due_at, now)].append(row)
    return [InboxGroup(key, headings[key], tuple(members)) for key, members in found.items() if members]


def due_group(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return "open"
    if due_at <= now:
        return "overdue"
    days = (timezone.localdate(due_at) - timezone.localdate(now)).days
    if days <= 1:
        return "tomorrow" if days else "today"
    return "week" if due_at - now <= timedelta(days=7) else "later"
