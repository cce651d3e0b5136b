"""Who acts: a value that the composition root makes once per request from the directory, and the engine trusts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, with what the directory says about them at this moment.

    `groups` holds (organisation id, "role@department"); `permissions` holds (organisation id, permission name).
    """

    id: int | None
    organisation_ids: frozenset[int] = frozenset()
    groups: frozenset[tuple[int, str]] = frozenset()
    permissions: frozenset[tuple[int, str]] = frozenset()
    is_system: bool = field(default=False)
    # Groups that are held for somebody absent only: (organisation id, group, the absent person's id).
    borrowed: frozenset[tuple[int, str, int]] = frozenset()

    def may(self, permission: str, organisation_id: int) -> bool:
        return self.is_system or (organisation_id, permission) in self.permissions

    def may_anywhere(self, permission: str) -> bool:
        return self.is_system or any(name == permission for _, name in self.permissions)

    def belongs_to(self, organisation_id: int) -> bool:
        return self.is_system or organisation_id in self.organisation_ids

    def is_candidate(self, organisation_id: int, candidate_groups: frozenset[str] | tuple[str, ...] | list[str]) -> bool:
        return any((organisation_id, group) in self.groups for group in candidate_groups)

    def stands_in_for(self, organisation_id: int, candidate_groups: Iterable[str]) -> tuple[int, ...]:
        """For whom the actor does a task of these groups; empty where one of them is the actor's own."""
        if not self.borrowed:
            return ()
        wanted = {(organisation_id, group) for group in candidate_groups} & self.groups
        absent = {(place, group): person for place, group, person in sorted(self.borrowed)}
        return tuple(sorted({absent[each] for each in wanted})) if wanted and wanted <= absent.keys() else ()


SYSTEM = Actor(id=None, is_system=True)
