"""States and transitions of user task, deployment and incident, as viewflow.fsm machines.

viewflow checks conditions when a transition runs, but not permissions: `run` checks both and refuses with a sentence.
"""

from __future__ import annotations

from typing import Any

from viewflow import fsm

from engine.actor import Actor
from engine.errors import InvalidState, NotAuthorised
from engine.models.definition import DeploymentState
from engine.models.incident import IncidentState
from engine.models.user_task import UserTaskState


def run(transition: Any, actor: Actor, *, refusal: object, forbidden: object) -> None:
    """Run a bound transition. Raises: InvalidState(refusal) from the wrong state, NotAuthorised(forbidden)."""
    check(transition, actor, refusal=refusal, forbidden=forbidden)
    transition()


def check(transition: Any, actor: Actor, *, refusal: object, forbidden: object) -> None:
    """Refuse as `run` does, for who does not read the new state off the machine."""
    if not transition.can_proceed():
        raise InvalidState(refusal)
    if not transition.has_perm(actor):
        raise NotAuthorised(forbidden)


class UserTaskLifecycle:
    """`created → assigned → completed`; who may is decided by candidate groups, assignee and organisation."""

    state = fsm.State(UserTaskState, default=UserTaskState.CREATED)

    def __init__(
        self,
        current: str,
        *,
        organisation_id: int,
        assignee_id: int | None,
        candidate_groups: tuple[str, ...],
        excluded_actor_ids: frozenset[int] = frozenset(),
    ) -> None:
        self.current = UserTaskState(current)
        self.organisation_id = organisation_id
        self.assignee_id = assignee_id
        self.candidate_groups = candidate_groups
        self.excluded_actor_ids = excluded_actor_ids

    @state.getter()
    def _get(self) -> UserTaskState:
        return self.current

    @state.setter()
    def _set(self, value: UserTaskState) -> None:
        self.current = value

    def _is_candidate(self, actor: Actor) -> bool:
        if actor.id in self.excluded_actor_ids or not actor.may("work", self.organisation_id):
            return False
        return actor.is_system or actor.is_candidate(self.organisation_id, self.candidate_groups)

    def _may_complete(self, actor: Actor) -> bool:
        if actor.id in self.excluded_actor_ids:
            return False
        if self.assignee_id is not None:
            return actor.is_system or (self.assignee_id == actor.id and actor.belongs_to(self.organisation_id))
        return self._is_candidate(actor)

    def _may_release(self, actor: Actor) -> bool:
        return self.assignee_id == actor.id or actor.may("assign", self.organisation_id)

    def _may_assign(self, actor: Actor) -> bool:
        return actor.may("assign", self.organisation_id)

    def _may_delegate(self, actor: Actor) -> bool:
        return self.assignee_id == actor.id and actor.belongs_to(self.organisation_id)

    @state.transition(source=UserTaskState.CREATED, target=UserTaskState.ASSIGNED, permission=_is_candidate)
    def claim(self) -> None:
        """A candidate takes the task."""

    @state.transition(source=UserTaskState.ASSIGNED, target=UserTaskState.CREATED, permission=_may_release)
    def unclaim(self) -> None:
        """The assignee, or who assigns work, gives it back to the group."""

    @state.transition(source=UserTaskState.CREATED, target=UserTaskState.ASSIGNED, permission=_may_assign)
    @state.transition(source=UserTaskState.ASSIGNED, target=UserTaskState.ASSIGNED, permission=_may_assign)
    def assign(self) -> None:
        """Somebody who assigns work gives it to one person."""

    @state.transition(source=UserTaskState.ASSIGNED, target=UserTaskState.ASSIGNED, permission=_may_delegate)
    def delegate(self) -> None:
        """The assignee hands it to a colleague."""

    @state.transition(source=UserTaskState.CREATED, target=UserTaskState.COMPLETED, permission=_may_complete)
    @state.transition(source=UserTaskState.ASSIGNED, target=UserTaskState.COMPLETED, permission=_may_complete)
    def complete(self) -> None:
        """The work is done."""


class DeploymentLifecycle:
    """`draft → in review → published → retired`; the second person is another than the author."""

    state = fsm.State(DeploymentState, default=DeploymentState.DRAFT)

    def __init__(self, current: str, *, author_id: int | None) -> None:
        self.current = DeploymentState(current)
        self.author_id = author_id

    @state.getter()
    def _get(self) -> DeploymentState:
        return self.current

    @state.setter()
    def _set(self, value: DeploymentState) -> None:
        self.current = value

    def _may_design(self, actor: Actor) -> bool:
        return actor.may_anywhere("design")

    def _may_publish(self, actor: Actor) -> bool:
        return actor.may_anywhere("publish") and (actor.is_system or actor.id != self.author_id)

    def _may_retire(self, actor: Actor) -> bool:
        return actor.may_anywhere("publish")

    @state.transition(source=DeploymentState.DRAFT, target=DeploymentState.IN_REVIEW, permission=_may_design)
    def submit(self) -> None:
        """The author asks a second person."""

    @state.transition(source=DeploymentState.IN_REVIEW, target=DeploymentState.DRAFT, permission=_may_publish)
    def return_to_author(self) -> None:
        """The second person wants changes."""

    @state.transition(source=DeploymentState.IN_REVIEW, target=DeploymentState.PUBLISHED, permission=_may_publish)
    def publish(self) -> None:
        """The second person agrees."""

    @state.transition(source=DeploymentState.PUBLISHED, target=DeploymentState.RETIRED, permission=_may_retire)
    def retire(self) -> None:
        """No new instances; running ones go on."""


class IncidentLifecycle:
    """`open → resolved`, by somebody who operates the organisation's processes."""

    state = fsm.State(IncidentState, default=IncidentState.OPEN)

    def __init__(self, current: str, *, organisation_id: int) -> None:
        self.current = IncidentState(current)
        self.organisation_id = organisation_id

    @state.getter()
    def _get(self) -> IncidentState:
        return self.current

    @state.setter()
    def _set(self, value: IncidentState) -> None:
        self.current = value

    def _may_operate(self, actor: Actor) -> bool:
        return actor.may("operate", self.organisation_id)

    @state.transition(source=IncidentState.OPEN, target=IncidentState.RESOLVED, permission=_may_operate)
    def retry(self) -> None:
        """The cause is mended; the stopped step runs again."""
