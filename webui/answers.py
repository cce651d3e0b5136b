"""What a page answers after an act: one sentence and the next place, to a browser and to our scripts alike."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from engine.errors import InvalidInput

from .problems import wants_problem
from .sent_json import read_json


def done(request: HttpRequest, sentence: str, next_url: str) -> HttpResponseBase:
    """Say what happened on the next page. Scripts get {"next": url} and go there; others are redirected."""
    if sentence:
        messages.success(request, sentence)
    if wants_problem(request):
        return JsonResponse({"next": next_url})
    return redirect(next_url)


def form_values(request: HttpRequest) -> dict[str, Any]:
    """The values of a form-js form, sent as JSON in the field `form_data`. Raises: InvalidInput."""
    try:
        values = read_json(request.POST.get("form_data", ""))
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise InvalidInput(_("Expected the fields of the form as a JSON object."))
    return values


def whole_number(request: HttpRequest, name: str) -> int:
    """A whole number sent in a form field, such as the version that the page was made from. Raises: InvalidInput."""
    text = request.POST.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidInput(_("Expected a whole number in “%(field)s”.") % {"field": name})
    return int(text)
