"""Published definitions, compiled once per process and kept: they never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engine.errors import NotFound
from engine.model import Deployment as CompiledDeployment
from engine.model import read_deployment
from engine.model.elements.user_task import UserTask
from engine.model.process_model import Process, ProcessModel
from engine.models.definition import ProcessDefinition
from engine.sql import fetch_one, table


@dataclass(frozen=True, slots=True)
class LoadedDefinition:
    id: int
    key: str
    version: int
    compiled: CompiledDeployment
    model: ProcessModel
    process: Process

    def name_of(self, activity_id: str) -> str:
        """A step as its readers call it; its id where the model gives no name."""
        try:
            node = self.model.node(activity_id)
        except KeyError:
            return activity_id
        return node.name.render(get_language() or "en") or activity_id

    def user_task(self, activity_id: str) -> UserTask:
        """The model's user task. Raises: NotFound if this version has none with that id."""
        node = self.model.node(activity_id)
        if not isinstance(node, UserTask):
            raise NotFound
        return node


@lru_cache(maxsize=256)
def _compiled(content_hash: str, deployment_id: int) -> CompiledDeployment:
    from engine.models.definition import Deployment

    files: Mapping[str, str] = Deployment.objects.values_list("files", flat=True).get(pk=deployment_id)
    return read_deployment({name: text.encode() for name, text in files.items()}, is_published=True)


@lru_cache(maxsize=1024)
def load(definition_id: int) -> LoadedDefinition:
    """The compiled definition with this id. Raises: NotFound."""
    row = ProcessDefinition.objects.select_related("deployment").defer("deployment__files").filter(pk=definition_id).first()
    if row is None:
        raise NotFound
    compiled = _compiled(row.deployment.content_hash, row.deployment_id)
    return LoadedDefinition(row.pk, row.key, row.version, compiled, compiled.model, compiled.model.process(row.key))


STARTABLE = "is_active"  # of a definition's row, in SQL: whether new instances may take it
_last_active: dict[str, int] = {}  # process key → id, as this process last saw it


def active(process_key: str) -> LoadedDefinition:
    """The version that new instances of `process_key` take. Raises: NotFound."""
    row = fetch_one(f"SELECT id FROM {table(ProcessDefinition)} WHERE key = %s AND {STARTABLE}", (process_key,))
    if row is None:
        _last_active.pop(process_key, None)
        raise NotFound(_("Expected a published process named “%(key)s”, but there is none.") % {"key": process_key})
    _last_active[process_key] = row[0]
    return load(row[0])


def last_active(process_key: str) -> LoadedDefinition | None:
    """The version that `active` gave last, without a round trip. Whoever writes by it has the database check it (`STARTABLE`)."""
    known = _last_active.get(process_key)
    return None if known is None else load(known)


def forget() -> None:
    """Drop the caches: tests that roll the database back reuse primary keys."""
    _last_active.clear()
    load.cache_clear()
    _compiled.cache_clear()
