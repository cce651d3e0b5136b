"""The hot path's way to the database: several statements in one round trip where the database takes them.

PostgreSQL takes a text of many statements at once; SQLite lives in this process, so it gets them one by one at no cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from engine.sql_packing import PACKED, PACKED_FROM, packed


def table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


@cache
def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def param(value: Any) -> Any:
    """A Python value as this database's driver takes it."""
    if is_postgresql():
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def as_time(value: Any) -> datetime | None:
    """A datetime column of a raw row as aware UTC."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@cache
def _insert_parts(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, str]:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table(model)} ({names}) VALUES ", "(" + ", ".join(["%s"] * len(columns)) + ")"


@cache
def _insert_one(model: type[models.Model], columns: tuple[str, ...]) -> str:
    return "".join(_insert_parts(model, columns))


_types: dict[str, list[str]] = {}  # statement → the types that PostgreSQL gives its parameters


class Prepared:
    """Statements that PostgreSQL has parsed and planned for one connection.

    Planning the hot path's statements afresh costs more than running them. Off behind a pooler that hands connections
    around between transactions (`DISABLE_SERVER_SIDE_CURSORS` says so in Django).
    """

    MOST = 300

    def __init__(self, raw_connection: Any) -> None:
        self.raw_connection = raw_connection
        self._calls: dict[str, str] = {}  # statement → the text that runs it

    @classmethod
    def of_connection(cls, database: BaseDatabaseWrapper) -> Prepared | None:
        if database.vendor != "postgresql" or database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return None
        if database.connection is None:
            database.ensure_connection()
        prepared: Prepared | None = database.__dict__.get("_carelane_prepared")
        if prepared is None or prepared.raw_connection is not database.connection:
            prepared = cls(database.connection)
            database.__dict__["_carelane_prepared"] = prepared
        return prepared

    def call(self, cursor: Any, statement: str, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """The text that runs `statement`, prepared on its first use, and the parameters of that text."""
        params: Sequence[Any] = values
        if len(values) >= PACKED_FROM:
            text = packed(values)
            if text is None:
                return statement, values
            params = (text,)
        call = self._calls.get(statement)
        if call is None:
            if len(self._calls) >= self.MOST:
                return statement, values
            call = self._calls[statement] = self._prepare(cursor, statement, len(values))
        return call, params

    def named(self, cursor: Any, statement: str, arguments: Sequence[str]) -> str:
        """The text that runs a statement whose parameters are `text[]`, written as `$1`, `$2` …"""
        call = self._calls.get(statement)
        if call is None:
            name = f"carelane_{len(self._calls)}"
            cursor.execute(f"PREPARE {name} ({', '.join(['text[]'] * len(arguments))}) AS {statement}")
            call = self._calls[statement] = f"EXECUTE {name} ({', '.join(arguments)})"
        return call

    def _prepare(self, cursor: Any, statement: str, count: int) -> str:
        name = f"carelane_{len(self._calls)}"
        pieces = statement.split("%s")
        if count < PACKED_FROM:
            cursor.execute(f"PREPARE {name} AS {_numbered(pieces)}")
            return f"EXECUTE {name} ({', '.join(['%s'] * count)})" if count else f"EXECUTE {name}"
        types = parameter_types(cursor, statement)
        taken = [_taken(piece, number, kind) for number, (piece, kind) in enumerate(zip(pieces, types, strict=False), 1)]
        cursor.execute(f"PREPARE {name} (text[]) AS {''.join(taken)}{pieces[-1]}")
        return f"EXECUTE {name} ({PACKED})"


def _taken(piece: str, number: int, kind: str) -> str:
    """`piece` and the parameter after it, out of the array. A key that is looked for is read once, not for each row of a small
    table that PostgreSQL prefers to scan."""
    value = f"($1)[{number}]::{kind}"
    return f"{piece}(SELECT {value})" if kind == "uuid" and piece.endswith("= ") else f"{piece}{value}"


def _numbered(pieces: list[str]) -> str:
    return "".join(f"{piece}${number}" for number, piece in enumerate(pieces[:-1], 1)) + pieces[-1]


def parameter_types(cursor: Any, statement: str) -> list[str]:
    """What PostgreSQL takes each parameter for: asked once in the life of this process."""
    if statement not in _types:
        cursor.execute(f"PREPARE carelane_types AS {_numbered(statement.split('%s'))}")
        cursor.execute("SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'carelane_types'")
        _types[statement] = cursor.fetchone()[0]
        cursor.execute("DEALLOCATE carelane_types")
    return _types[statement]


def is_plain(database: BaseDatabaseWrapper) -> bool:
    """Whether statements may go to psycopg2's own cursor: nobody logs, wraps or has to connect first."""
    return (
        database.vendor == "postgresql"
        and database.connection is not None
        and not database.execute_wrappers
        and not database.queries_logged
    )


def hot_cursor(database: BaseDatabaseWrapper) -> Any:
    """A cursor without Django's wrapper where that has nothing to do. Use within `wrap_database_errors`."""
    return database.connection.cursor() if is_plain(database) else database.cursor()


def fetch_one(statement: str, params: Sequence[Any]) -> Any:
    """One row of a hot read, or None."""
    return next(iter(fetch_all(statement, params)), None)


def fetch_all(statement: str, params: Sequence[Any]) -> list[Any]:
    """The rows of a hot read."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors, hot_cursor(database) as cursor:
        if prepared := Prepared.of_connection(database):
            cursor.execute(*prepared.call(cursor, statement, params))
        else:
            cursor.execute(statement, [param(value) for value in params])
        rows: list[Any] = cursor.fetchall()
        return rows


MOST_PARAMS = 200  # of a statement that is kept: larger ones come in too many shapes
Statement = tuple[type[models.Model], str, Sequence[Any], bool]


class Batch:
    """Statements that belong to one commit, sent together.

    On PostgreSQL they become one statement (data-modifying WITH), because each statement costs about as much as the row that
    it writes. Its parts all see the rows as they were before, so a table's second part begins another statement.
    """

    def __init__(self) -> None:
        self._database = connections[DEFAULT_DB_ALIAS]
        self._is_postgresql = self._database.vendor == "postgresql"
        self.statements: list[Statement] = []

    def add(self, model: type[models.Model], statement: str, *params: Any) -> None:
        """Queue an UPDATE or DELETE of this model's table."""
        self.statements.append((model, statement, params, False))

    def insert(
        self, model: type[models.Model], columns: tuple[str, ...], rows: list[tuple[Any, ...]], *, has_new_keys: bool = False
    ) -> None:
        """One INSERT for all rows, in chunks that both databases take.

        `has_new_keys`: no row that the batch changes or deletes can have one of theirs.
        """
        if not rows:
            return
        if len(rows) == 1:
            self.statements.append((model, _insert_one(model, columns), rows[0], has_new_keys))
            return
        chunk = 1000 if self._is_postgresql else max(1, 900 // len(columns))
        head, marks = _insert_parts(model, columns)
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            self.statements.append((model, head + ", ".join([marks] * len(part)), list(chain.from_iterable(part)), has_new_keys))

    def send(self, *, commits: bool = False) -> None:
        """Run all statements. `commits`: nothing else follows in the outermost `atomic` block, so COMMIT may come along."""
        statements, self.statements = self.statements, []
        if not statements:
            return
        database = self._database
        with database.wrap_database_errors, hot_cursor(database) as cursor:
            if not self._is_postgresql:
                for _model, sql, params, _has_new_keys in statements:
                    cursor.execute(sql, [param(value) for value in params])
                return
            prepared = Prepared.of_connection(database)
            texts: list[str] = []
            values: list[Any] = []
            for sql, params in _joined(statements):
                if prepared is not None and len(params) <= MOST_PARAMS:
                    sql, params = prepared.call(cursor, sql, params)
                texts.append(sql)
                values += params
            if commits := commits and takes_commit(database):
                texts.append("COMMIT")
            cursor.execute("; ".join(texts), values)
            if commits:
                database.connection.begins = True  # should anything follow after all, it begins a transaction of its own


def _joined(statements: list[Statement]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Runs of statements on different tables as one statement each."""
    seen: set[type[models.Model]] = set()
    texts: list[str] = []
    params: list[Any] = []
    for model, sql, values, has_new_keys in statements:
        if model in seen and not has_new_keys:
            yield _with(texts, len(params)), params
            seen, texts, params = set(), [], []
        seen.add(model)
        texts.append(sql)
        params.extend(values)
    yield _with(texts, len(params)), params


def _with(texts: list[str], count: int) -> str:
    return _kept_with(*texts) if count <= MOST_PARAMS else _kept_with.__wrapped__(*texts)


@lru_cache(maxsize=1024)
def _kept_with(*texts: str) -> str:
    *others, last = texts
    named = ", ".join(f"w{number} AS ({text})" for number, text in enumerate(others))
    return f"WITH {named} {last}" if named else last


def takes_commit(database: BaseDatabaseWrapper) -> bool:
    """Whether COMMIT may travel with a statement: our backend, its outermost block, and nobody who logs or wraps statements."""
    return getattr(database, "is_outermost", False) and is_plain(database)
