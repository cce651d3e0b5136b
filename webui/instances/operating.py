"""What an operator does to one live instance from its page. Each act is a dialog with a reason; views only translate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from engine import feel
from engine.actor import Actor
from engine.commands.add_token import AddToken, add_token
from engine.commands.cancel_token import CancelToken, cancel_token
from engine.commands.decide_skip import DecideSkip, agree_to_skip, refuse_skip
from engine.commands.move_token import MoveToken, move_token
from engine.commands.request_skip import RequestSkip, request_skip
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.second_signature import SecondSignatureNeeded
from engine.commands.set_variables import SetVariables, set_variables
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import EngineError, InvalidInput, InvalidState, NotAuthorised, StaleCommand
from engine.queries.instance import InstanceDetail
from engine.queries.skip_requests import skip_requests
from engine.queries.tokens import tokens
from webui.access import actor_of, permitted
from webui.sent_json import read_json
from webui.signature import needs_password, signed_at
from workflows.directory.queries.names import user_names

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Sent = Mapping[str, str]
Act = Callable[[Actor, UUID, str, Sent], Any]  # a sentence of its own where not the usual came of it
ASKED = gettext_lazy("It would leave a task undone, so it is asked for: it is done when a second person agrees.")


def _suspend(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> None:
    suspend_instance(SuspendInstance(actor, instance_id, reason))


def _resume(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> None:
    resume_instance(ResumeInstance(actor, instance_id, reason))


def _move(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> StrPromise | None:
    token_id, activity_id = _token(sent), sent.get("activity", "")
    try:
        move_token(MoveToken(actor, instance_id, reason, token_id, activity_id))
    except SecondSignatureNeeded:
        request_skip(RequestSkip(actor, instance_id, reason, token_id, act="move", target_id=activity_id))
        return ASKED
    return None


def _add(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> None:
    add_token(AddToken(actor, instance_id, reason, sent.get("activity", "")))


def _end(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> StrPromise | None:
    try:
        cancel_token(CancelToken(actor, instance_id, reason, _token(sent)))
    except SecondSignatureNeeded:
        request_skip(RequestSkip(actor, instance_id, reason, _token(sent), act="cancel"))
        return ASKED
    return None


def _correct(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> None:
    set_variables(SetVariables(actor, instance_id, reason, corrected(sent)))


def _skip(actor: Actor, instance_id: UUID, reason: str, sent: Sent) -> None:
    values = corrected(sent) if sent.get("name", "").strip() else {}
    request_skip(RequestSkip(actor, instance_id, reason, _token(sent), values))


ACTS: Mapping[str, tuple[Act, StrPromise]] = {
    "suspend": (_suspend, gettext_lazy("The process is suspended. Nothing moves until it is resumed.")),
    "resume": (_resume, gettext_lazy("The process goes on.")),
    "move": (_move, gettext_lazy("The step was moved.")),
    "add": (_add, gettext_lazy("The step has begun.")),
    "end": (_end, gettext_lazy("What ran there has ended.")),
    "skip": (_skip, gettext_lazy("It is asked for. The step is skipped when a second person agrees.")),
    "correct": (_correct, gettext_lazy("The value is corrected.")),
}


@require_POST
@permitted("operate")
def operate(request: HttpRequest, instance_id: UUID, act: str) -> HttpResponse:
    from .views import instance_context  # the page that this one is a part of

    if act not in ACTS:
        raise Http404
    run, done = ACTS[act]
    sent = request.POST.dict()
    try:
        done = run(actor_of(request), instance_id, str(sent.get("reason", "")), sent) or done
    except (InvalidInput, InvalidState, StaleCommand) as refusal:
        context = {**instance_context(request, instance_id), **refused(refusal, act, sent)}
        return render(request, "webui/instances/instance.html", context, status=refusal.http_status)
    messages.success(request, done)
    return redirect("instances:detail", instance_id=instance_id)


@require_POST
@permitted("operate")
def decide_skip(request: HttpRequest, instance_id: UUID, request_id: UUID, answer: str) -> HttpResponse:
    """The second signature, or a refusal with its reason."""
    from .views import instance_context

    words = {"agree": (agree_to_skip, _("It is signed and done.")), "refuse": (refuse_skip, _("The step stays as it is."))}
    if answer not in words:
        raise Http404
    act, done = words[answer]
    try:
        at = signed_at(request) if answer == "agree" else None
        act(DecideSkip(actor_of(request), request_id, request.POST.get("reason", ""), at))
    except (InvalidInput, InvalidState, StaleCommand, NotAuthorised) as refusal:
        context = {**instance_context(request, instance_id), "refusal": refusal}
        return render(request, "webui/instances/instance.html", context, status=refusal.http_status)
    messages.success(request, done)
    return redirect("instances:detail", instance_id=instance_id)


def refused(refusal: EngineError, act: str, sent: Sent) -> dict[str, Any]:
    """The dialog opens again with what was typed and what was expected."""
    return {"act_refusal": refusal, "act": act, "sent": sent}


def operating_context(request: HttpRequest, instance: InstanceDetail) -> dict[str, Any]:
    """What the dialogs offer: tokens, steps, values."""
    actor = actor_of(request)
    found = tokens(actor, instance.summary.id)
    skips = skip_requests(actor, instance_id=instance.summary.id)
    people = user_names(row.asked_by_id for row in skips)
    movable = [token for token in found.rows if token.targets]
    scopes = {token.scope_id: token for token in movable}
    return {
        "tokens": found.rows,
        "movable": movable,
        "skippable": [token for token in found.rows if token.can_skip],
        "needs_password": bool(skips) and needs_password(request),
        "skips": [(row, people.get(row.asked_by_id or 0)) for row in skips],
        "endable": [token for token in found.rows if token.can_cancel],
        "addable": found.addable,
        "scopes": list(scopes.values()),
        "correctable": instance.variable_names,
    }


def corrected(sent: Sent) -> dict[str, Any]:
    """One name and its new value, as JSON. Raises: InvalidInput."""
    name, text = str(sent.get("name", "")).strip(), str(sent.get("value", "")).strip()
    if not name or len(name) > 200:
        raise InvalidInput(_("Expected the name of a value."))
    try:
        return {name: feel.from_json(read_json(text))}
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(_("Expected JSON: text in double quotes, or a number, true, false or null.")) from error


def _token(sent: Sent) -> int:
    text = str(sent.get("token", ""))
    if not text.isdecimal() or len(text) > 9:
        raise InvalidInput(_("Expected one of the steps that the page offers."))
    return int(text)
