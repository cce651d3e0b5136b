"""Django's PostgreSQL backend, except that BEGIN travels with a transaction's first statement, and COMMIT may with its last.

psycopg2 would send each of them by itself: two more round trips of a commit that somebody waits for. So it stays in its
autocommit mode, and the statements that begin and end a transaction are sent here. What Django promises about transactions
stays as it was: `atomic`, savepoints and `on_commit` run above the three methods that are replaced.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction
from psycopg2 import extensions
from psycopg2.extensions import TRANSACTION_STATUS_IDLE


class Connection(extensions.connection):
    """`begins`: the next statement opens a transaction."""

    begins = False


class Cursor(extensions.cursor):
    """Sends the BEGIN that is due together with its first statement."""

    connection: Connection

    def execute(self, query: Any, vars: Any = None) -> None:
        connection = self.connection
        if not connection.begins:
            return super().execute(query, vars)
        if self.name is not None:  # psycopg2 wraps the query of a named cursor in DECLARE
            self._begin()
            return super().execute(query, vars)
        if isinstance(query, bytes):
            query = b"BEGIN; " + query
        else:
            query = "BEGIN; " + (query if isinstance(query, str) else query.as_string(connection))
        connection.begins = False
        try:
            return super().execute(query, vars)
        finally:
            # A text that PostgreSQL cannot parse is refused as a whole, with its BEGIN.
            if not connection.closed and connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
                connection.begins = True

    def executemany(self, query: Any, vars_list: Any) -> None:
        self._begin()
        return super().executemany(query, vars_list)

    def callproc(self, procname: Any, parameters: Any = None) -> None:
        self._begin()
        return super().callproc(procname, parameters)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
        self._begin()
        return super().copy_expert(sql, file, size)

    def _begin(self) -> None:
        if self.connection.begins:
            self.connection.begins = False
            with self.connection.cursor(cursor_factory=extensions.cursor) as cursor:
                cursor.execute("BEGIN")


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection, whose transactions begin and end as the module says."""

    connection: Connection | None

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "connection_factory": Connection, "cursor_factory": Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection: Connection = super().get_new_connection(conn_params)
        connection.autocommit = True
        return connection

    @property
    def is_outermost(self) -> bool:
        """Whether the transaction under way ends with the innermost `atomic` block."""
        return self.in_atomic_block and not self.savepoint_ids and self.commit_on_exit and not self.needs_rollback

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """Django's own, without what goes with a statement that is sent: twice in each transaction."""
        if self.queries_logged:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
            return
        self.validate_no_atomic_block()
        self.close_if_health_check_failed()
        if self.connection is None:
            self.ensure_connection()
        self._set_autocommit(autocommit)
        self.autocommit = autocommit
        if autocommit and self.run_commit_hooks_on_set_autocommit_on:
            self.run_and_clear_commit_hooks()
            self.run_commit_hooks_on_set_autocommit_on = False

    def _set_autocommit(self, autocommit: bool) -> None:
        assert self.connection is not None
        self.connection.begins = not autocommit

    def _commit(self) -> None:
        self._end("COMMIT")

    def _rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, statement: str) -> None:
        connection = self.connection
        if connection is None:
            return
        if connection.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            with debug_transaction(self, statement), self.wrap_database_errors, connection.cursor() as cursor:
                cursor.execute(statement)
        connection.begins = True
