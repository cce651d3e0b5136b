"""Abstract task (`bpmn:task`): completes at once (BPMN 2.0.2, 13.3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Activity
from engine.model.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractTask(Activity):
    tag = "task"


def read(reading: Reading) -> AbstractTask:
    return AbstractTask(**reading.activity())
