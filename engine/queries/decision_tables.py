"""The decision tables of saved files, for the studio's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.dmn import DMN_SUFFIX, inspect_decisions
from engine.dmn.walking import PlacedTable
from engine.queries.decisions import Column, Row
from engine.queries.names import in_language


@dataclass(frozen=True, slots=True)
class ShownTable:
    file: str
    title: str
    hit_policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    annotations: tuple[str, ...]
    rows: tuple[Row, ...]
    examples: int


def shown_tables(files: Mapping[str, str]) -> list[ShownTable]:
    """Each table of the decision files, in the reader's language; files that cannot be read are told by their findings."""
    sources = tuple((name, text) for name, text in sorted(files.items()) if name.endswith(DMN_SUFFIX))
    return [_shown(placed, examples) for placed, examples in _tables(sources)] if sources else []


@lru_cache(maxsize=32)
def _tables(sources: tuple[tuple[str, str], ...]) -> tuple[tuple[PlacedTable, int], ...]:
    decisions, _problems = inspect_decisions({name: text.encode() for name, text in sources})
    examples = {(d.file, each.id): len(each.examples) for d in decisions.definitions for each in d.decisions}
    return tuple((placed, examples.get((placed.file, placed.element_id), 0)) for placed in decisions.tables())


def _shown(placed: PlacedTable, examples: int) -> ShownTable:
    table, title = placed.table, in_language(placed.title, placed.title_zh)
    return ShownTable(
        file=placed.file,
        title=title,
        hit_policy=f"{table.hit_policy} {table.aggregation}".strip(),
        inputs=tuple(Column(in_language(each.label or each.expression, each.label_zh)) for each in table.inputs),
        outputs=tuple(Column(in_language(each.label or each.name or title, each.label_zh)) for each in table.outputs),
        annotations=table.annotations,
        rows=tuple(
            Row(
                rule.number,
                tuple("" if cell == "-" else cell for cell in rule.inputs),
                rule.outputs,
                rule.annotations or ((rule.description,) if rule.description and table.annotations else ()),
                has_matched=False,
            )
            for rule in table.rules
        ),
        examples=examples,
    )
