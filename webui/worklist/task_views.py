"""One task: read it, do it, claim it, give it back, hand it over. Each view translates into one command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from engine.commands.advanced import Advanced
from engine.commands.claim_user_task import (
    AssignUserTask,
    ClaimUserTask,
    DelegateUserTask,
    UnclaimUserTask,
    assign_user_task,
    claim_user_task,
    delegate_user_task,
    unclaim_user_task,
)
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.errors import Conflict, EngineError, FormInvalid, InvalidInput, InvalidState, NotAuthorised
from engine.queries.user_task import UserTaskDetail, user_task
from webui import answers
from webui.access import actor_of, permitted
from webui.answers import form_values, whole_number
from webui.problems import wants_problem
from workflows.directory.actor import actor_for
from workflows.directory.models import User
from workflows.form_options import options_for

from .conflicts import explained
from .next_work import after
from .task_page import colleagues, task_context


@never_cache  # "Back" after completing it shows how it stands, not the form that was sent
@require_GET
@permitted("work", "assign", "read_instance")
def task(request: HttpRequest, user_task_id: UUID) -> HttpResponse:
    """The page; a request by script gets the task alone, for the inbox."""
    return task_answer(request, user_task_id)


def task_answer(
    request: HttpRequest,
    user_task_id: UUID,
    *,
    refusal: EngineError | None = None,
    typed: Mapping[str, Any] | None = None,
    done: str = "",
) -> HttpResponse:
    context = task_context(request, user_task_id, refusal=refusal, typed=typed)
    context["done"] = done
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "webui/worklist/task.html" if is_fragment else "webui/worklist/task_page.html"
    response = render(request, template, context, status=refusal.http_status if refusal else 200)
    if done or refusal:
        response.headers["HX-Trigger"] = "carelane:work-changed"
    return response


@require_POST
@permitted("work", "assign")
def complete(request: HttpRequest, user_task_id: UUID) -> HttpResponseBase:
    """Complete the task. Scripts get where to go next as JSON, and refusals as problem documents; others get pages."""
    actor = actor_of(request)
    detail = user_task(actor, user_task_id)
    values = form_values(request) if "form_data" in request.POST else {}
    options = options_for(detail.row.process_key, detail.row.organisation_id)
    try:
        advanced = complete_user_task(
            CompleteUserTask(actor, user_task_id, values, whole_number(request, "version"), options=options)
        )
    except (InvalidState, Conflict) as refusal:
        told = explained(actor, detail, refusal)
        if wants_problem(request):
            raise told from refusal
        return task_answer(request, user_task_id, refusal=told, typed=values)
    except FormInvalid as refusal:
        if wants_problem(request):
            raise
        return task_answer(request, user_task_id, refusal=refusal, typed=values)
    return _go_on(request, detail, advanced)


def _go_on(request: HttpRequest, detail: UserTaskDetail, advanced: Advanced) -> HttpResponseBase:
    told, next_id = after(actor_of(request), detail, advanced)
    if request.POST.get("from") == "inbox":
        where = reverse("work:index") + (f"?task={next_id}" if next_id else "")
    else:
        where = reverse("work:task", args=[next_id]) if next_id else reverse("work:index")
    return answers.done(request, told, where)


@require_POST
@permitted("work", "assign")
def claim(request: HttpRequest, user_task_id: UUID) -> HttpResponse:
    command = ClaimUserTask(actor_of(request), user_task_id, whole_number(request, "version"))
    return _change(request, user_task_id, lambda: claim_user_task(command), _("This task is yours now."))


@require_POST
@permitted("work", "assign")
def give_back(request: HttpRequest, user_task_id: UUID) -> HttpResponse:
    command = UnclaimUserTask(actor_of(request), user_task_id, whole_number(request, "version"))
    return _change(request, user_task_id, lambda: unclaim_user_task(command), _("The task is back with its group."))


@require_POST
@permitted("work", "assign")
def hand_over(request: HttpRequest, user_task_id: UUID) -> HttpResponse:
    """To one colleague: delegated by its holder, or assigned by who assigns work there."""
    actor = actor_of(request)
    detail = user_task(actor, user_task_id)
    asked = request.POST.get("colleague", "")
    chosen = next((one for one in colleagues(actor, detail) if str(one.id) == asked), None)
    if chosen is None:
        refusal = InvalidInput(_("Choose a colleague whose role may do this task."))
        return _refused(request, detail, refusal)
    receiver = actor_for(User.objects.get(pk=chosen.id))

    def change() -> Advanced:
        if detail.is_mine and not detail.can_assign:
            return delegate_user_task(DelegateUserTask(actor, user_task_id, receiver, whole_number(request, "version")))
        return assign_user_task(AssignUserTask(actor, user_task_id, receiver, whole_number(request, "version")))

    return _change(request, user_task_id, change, _("%(name)s has the task now.") % {"name": chosen.name})


def _change(request: HttpRequest, user_task_id: UUID, change: Any, told: str) -> HttpResponse:
    detail = user_task(actor_of(request), user_task_id)
    try:
        change()
    except (InvalidState, Conflict, NotAuthorised) as refusal:
        return _refused(request, detail, refusal)
    if request.headers.get("HX-Request") == "true":
        return task_answer(request, user_task_id, done=told)
    messages.success(request, told)
    return redirect("work:task", user_task_id=user_task_id)


def _refused(request: HttpRequest, detail: UserTaskDetail, refusal: EngineError) -> HttpResponse:
    told = explained(actor_of(request), detail, refusal) if isinstance(refusal, InvalidState | Conflict) else refusal
    return task_answer(request, detail.row.id, refusal=told)
