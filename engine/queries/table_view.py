"""A decision table as a reader sees it, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.dmn.walking import PlacedTable
from engine.queries.names import in_language


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    value: str = ""  # of an input, as it was


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    has_matched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    title: str
    hit_policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    annotations: tuple[str, ...]
    rows: tuple[Row, ...]


# DMN gives an annotation column one name and no place for a second language: the usual ones are told here.
HEADINGS = {"Meaning": "含义", "Meaning and source": "含义与依据", "Source": "依据", "Annotation": "注释", "Annotations": "注释"}
View = TypeVar("View", bound=TableView)


def table_view(
    kind: type[View], placed: PlacedTable, *, values: Sequence[str] = (), matched: Collection[int] = (), **more: Any
) -> View:
    """The table as this kind of view: `values` of its inputs as they were, the rules that `matched`, `more` of the kind's own."""
    table, title = placed.table, in_language(placed.title, placed.title_zh)
    shown_values = [*values, *[""] * (len(table.inputs) - len(values))]
    return kind(
        title=title,
        hit_policy=f"{table.hit_policy} {table.aggregation}".strip(),
        inputs=tuple(
            Column(in_language(each.label or each.expression, each.label_zh), value)
            for each, value in zip(table.inputs, shown_values, strict=False)
        ),
        outputs=tuple(Column(in_language(each.label or each.name or title, each.label_zh)) for each in table.outputs),
        annotations=tuple(in_language(name, HEADINGS.get(name, "")) for name in table.annotations),
        rows=tuple(
            Row(
                rule.number,
                tuple("" if cell == "-" else cell for cell in rule.inputs),
                rule.outputs,
                rule.annotations or ((rule.description,) if rule.description and table.annotations else ()),
                rule.number in matched,
            )
            for rule in table.rules
        ),
        **more,
    )
