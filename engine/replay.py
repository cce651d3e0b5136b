"""The commands of an instance stand in its history; run again, they give its state.

Each is an event of the kind "command" before the events that it caused, so it is hashed with them. What a person only decided
about a task (a claim, a delegation) changes no state and has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Final
from uuid import UUID

from engine import definitions, feel, registry, runtime
from engine.calendars import CalendarBook
from engine.limits import read_budget
from engine.model.process_model import ProcessModel
from engine.models.definition import ProcessDefinition
from engine.models.history import HistoryEntry
from engine.models.instance import ProcessInstance
from engine.runtime import commands
from engine.runtime.events import Event
from engine.runtime.ledger import NO_CALENDARS
from engine.runtime.migration import migrate

KIND: Final = "command"


def event_of(command: commands.Command, *, calendars: CalendarBook = NO_CALENDARS, limits: str = "") -> Event:
    """A command as a fact of the history, with what else decided its outcome: versions of calendars, raised limits."""
    kind: Any = type(command)  # hashable, which type checkers doubt
    told = {}
    for name, is_needed in _fields(kind):
        value = getattr(command, name)
        if value or is_needed:
            told[name] = value if isinstance(value, int | str) else _to_json(value)
    data: dict[str, Any] = {"do": kind.__name__, "with": told}
    if calendars:
        data["calendars"] = {key: calendars.version(key) for key in calendars}
    if limits:
        data["limits"] = limits
    return Event(KIND, data=data)


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Name of each field, and whether it has no default: what is empty by default is not told."""
    return tuple((each.name, each.default is MISSING and each.default_factory is MISSING) for each in fields(kind))


def command_of(data: Mapping[str, Any]) -> commands.Command:
    """The inverse of `event_of`. Raises: AttributeError for a command that this release does not know."""
    kind = getattr(commands, data["do"])
    command: commands.Command = kind(**{name: _from_json(value) for name, value in data["with"].items()})
    return command


def rebuilt_state(instance_id: UUID) -> str:
    """The state as text that the commands of the history give, without a look at the stored one.

    A migration puts it to another version of its model, by the mapping that its event tells.
    """
    row = ProcessInstance.objects.only("definition_id").get(pk=instance_id)
    versions = _versions(definitions.load(row.definition_id).key)
    number, model = _first_version(instance_id), definitions.load(row.definition_id).model
    model = versions(number) if number is not None else model
    state: runtime.State | None = None
    for entry in HistoryEntry.objects.filter(instance_id=instance_id).order_by("first_seq"):
        for event in entry.recorded():
            if event.kind == KIND:
                asked = registry.calendars.of_versions(event.data.get("calendars", {}))
                allowed = read_budget(event.data.get("limits", ""))
                state = runtime.advance(model, state, command_of(event.data), entry.at, budget=allowed, calendars=asked).state
            elif event.kind == "instance_migrated" and state is not None:
                target = versions(event.data["to_version"])
                asked = registry.calendars.of_versions(event.data.get("calendars", {}))
                zone = event.data.get("zone", "")
                state = migrate(model, target, state, event.data["mapping"], entry.at, {}, zone=zone, calendars=asked).state
                model = target
    assert state is not None, "an instance without a Start"
    return runtime.encode_state(state)


def _versions(process_key: str) -> Callable[[int], ProcessModel]:
    def model(version: int) -> ProcessModel:
        return definitions.load(
            ProcessDefinition.objects.values_list("pk", flat=True).get(key=process_key, version=version)
        ).model

    return model


def _first_version(instance_id: UUID) -> int | None:
    """The version that it started on, if it was migrated since."""
    entries = HistoryEntry.objects.filter(instance_id=instance_id, events__contains='"instance_migrated"').order_by("first_seq")
    events = (event for entry in entries for event in entry.recorded() if event.kind == "instance_migrated")
    first = next(events, None)
    return None if first is None else int(first.data["from_version"])


def _to_json(value: Any) -> Any:
    """A field: values for FEEL as the state keeps them, tuples as lists, the rest is JSON already."""
    if isinstance(value, Mapping):
        return feel.to_json({str(name): feel.to_feel(each) for name, each in value.items()})
    if isinstance(value, tuple | list | frozenset):
        return [_to_json(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _from_json(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_from_json(each) for each in value)
    return feel.from_json(value) if isinstance(value, dict) else value
