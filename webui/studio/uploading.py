"""What a person sends to the studio, turned into the files of a deployment before any of it is read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engine.errors import InvalidInput

ENDINGS = (".bpmn", ".form.json", ".dmn")
MAX_FILES = 60
MAX_BYTES = 8 * 1024 * 1024
FILE_NAME = re.compile(r"[\w][\w .()\-]{0,119}")


def uploaded_files(request: HttpRequest) -> dict[str, bytes]:
    """The files of the field `files` by name. Raises: InvalidInput (none, too many, too large, not ours)."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise InvalidInput(_("Expected at least one .bpmn file. Choose the files of the process together."))
    if len(uploads) > MAX_FILES:
        raise InvalidInput(_("Expected at most %(count)d files at once.") % {"count": MAX_FILES})
    if sum(upload.size or 0 for upload in uploads) > MAX_BYTES:
        raise InvalidInput(_("Expected at most %(size)d MB at once.") % {"size": MAX_BYTES // 1024 // 1024})
    return {checked_name(upload.name or ""): upload.read() for upload in uploads}


def checked_name(name: str) -> str:
    """A plain file name of a kind that belongs to a deployment. Raises: InvalidInput."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    if not FILE_NAME.fullmatch(plain) or not plain.endswith(ENDINGS):
        raise InvalidInput(
            _("“%(name)s” does not belong to a process. Expected files ending with .bpmn, .form.json or .dmn.")
            % {"name": plain[:80]}
        )
    return plain


def key_from(text: str) -> str:
    """A key made of small letters, digits, - and _. Raises: InvalidInput."""
    key = slugify(text).replace("-", "_")[:100]
    if not key:
        raise InvalidInput(_("Expected a key of letters and digits, such as two_way_referral."))
    return key
