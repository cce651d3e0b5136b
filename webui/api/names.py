"""People and organisations beside their ids, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.directory.queries.names import BilingualName, organisation_names, user_names


class People:
    """Names of many people at once. Unknown ids keep an empty name."""

    def __init__(self, user_ids: Iterable[int | None]) -> None:
        self._names = user_names(user_ids)

    def __call__(self, user_id: int | None) -> dict[str, Any] | None:
        return None if user_id is None else {"id": user_id, "name": pair(self._names.get(user_id))}


class Places:
    """Names of many organisations at once."""

    def __init__(self, organisation_ids: Iterable[int | None]) -> None:
        self._names: Mapping[int, BilingualName] = organisation_names(organisation_ids)

    def __call__(self, organisation_id: int | None) -> dict[str, Any] | None:
        return None if organisation_id is None else {"id": organisation_id, "name": pair(self._names.get(organisation_id))}


def pair(name: BilingualName | None) -> dict[str, str]:
    return {"en": name.en, "zh": name.zh} if name else {"en": "", "zh": ""}


def names_of(thing: Any) -> dict[str, str]:
    """`name_en` and `name_zh` of a row as a pair."""
    return {"en": thing.name_en, "zh": thing.name_zh}
