"""The decision tables of saved files, for the studio's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.dmn import DMN_SUFFIX, inspect_decisions
from engine.dmn.walking import PlacedTable
from engine.queries.table_view import TableView, table_view


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable(TableView):
    file: str
    examples: int


def shown_tables(files: Mapping[str, str]) -> list[ShownTable]:
    """Each table of the decision files, in the reader's language; files that cannot be read are told by their findings."""
    sources = tuple((name, text) for name, text in sorted(files.items()) if name.endswith(DMN_SUFFIX))
    if not sources:
        return []
    return [table_view(ShownTable, placed, file=placed.file, examples=examples) for placed, examples in _tables(sources)]


@lru_cache(maxsize=32)
def _tables(sources: tuple[tuple[str, str], ...]) -> tuple[tuple[PlacedTable, int], ...]:
    decisions, _problems = inspect_decisions({name: text.encode() for name, text in sources})
    examples = {(d.file, each.id): len(each.examples) for d in decisions.definitions for each in d.decisions}
    return tuple((placed, examples.get((placed.file, placed.element_id), 0)) for placed in decisions.tables())
