"""After a task: one sentence on what happened, and the next task."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from engine.actor import Actor
from engine.commands.advanced import Advanced
from engine.errors import NotFound
from engine.queries.user_task import UserTaskDetail, user_task
from engine.queries.worklist import WorklistRow, worklist
from webui.patients.words import display_name
from workflows.cases.queries.case_lines import CaseLine, case_of_instances


def after(actor: Actor, done: UserTaskDetail, advanced: Advanced) -> tuple[str, UUID | None]:
    """The sentence, which names the next task: of the same process if the actor may do it, else the most urgent; and the id of
    the task to open. Another patient's form is never opened in place of the one that was just sent: the inbox leads to it.
    """
    following = _opened_for(actor, advanced) or next(iter(worklist(actor, page_size=1).rows), None)
    wanted = {done.row.instance_id} | ({following.instance_id} if following else set())
    cases = case_of_instances(actor, wanted)
    told = _("Done: %(task)s.") % {"task": _with_patient(done.row, cases.get(done.row.instance_id))}
    if following is None:
        return f"{told} " + _("Nothing else waits for you."), None
    next_words = _with_patient(following, cases.get(following.instance_id))
    opens = following.id if following.instance_id == done.row.instance_id else None
    return f"{told} " + _("Next: %(task)s.") % {"task": next_words}, opens


def _opened_for(actor: Actor, advanced: Advanced) -> WorklistRow | None:
    for user_task_id in advanced.opened_user_tasks:
        try:
            detail = user_task(actor, user_task_id)
        except NotFound:
            continue
        if detail.can_complete:
            return detail.row
    return None


def _with_patient(row: WorklistRow, case: CaseLine | None) -> str:
    if case is None or case.patient is None:
        return row.name
    return _("%(task)s, %(patient)s") % {"task": row.name, "patient": display_name(case.patient)}
