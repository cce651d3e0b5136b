"""Embedded sub-process: a scope of its own in the same process."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.elements import event_sub_process
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.process_model import Activity
from engine.model.reading import Reading, is_event_sub_process


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcess(Activity):
    tag = "subProcess"
    waits = True

    inner_scope: int


def read(reading: Reading) -> SubProcess | EventSubProcess:
    if is_event_sub_process(reading.element):
        return event_sub_process.read(reading)
    return SubProcess(**reading.activity(), inner_scope=reading.inner_scope)
