"""The decisions of an instance, explained: what was asked, the table, the rules that matched, what came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import definitions
from engine.dmn import Decisions
from engine.dmn.walking import PlacedTable
from engine.feel import from_json
from engine.feel.texts import text_of
from engine.queries.instance import HistoryRow
from engine.queries.table_view import TableView, table_view


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedTable(TableView):
    output: str

    @property
    def matched(self) -> tuple[int, ...]:
        return tuple(row.number for row in self.rows if row.has_matched)


@dataclass(frozen=True, slots=True)
class EvaluatedDecision:
    seq: int
    decision: str
    output: str
    tables: tuple[EvaluatedTable, ...]


def evaluated_decisions(definition_id: int, rows: Iterable[HistoryRow]) -> dict[int, EvaluatedDecision]:
    """By the number of the event. Only for those who may see the variables of the instance."""
    decided = [row for row in rows if row.kind == "decision_evaluated"]
    if not decided:
        return {}
    decisions = definitions.load(definition_id).compiled.decisions
    placed = _by_place(decisions) if decisions is not None else {}
    return {row.seq: _decision(row, placed) for row in decided}


def _by_place(decisions: Decisions) -> Mapping[tuple[str, str], PlacedTable]:
    return {(each.element_id, each.table.id): each for each in decisions.tables()}


def _decision(row: HistoryRow, placed: Mapping[tuple[str, str], PlacedTable]) -> EvaluatedDecision:
    tables = [
        _table(each, placed[each["element"], each["table"]])
        for each in row.data.get("tables", [])
        if (each["element"], each["table"]) in placed
    ]
    return EvaluatedDecision(row.seq, str(row.data.get("decision", "")), _shown(row.data.get("output")), tuple(tables))


def _table(trace: Mapping[str, Any], placed: PlacedTable) -> EvaluatedTable:
    values = [_shown(value) for _label, value in trace["inputs"]]
    return table_view(EvaluatedTable, placed, values=values, matched=trace["rules"], output=_shown(trace["output"]))


def _shown(raw: Any) -> str:
    """A value of the history as a reader sees it."""
    try:
        return "–" if raw is None else text_of(from_json(raw))
    except ValueError:
        return str(raw)
