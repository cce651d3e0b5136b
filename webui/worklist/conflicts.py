"""Say what somebody else did to a task while it stood open here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engine.actor import Actor
from engine.errors import EngineError
from engine.queries.instance import HistoryRow, history
from engine.queries.user_task import UserTaskDetail
from webui.words import exact
from workflows.directory.queries.names import user_names

SENTENCES = {
    "activity_completed": "completed",
    "activity_cancelled": "cancelled",
    "user_task_claimed": "claimed",
    "user_task_unclaimed": "given_back",
    "user_task_assigned": "assigned",
    "user_task_delegated": "delegated",
}


def explained(actor: Actor, detail: UserTaskDetail, refusal: EngineError) -> EngineError:
    """The same refusal with a sentence on who did what and when, where the history tells."""
    if detail.row.is_suspended:  # nobody took the task away: it waits
        return refusal
    event = last_event(actor, detail)
    if event is None:
        return refusal
    what = sentence(event)
    if not what:
        return refusal
    kept = _("Nothing of yours was saved over it; what you typed is kept in this browser.")
    return type(refusal)(f"{what} {kept}", **refusal.details)


def last_event(actor: Actor, detail: UserTaskDetail) -> HistoryRow | None:
    rows = [
        row
        for row in history(actor, detail.row.instance_id)
        if row.activity_id == detail.row.activity_id and row.kind in SENTENCES and row.at >= detail.row.created_at
    ]
    return rows[-1] if rows else None


def sentence(event: HistoryRow) -> str:
    """ "Chen Min completed this task on 22 Nov 2026, 14:30." """
    names = user_names([event.actor_id, event.data.get("assignee")])
    who = str(names.get(event.actor_id or 0, "")) or _("The process")
    values = {"who": who, "when": exact(event.at), "to": str(names.get(event.data.get("assignee") or 0, ""))}
    sentences = {
        "completed": _("%(who)s completed this task (%(when)s)."),
        "cancelled": _("This task was withdrawn: its limit passed or the process went another way (%(when)s)."),
        "claimed": _("%(who)s took this task over (%(when)s)."),
        "given_back": _("%(who)s gave this task back to the group (%(when)s)."),
        "assigned": _("%(who)s gave this task to %(to)s (%(when)s)."),
        "delegated": _("%(who)s handed this task to %(to)s (%(when)s)."),
    }
    return sentences[SENTENCES[event.kind]] % values
