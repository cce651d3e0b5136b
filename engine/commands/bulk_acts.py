"""What a bulk operation does to one instance: runtime commands for the kind, tried on a copy for the preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import definitions, feel, limits, registry, runtime
from engine.commands.carry_over import carry_over, migrated
from engine.commands.second_signature import check_left
from engine.definitions import LoadedDefinition
from engine.errors import EngineError, InvalidState
from engine.locked_instance import LockedInstance
from engine.models.instance import ProcessInstance
from engine.models.steering import BulkOperation
from engine.runtime import commands
from engine.runtime.commands import Command
from engine.runtime.migration import MigrationBlocked
from engine.runtime.migration_plan import Blocker
from engine.runtime.state import INCIDENT, State, Token
from engine.undone import activities_of, undone_by
from engine.wording import Sentence


@dataclass(frozen=True, slots=True)
class Work:
    """One instance, and what the operation says."""

    definition: LoadedDefinition
    state: State
    parameters: Mapping[str, Any]
    reason: str
    asked_by: int | None

    def tokens_at(self, activity_id: str) -> list[Token]:
        """Raises: InvalidState where none stands there."""
        found = [each for each in self.state.tokens.values() if self.definition.model.nodes[each.node].id == activity_id]
        # A loop's own token stands for its rounds.
        outer = [token for token in found if self.state.frames[token.frame].definition >= 0]
        if not found:
            raise InvalidState(Sentence(f"Nothing stands at {activity_id}.", f"没有令牌位于 {activity_id}。"))
        return outer or found

    def incidents(self) -> list[Token]:
        """Raises: InvalidState where there is none."""
        found = [token for token in self.state.tokens.values() if token.status == INCIDENT]
        activity_id = self.parameters.get("activity_id")
        if activity_id:
            found = [token for token in found if self.definition.model.nodes[token.node].id == activity_id]
        if not found:
            raise InvalidState(Sentence("No step stands still.", "没有停下的步骤。"))
        return found

    def values(self) -> dict[str, Any]:
        return {name: feel.from_json(value) for name, value in self.parameters.get("variables", {}).items()}


def _at(work: Work) -> list[Token]:
    return work.tokens_at(work.parameters["activity_id"])


KINDS: Mapping[str, Callable[[Work], list[Command]]] = {
    "suspend": lambda work: [commands.Suspend(work.reason)],
    "resume": lambda work: [commands.Resume(work.reason)],
    "cancel": lambda work: [commands.Cancel(work.reason)],
    "set_variables": lambda work: [commands.SetVariables(work.values(), None, work.reason)],
    "move_token": lambda work: [commands.MoveToken(each.id, work.parameters["target_id"], work.reason) for each in _at(work)],
    "add_token": lambda work: [commands.AddToken(work.parameters["activity_id"], None, work.reason)],
    "cancel_token": lambda work: [commands.CancelToken(each.id, work.reason) for each in _at(work)],
    "skip": lambda work: [commands.SkipStep(each.id, work.values(), work.reason, work.asked_by) for each in _at(work)],
    "retry": lambda work: [commands.RetryIncident(each.id, work.values(), work.reason) for each in work.incidents()],
    "resolve": lambda work: [commands.ResolveIncident(each.id, work.values(), work.reason) for each in work.incidents()],
}
MIGRATE = "migrate"
NEEDED = {"move_token": ("activity_id", "target_id"), "add_token": ("activity_id",), "cancel_token": ("activity_id",),
          "skip": ("activity_id",), "set_variables": ("variables",)}  # fmt: skip


def rehearse(operation: BulkOperation, instance: ProcessInstance) -> list[Blocker]:
    """Why the instance could not go, as it stands now; nothing where it could. Writes nothing."""
    definition = definitions.load(instance.definition_id)
    try:
        state = runtime.decode_state(instance.state)
        now = max(operation.created_at, instance.started_at)
        if operation.kind == MIGRATE:
            return _rehearse_migration(operation, instance.organisation_id, definition, state, now)
        model = definition.model
        calendars = registry.calendars.asked_by(model, instance.organisation_id)
        work = Work(definition, state, operation.parameters, operation.reason, operation.created_by_id)
        for command in KINDS[operation.kind](work):
            state = runtime.advance(model, state, command, now, budget=limits.budget(), calendars=calendars).state
    except EngineError as error:
        message = error.message
        return [Blocker("", message if isinstance(message, Sentence) else Sentence(str(message), str(message)))]
    return []


def _rehearse_migration(
    operation: BulkOperation, organisation_id: int, definition: LoadedDefinition, state: State, now: datetime
) -> list[Blocker]:
    assert operation.target_id is not None
    if definition.id == operation.target_id:
        return [Blocker("", Sentence("It is on that version already.", "该流程已在此版本上。"))]
    if state.has_ended:
        return [Blocker("", Sentence("It has ended.", "该流程已结束。"))]
    target = definitions.load(operation.target_id)
    try:
        # All of it, on a copy: a limit that only the new version has may ask a calendar that is not there.
        migrated(definition, target, state, operation.parameters.get("mapping", {}), now, {}, organisation_id)
    except MigrationBlocked as blocked:
        return list(blocked.blockers)
    return []


def perform(operation: BulkOperation, instance: LockedInstance) -> None:
    """Do it, inside the instance's transaction. Raises what the runtime refuses."""
    actor_id = operation.confirmed_by_id
    if operation.kind == MIGRATE:
        assert operation.target_id is not None
        mapping = operation.parameters.get("mapping", {})
        carry_over(instance, definitions.load(operation.target_id), mapping, operation.reason, actor_id)
        return
    assert instance.state is not None
    if operation.confirmed_by_id == operation.created_by_id:  # it may stand elsewhere than when one person confirmed it
        for activity_id in activities_of(operation, [instance.id]).get(instance.definition.id, ()):
            check_left(instance, undone_by(operation, instance.definition, activity_id))
    work = Work(instance.definition, instance.state, operation.parameters, operation.reason, operation.created_by_id)
    for command in KINDS[operation.kind](work):
        instance.advance(command, actor_id)
