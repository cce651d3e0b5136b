"""Who may start a process by hand, and who may cancel one: the groups that its model names against the directory's."""

from __future__ import annotations

from engine.actor import Actor
from engine.definitions import LoadedDefinition


def may_start(actor: Actor, definition: LoadedDefinition, organisation_id: int) -> bool:
    """Whether the actor is one of the process's starters in this organisation."""
    return actor.is_system or _is_one_of(actor, definition.process.starter_groups, organisation_id)


def may_cancel(actor: Actor, definition: LoadedDefinition, organisation_id: int) -> bool:
    """Whether the actor may cancel a running instance there: one of the groups that the model names, else by permission."""
    groups = definition.process.cancel_groups
    if actor.is_system or not groups:
        return actor.may("cancel_instance", organisation_id)
    return _is_one_of(actor, groups, organisation_id)


def _is_one_of(actor: Actor, wanted: tuple[str, ...], organisation_id: int) -> bool:
    """Groups are named as "role" or "role@department"."""
    mine = {group for organisation, group in actor.groups if organisation == organisation_id}
    mine |= {group.partition("@")[0] for group in mine}
    return any(group in mine for group in wanted)
