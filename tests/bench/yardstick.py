"""The yardstick's models, which live beside the project; absent on other machines."""

from __future__ import annotations

import os
from pathlib import Path

MODELS = Path(os.environ.get("CARELANE_YARDSTICK", Path(__file__).parents[3] / "shared" / "yardstick")) / "models"
WHERE = "the yardstick's models are not on this machine (CARELANE_YARDSTICK names their folder)"


def pathway(*, dialect: str) -> str | None:
    """A pathway of 60 user tasks, each day a sub-process with four branches and reminders. None where it is absent.

    It is written for Python expressions; for FEEL its literals are put into ours, and nothing else.
    """
    path = MODELS / "pathway.bpmn"
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    if dialect == "feel":
        for python, feel in (
            ('>"P', ">P"),
            ('H"<', "H<"),
            ('D"<', "D<"),
            ("reminded = True", "true"),
            ("escalated = True", "true"),
        ):
            text = text.replace(python, feel)
    return text
