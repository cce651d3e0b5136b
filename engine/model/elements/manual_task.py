"""Manual task: done without the engine (BPMN 2.0.2, 13.3.3); the token passes through and the history says so."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Activity
from engine.model.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualTask(Activity):
    tag = "manualTask"


def read(reading: Reading) -> ManualTask:
    return ManualTask(**reading.activity())
