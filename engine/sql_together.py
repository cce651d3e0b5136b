"""Batches of many instances in one round trip: where they look alike, each statement runs once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from engine.sql import Batch, Prepared, Statement, hot_cursor, parameter_types
from engine.sql_packing import PACKED, packed


def send_together(batches: Sequence[Batch]) -> None:
    """Run all statements of all batches, those of one batch in its order. The batches must not touch each other's rows."""
    database = connections[DEFAULT_DB_ALIAS]
    prepared = Prepared.of_connection(database)
    if prepared is None:
        for batch in batches:
            batch.send()
        return
    alike: dict[tuple[str, ...], list[Batch]] = {}
    for batch in batches:
        alike.setdefault(tuple(statement[1] for statement in batch.statements), []).append(batch)
    texts: list[str] = []
    params: list[Any] = []
    alone: list[Batch] = []
    with database.wrap_database_errors, hot_cursor(database) as cursor:
        for shape, members in alike.items():
            rows = list(zip(*(batch.statements for batch in members), strict=True))
            columns = [_columns(row) for row in rows] if len(members) > 1 and all(map(_is_single, shape)) else [None]
            if None in columns:
                alone += members
                continue
            for sql, values in zip(shape, columns, strict=True):
                types = tuple(parameter_types(cursor, sql))
                texts.append(prepared.named(cursor, _for_many(sql, types), [PACKED] * len(types)))
                params += values or ()
        if texts:
            cursor.execute("; ".join(texts), params)
    for batch in alone:
        batch.send()


def _is_single(sql: str) -> bool:
    """Not an INSERT of several rows: those stay as they are."""
    return "), (" not in sql


def _columns(statements: tuple[Statement, ...]) -> list[str] | None:
    """The parameters of the same statement in many batches, column by column, each as one text."""
    columns = [packed(column) for column in zip(*(statement[2] for statement in statements), strict=True)]
    return None if None in columns else columns  # type: ignore[return-value]


@cache
def _for_many(sql: str, types: tuple[str, ...]) -> str:
    """The statement over arrays: an array for each parameter, an element for each run."""
    pieces = sql.split("%s")
    each = "".join(f"{piece}v.p{number}" for number, piece in enumerate(pieces[:-1], 1)) + pieces[-1]
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(types, 1))
    names = ", ".join(f"p{number}" for number in range(1, len(types) + 1))
    source = f"unnest({arrays}) AS v({names})"
    if sql.startswith("INSERT"):
        head, _, values = each.partition(" VALUES (")
        return f"{head} SELECT {values.removesuffix(')')} FROM {source}"
    head, _, condition = each.partition(" WHERE ")
    return f"{head} {'USING' if sql.startswith('DELETE') else 'FROM'} {source} WHERE {condition}"
