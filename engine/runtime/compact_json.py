"""JSON without spaces, as states and histories keep it.

`json.JSONEncoder.encode` makes a new C encoder for every text, which costs more than a small text itself; this keeps one.
"""

from __future__ import annotations

from collections.abc import Callable
from json import JSONEncoder, encoder
from typing import Any

_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _kept_encoder() -> Callable[[Any], str]:
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:  # an interpreter without it
        return _ENCODER.encode
    escaped = encoder.encode_basestring
    parts = make(None, _ENCODER.default, escaped, None, ":", ",", False, False, True)
    return lambda value: "".join(parts(value, 0))


encode: Callable[[Any], str] = _kept_encoder()
