"""Pages of the deviation ledger."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engine import clock
from engine.errors import Conflict, FormInvalid, InvalidInput
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from workflows.deviations.commands.give_verdict import GiveVerdict, give_verdict
from workflows.deviations.export import MEDIA_TYPE, ledger_workbook
from workflows.deviations.queries.ledger import deviation, ledger

from .filters import filter_context, filter_from, page_from
from .presenting import VERDICT_FIELDS, evidence_rows, parameter_rows, source_words, verdict_choices

PAGE_SIZE = 50


@require_GET
@permitted("quality")
def index(request: HttpRequest) -> HttpResponse:
    """The deviations of the organisations whose quality the reader looks after, newest first."""
    actor = actor_of(request)
    chosen, page = filter_from(request.GET), page_from(request.GET)
    rows, total = ledger(actor, chosen, page=page, page_size=PAGE_SIZE)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        **filter_context(actor, chosen),
        "rows": rows,
        "total": total,
        "page": page,
        "pages": Paginator(range(total), PAGE_SIZE).num_pages,
        "query": asked.urlencode(),
    }
    return render(request, "webui/deviations/index.html", context)


@require_GET
@permitted("quality")
def export(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    written = ledger_workbook(actor_of(request), filter_from(request.GET))
    name = f"deviations-{timezone.localdate(clock.now()).isoformat()}.xlsx"
    return HttpResponse(
        written,
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_GET
@permitted("quality")
def one(request: HttpRequest, deviation_id: int) -> HttpResponse:
    return render(request, "webui/deviations/one.html", one_context(request, deviation_id))


def one_context(request: HttpRequest, deviation_id: int) -> dict[str, Any]:
    """Raises: NotFound for a deviation of another organisation."""
    actor = actor_of(request)
    found = deviation(actor, deviation_id)
    process, evidence = evidence_rows(actor, found)
    return {
        "found": found,
        "line": found.line,
        "process": process,
        "evidence": evidence,
        "parameters": parameter_rows(found.parameters),
        "source": source_words(found.source),
        "choices": verdict_choices(),
        "current": found.verdicts[-1] if found.verdicts else None,
        "earlier": list(reversed(found.verdicts[:-1])),
    }


@require_POST
@permitted("quality")
def judge(request: HttpRequest, deviation_id: int) -> HttpResponse:
    """Keep the verdict, or show again what was typed with what is wrong with it."""
    after = request.POST.get("after", "")
    if after and not (after.isdecimal() and len(after) <= 6):
        raise InvalidInput(_("Expected the page's own form."))
    values = {name: request.POST.get(name, "") for name in VERDICT_FIELDS}
    command = GiveVerdict(
        actor_of(request), deviation_id, values["verdict"], values["reason"].replace("\0", ""), int(after) if after else None
    )
    try:
        give_verdict(command)
    except (FormInvalid, Conflict) as refusal:
        errors = field_errors(refusal if isinstance(refusal, FormInvalid) else None, VERDICT_FIELDS)
        context = {**one_context(request, deviation_id), "values": values, "errors": errors}
        context["refusal"] = refusal if isinstance(refusal, Conflict) else None
        return render(request, "webui/deviations/one.html", context, status=refusal.http_status)
    messages.success(request, _("The verdict stands in the ledger."))
    return redirect("deviations:one", deviation_id=deviation_id)
