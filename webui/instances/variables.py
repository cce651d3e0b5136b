"""Variables of an instance as an operator reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.feel import to_json


def shown_variables(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """By name; dates, numbers and texts plainly, the rest as JSON."""
    return [(name, _text(values[name])) for name in sorted(values)]


def _text(value: Any) -> str:
    plain = to_json(value)
    if isinstance(plain, dict) and len(plain) == 1 and next(iter(plain)).startswith("@"):
        return str(next(iter(plain.values())))
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
