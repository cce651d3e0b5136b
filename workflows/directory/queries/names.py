"""Names behind ids, many at once: what worklists, histories and boards print beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.directory.models import Organisation, User
from workflows.directory.models.names import in_language


@dataclass(frozen=True, slots=True)
class BilingualName:
    en: str
    zh: str

    def __str__(self) -> str:
        return in_language(self.en, self.zh)


def user_names(user_ids: Iterable[int | None]) -> dict[int, BilingualName]:
    """One query. Unknown ids are left out."""
    ids = {user_id for user_id in user_ids if user_id is not None}
    rows = User.objects.filter(pk__in=ids).values_list("pk", "username", "name_en", "name_zh")
    return {pk: BilingualName(en or username, zh or username) for pk, username, en, zh in rows}


def organisation_names(organisation_ids: Iterable[int | None]) -> dict[int, BilingualName]:
    """One query. Unknown ids are left out."""
    ids = {organisation_id for organisation_id in organisation_ids if organisation_id is not None}
    rows = Organisation.objects.filter(pk__in=ids).values_list("pk", "name_en", "name_zh")
    return {pk: BilingualName(en, zh) for pk, en, zh in rows}
