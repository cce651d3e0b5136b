"""The OpenAPI document and the page that tries it out, served from this installation alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated


class Schema(SpectacularAPIView):
    """The OpenAPI document of this API."""

    permission_classes = [IsAuthenticated]


@login_required
def documentation(request: HttpRequest) -> HttpResponse:
    """Swagger UI with scripts from files only, as the content security policy asks."""
    return render(request, "webui/api/docs.html")


def tidy(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing of the document: refusals that every address shares are described once, in words."""
    words = {
        "400": "The request is not of the expected form; `fields` names what is wrong, also fields that are not declared.",
        "401": "No session and no valid token.",
        "403": "The caller may not do this.",
        "404": "Nothing with this identity is visible to the caller; also what belongs to another organisation.",
        "409": "The state does not allow it: ended, claimed by a colleague, or changed since it was read.",
        "413": "The body is too large.",
        "422": "Understood, but not acceptable: fields of a form, or findings of a model.",
        "429": "Too many requests: wait as long as Retry-After says.",
    }
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and "pattern" in parameter["schema"] and parameter["name"].endswith("_id"):
                    parameter["schema"] = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
            for code, response in operation.get("responses", {}).items():
                if code in words:
                    response["description"] = words[code]
                elif not response.get("description"):
                    response["description"] = "Done."
    return result
