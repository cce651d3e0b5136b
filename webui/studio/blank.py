"""The drawing that a new process begins with: a start, one step, an end."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

_TEMPLATE = Path(__file__).with_name("blank.bpmn").read_text(encoding="utf-8")


def blank_process(key: str, name: str) -> bytes:
    """A valid one-step process with this id and name, with its drawing."""
    process_id = key if key[0].isalpha() else f"process_{key}"  # an XML id begins with a letter
    return _TEMPLATE.replace("@key@", quoteattr(process_id)).replace("@name@", quoteattr(name)).encode()
