"""Bodies are read with limits: size, nesting, and text that the database can keep."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request

from webui.sent_json import NotStorable, check_storable


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


def check_size(request: Request) -> None:
    """REST framework reads bodies past Django's own limit, so it is asked here. Raises: BodyTooLarge."""
    limit = settings.CARELANE_API_MAX_BODY
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limit:
        raise BodyTooLarge(_("Expected a body of at most %(limit)d bytes.") % {"limit": limit})


class StrictJSONParser(JSONParser):
    """JSON without NaN, without endless nesting, without characters that PostgreSQL cannot store."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            value = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("Expected JSON that nests less deep.")) from error
        check_text(value)
        return value


class DeploymentParser(MultiPartParser):
    """Files of a deployment as form parts: each file part becomes an entry of `files`."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            parts = super().parse(stream, media_type, parser_context)
        except MultiPartParserError as error:
            raise ParseError(str(error)) from error
        value: dict[str, Any] = {name: parts.data.get(name) for name in parts.data}
        uploads = [upload for name in parts.files for upload in parts.files.getlist(name)]
        try:
            value["files"] = {upload.name: upload.read().decode("utf-8-sig") for upload in uploads}
        except UnicodeDecodeError as error:
            raise ParseError(_("Expected files in UTF-8.")) from error
        check_text(value)
        return value


def check_text(value: Any) -> None:
    """Raises: ParseError for NUL, for half of a surrogate pair, and for values that nest too deep."""
    try:
        check_storable(value)
    except NotStorable as error:
        raise ParseError(_("Expected text without NUL and broken characters, nested at most 60 deep.")) from error
