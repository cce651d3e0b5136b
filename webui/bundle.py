"""What the committed bundle consists of: an entry is a script, and a style sheet where it has one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DIST = Path(__file__).resolve().parent / "static" / "webui" / "dist"


@cache
def stylesheets(entry: str) -> tuple[str, ...]:
    """Addresses under the static root. Raises: FileNotFoundError for an entry that the bundle does not have."""
    if not (DIST / f"{entry}.js").is_file():
        raise FileNotFoundError(f"no bundle entry {entry}: run make frontend")
    return (f"webui/dist/{entry}.css",) if (DIST / f"{entry}.css").is_file() else ()
