"""`Idempotency-Key`: a request that is sent again gets the first answer, and its effect happens once.

The key is written in the transaction of the effect, so neither exists without the other. A refusal is not kept: the same key may
be used again once the cause is mended. Limits that passed before a refused command stand, as they do without a key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from engine import clock
from engine.errors import EngineError, InvalidInput

from .models import IdempotentAnswer
from .problems import IdempotencyKeyReused

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=2)
LONGEST_KEY = 200
Answer = tuple[int, Any]


def answer_once(request: Request, answer: Callable[[], Answer]) -> Answer:
    """Run `answer` once per key of this person; without the header, simply run it.

    Raises: InvalidInput (a key that is too long), IdempotencyKeyReused (the key came with another request).
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        return answer()
    if len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise InvalidInput(_("Expected an Idempotency-Key of at most 200 printable ASCII characters."))
    request_hash = hash_of(request)
    refusal: EngineError | None = None
    with transaction.atomic():
        row, is_new = _row(request.user.pk, key, request_hash)
        if not is_new:
            if row.request_hash != request_hash:
                raise IdempotencyKeyReused(_("Expected a new Idempotency-Key: this one was sent before with another request."))
            return row.status, row.body
        try:
            row.status, row.body = answer()
        except EngineError as error:
            # The command has taken its own work back; what rightly happened before it (limits that passed) stands.
            refusal = error
            row.delete()
        else:
            row.save(update_fields=["status", "body"])
    if refusal is not None:
        raise refusal
    return row.status, row.body


def _row(user_id: Any, key: str, request_hash: str) -> tuple[IdempotentAnswer, bool]:
    """The row of this key, and whether it is new. A second request at the same moment waits here for the first one."""
    now = clock.real_now()
    rows = IdempotentAnswer.objects
    rows.filter(user_id=user_id, created_at__lt=now - KEPT_FOR).delete()
    if (known := rows.filter(user_id=user_id, key=key).first()) is not None:
        return known, False
    try:
        with transaction.atomic():
            return rows.create(user_id=user_id, key=key, request_hash=request_hash, created_at=now), True
    except IntegrityError:
        return rows.get(user_id=user_id, key=key), False


def hash_of(request: Request) -> str:
    """What makes two requests the same: method, address and body."""
    sent = request.data
    if isinstance(sent, dict):  # a hash of little text would give a password away to whoever reads the table
        sent = {name: value for name, value in sent.items() if name != "password"}
    body = json.dumps(sent, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n{body}".encode()).hexdigest()
