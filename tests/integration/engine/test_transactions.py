"""One transaction per advance, also where BEGIN and COMMIT travel with the statements."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from engine import registry
from engine.errors import Conflict
from engine.instance_lock import lock_instance
from engine.locked_instance import locked_instance
from engine.models import HistoryEntry, ProcessInstance
from engine.runtime.events import Event

TOUCH = Event("variables_set", "review")


def only_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no round trips")


def sent(monkeypatch) -> list[str]:
    """What psycopg2 sends from now on, statement texts with the BEGIN and COMMIT that travel along."""
    from engine.postgresql import base

    texts: list[str] = []
    execute = base.Cursor.execute

    def note(cursor, query, vars=None):
        texts.append(("BEGIN; " if cursor.connection.begins else "") + str(query))
        return execute(cursor, query, vars)

    monkeypatch.setattr(base.Cursor, "execute", note)
    return texts


def test_a_moved_revision_is_a_conflict_and_nothing_is_written(case):
    # given an instance whose revision somebody moves in spite of the lock
    before = HistoryEntry.objects.filter(instance_id=case.row.pk).count()

    # when what was read before is written
    with pytest.raises(Conflict), transaction.atomic(), locked_instance(instance_id=case.row.pk) as instance:
        ProcessInstance.objects.filter(pk=instance.id).update(revision=99)
        instance.record(TOUCH, None)

    # then the whole batch is refused
    assert HistoryEntry.objects.filter(instance_id=case.row.pk).count() == before


@pytest.mark.django_db(transaction=True)
def test_a_moved_revision_is_a_conflict_where_commit_travels_along(case):
    before = (case.row.revision, HistoryEntry.objects.filter(instance_id=case.row.pk).count())
    with pytest.raises(Conflict), locked_instance(instance_id=case.row.pk) as instance:
        instance.revision += 1
        instance.record(TOUCH, None)
    assert (case.row.revision, HistoryEntry.objects.filter(instance_id=case.row.pk).count()) == before
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_write_takes_two_round_trips(case, monkeypatch):
    # given prepared statements
    only_on_postgresql()
    for _ in range(2):
        with locked_instance(instance_id=case.row.pk) as instance:
            instance.record(TOUCH, None)

    # when the instance is written again, with something to do after the commit
    instance_id, after = case.row.pk, []
    texts = sent(monkeypatch)
    with locked_instance(instance_id=instance_id) as instance:
        instance.record(TOUCH, None)
        transaction.on_commit(lambda: after.append(connection.in_atomic_block))

    # then BEGIN came with the read, COMMIT with the write, and the hook ran outside the transaction
    assert len(texts) == 2, texts
    assert texts[0].startswith("BEGIN; ")
    assert texts[1].endswith("; COMMIT")
    assert after == [False]


@pytest.mark.django_db(transaction=True)
def test_an_outer_transaction_keeps_its_commit(case):
    # given an outer block that fails after the inner one has written
    revision = case.row.revision
    with pytest.raises(RuntimeError), transaction.atomic():
        with locked_instance(instance_id=case.row.pk) as instance:
            instance.record(TOUCH, None)
        raise RuntimeError

    # then nothing of it stands
    assert case.row.revision == revision


@pytest.mark.django_db(transaction=True)
def test_a_listener_acts_before_the_commit(case, monkeypatch):
    # given a listener that refuses what it hears
    def refuse(event):
        assert connection.in_atomic_block
        raise RuntimeError

    monkeypatch.setattr(registry.listeners, "_by_process", {case.row.definition.key: {TOUCH.kind: [refuse]}})
    revision = case.row.revision

    # when it is told
    with pytest.raises(RuntimeError), locked_instance(instance_id=case.row.pk) as instance:
        instance.record(TOUCH, None)

    # then nothing was committed
    assert case.row.revision == revision


@pytest.mark.django_db(transaction=True)
def test_a_text_that_cannot_be_parsed_does_not_lose_the_transaction(case):
    # given a block whose first statement is refused with its BEGIN
    only_on_postgresql()
    with pytest.raises(RuntimeError), transaction.atomic():
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SELEKT 1")
        ProcessInstance.objects.filter(pk=case.row.pk).update(business_key="written")
        raise RuntimeError

    # then what follows is in a transaction all the same
    assert case.row.business_key != "written"


@pytest.mark.django_db(transaction=True)
def test_savepoints_named_cursors_and_many_rows_open_the_transaction(case):
    only_on_postgresql()
    with transaction.atomic():
        assert [row.pk for row in ProcessInstance.objects.iterator()] == [case.row.pk]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("UPDATE engine_processinstance SET business_key = %s", [("many",)])
        cursor.execute("SELECT 1 / 0")
    with transaction.atomic(), pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    assert case.row.business_key != "many"


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_an_error_once(case):
    # given a server that ends our session in the middle of a transaction
    only_on_postgresql()
    revision = case.row.revision
    with pytest.raises(DatabaseError), locked_instance(instance_id=case.row.pk) as instance:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        instance.record(TOUCH, None)

    # then nothing was written, and the next command connects again
    with locked_instance(instance_id=case.row.pk) as instance:
        assert instance.revision == revision


def test_the_time_is_read_under_the_lock(case, clock, monkeypatch):
    # given a lock that is waited for, while somebody else writes
    def awaited(key, **options):
        row = lock_instance(key, **options)
        clock.advance(seconds=5)
        return row

    monkeypatch.setattr("engine.locked_instance.lock_instance", awaited)

    # then what is written comes after what the other wrote
    with locked_instance(instance_id=case.row.pk) as instance:
        assert instance.now == clock.now
