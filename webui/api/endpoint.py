"""The shape of every view of the API: who may, what is read, what is answered, and the same for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engine.actor import Actor
from webui.access import actor_of, may_any

from .idempotency import HEADER, answer_once
from .parsing import check_size

# Whoever holds a role in some organisation; the query then decides about each object.
STAFF = "staff"
PROBLEM = "application/problem+json"


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for the reader, in the language asked for with Accept-Language.")
    code = serializers.CharField(help_text="Stable, for programs.")
    instance = serializers.CharField(required=False)
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="What is wrong with which field."
    )


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read: who, the query string and the body as their serializers validated them."""

    request: Request
    actor: Actor
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def user(self) -> Any:
        return self.request.user


class HoldsPermission(BasePermission):
    """One of the permissions that the view names for this method. A method that names none is nobody's."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = view.permissions.get(request.method)
        if needed is None:
            raise MethodNotAllowed(request.method or "")
        actor = actor_of(request)
        if STAFF in needed and actor.organisation_ids:
            return True
        if not may_any(actor, tuple(needed)):
            raise PermissionDenied(_("This needs a role that you do not hold."))
        return True


class ApiView(APIView):
    """Default deny: `permissions` names for each method who may call it."""

    permissions: Mapping[str, tuple[str, ...]] = {}
    permission_classes = [IsAuthenticated, HoldsPermission]
    metadata_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_size(request)


Method = Callable[..., Any]


def endpoint(
    summary: str,
    *,
    tag: str,
    answer: Any = None,
    query: type[serializers.Serializer[Any]] | None = None,
    body: type[serializers.Serializer[Any]] | None = None,
    status: int = 200,
    refuses: tuple[int, ...] = (),
    description: str | Promise = "",
    is_idempotent: bool = False,
    media: tuple[str, ...] = ("application/json",),
) -> Callable[[Method], Method]:
    """Let a method take a `Call` and give plain data; read and write by the serializers named here."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def view(self: APIView, request: Request, **path: Any) -> Response:
            call = Call(request, actor_of(request), _read(query, request.query_params), _read_body(body, request))

            def run() -> tuple[int, Any]:
                return status, _written(answer, method(self, call, **path))

            code, written = answer_once(request, run) if is_idempotent else run()
            return Response(written, status=code)

        return extend_schema(
            operation_id="_".join(summary.lower().replace("’", "").replace("'", "").split()),
            summary=summary,
            description=str(description) or (method.__doc__ or "").strip() or summary,
            tags=[tag],
            parameters=_parameters(query, is_idempotent),
            request=dict.fromkeys(media, body) if body is not None else None,
            responses=_responses(answer, status, refuses),
        )(view)

    return decorate


def _read(serializer: type[serializers.Serializer[Any]] | None, data: Any) -> Mapping[str, Any]:
    """Query parameters; without a serializer none may be sent."""
    from .fields import NothingSerializer

    reader = (serializer or NothingSerializer)(data=data.dict() if hasattr(data, "dict") else data)
    reader.is_valid(raise_exception=True)
    return reader.validated_data


def _read_body(serializer: type[serializers.Serializer[Any]] | None, request: Request) -> Mapping[str, Any]:
    if request.method in {"GET", "HEAD"} or (serializer is None and not request.data):
        return {}
    return _read(serializer, request.data)


def _written(answer: Any, value: Any) -> Any:
    if answer is None:
        return None
    serializer = answer() if isinstance(answer, type) else answer
    return serializer.to_representation(value)


def _parameters(query: Any, is_idempotent: bool) -> list[Any]:
    parameters: list[Any] = [query] if query is not None else []
    if is_idempotent:
        words = "Sent again with the same key, a request gets its first answer and its effect happens once. Kept for two days."
        parameters.append(OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=words))
    return parameters


def _responses(answer: Any, status: int, refuses: tuple[int, ...]) -> dict[Any, Any]:
    responses: dict[Any, Any] = {status: answer}
    for code in sorted({400, 401, 403, 429, *refuses}):
        responses[code, PROBLEM] = ProblemSerializer
    return responses
