"""What makes the hot path fast must not change what it does: presumed versions, packed parameters, timers that fire together."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from django.db import connection

from engine import definitions, expression_environment, instance_lock, registry
from engine.actor import SYSTEM
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deployments import ReviewDeployment, retire_deployment
from engine.commands.fire_timers import fire_timers
from engine.commands.start_instance import StartInstance, start_instance
from engine.errors import InvalidState, NotFound
from engine.instance_lock import lock_instance
from engine.lifecycle import UserTaskLifecycle, check
from engine.models import Deployment, HistoryEntry, ProcessDefinition, ProcessInstance, Timer, UserTask
from engine.queries.recorded_events import first_broken_link
from engine.sql import as_uuid
from engine.sql_packing import packed
from tests.integration.engine.conftest import WARD, Case, deploy
from tests.integration.engine.test_transactions import only_on_postgresql, sent


def start(doctor, business_key: str = "") -> Case:
    return Case(start_instance(StartInstance(doctor, "consultation", WARD, business_key=business_key)).instance_id)


# -- starting by the version that was active last ----------------------------------------------------------------------


def test_a_new_version_counts_at_once(consultation, doctor):
    # given a process that has been started, and a second version
    first = start(doctor)
    deploy()

    # when it is started again
    second = start(doctor)

    # then each is on the version of its time
    assert (first.row.definition.version, second.row.definition.version) == (1, 2)


def test_a_version_that_another_process_published_counts_too(consultation, doctor, monkeypatch):
    # given a worker that still takes version 1 for the active one
    deploy()
    old = ProcessDefinition.objects.get(key="consultation", version=1)
    monkeypatch.setitem(definitions._last_active, "consultation", old.pk)

    # when it starts an instance
    case = start(doctor)

    # then the database has told it
    assert case.row.definition.version == 2
    assert ProcessInstance.objects.count() == 1


def test_what_was_retired_elsewhere_cannot_be_started(consultation, doctor, monkeypatch):
    # given a worker that has not heard that the process was retired
    active = ProcessDefinition.objects.get(key="consultation")
    retire_deployment(ReviewDeployment(SYSTEM, Deployment.objects.get().pk))
    monkeypatch.setitem(definitions._last_active, "consultation", active.pk)

    # when it starts an instance, then it is refused and nothing stays
    with pytest.raises(NotFound):
        start(doctor)
    assert not ProcessInstance.objects.exists()


# -- parameters that travel as one --------------------------------------------------------------------------------------


@pytest.mark.parametrize("business_key", ["C-1", "", "两 'quoted' \\x1f %s {a,b}", "a\x1fb", "\x1e", "\x1e\x1f\x1e"])
def test_every_text_arrives_as_it_was(consultation, doctor, business_key):
    # when an instance with such a key is started and goes on
    case = start(doctor, business_key)
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept"}))

    # then the key, what is empty and what is null are as they were
    assert (case.row.business_key, case.row.ended_at) == (business_key, None)
    assert first_broken_link(case.id) is None


@pytest.mark.parametrize("values", [["a", "b\x1fc"], ["\x1e", None], ["a", 1.5], ["a", {"b": 1}]])
def test_what_could_be_mistaken_is_not_packed(values):
    assert packed(values) is None


@pytest.mark.parametrize("business_key", ["C-1", "", "a\x1fb", "\x1e"])
def test_a_row_that_travels_as_one_text_is_the_row(consultation, doctor, business_key, monkeypatch):
    # given an instance with an open task
    only_on_postgresql()
    case = start(doctor, business_key)
    task = case.open_task("review").pk
    taken = lock_instance(task, by_user_task=True, skip_locked=False)

    # when the same is read column by column
    monkeypatch.setattr(instance_lock, "parted", lambda _text, _kinds: None)

    # then it is the same
    plain = lock_instance(task, by_user_task=True, skip_locked=False)
    assert taken is not None and plain is not None
    assert (as_uuid(taken[0]), *taken[1:]) == (as_uuid(plain[0]), *plain[1:])
    assert taken[3] == business_key


# -- what PostgreSQL would do again for each row -------------------------------------------------------------------------


def test_a_key_that_is_looked_for_is_read_once(consultation, doctor):
    # given a completion, whose statement PostgreSQL keeps
    only_on_postgresql()
    case = start(doctor)
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept"}))

    # then a scan of all candidates, which a small table gets, compares with one value instead of reading the text for each
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%DELETE FROM%%candidate%%'")
        statements = [statement for (statement,) in cursor]
    assert any("WHERE user_task_id = (SELECT ($1)[" in statement for statement in statements)
    assert not any("user_task_id = ($1)[" in statement for statement in statements)


def test_nothing_is_checked_of_the_counters_that_each_advance_writes(consultation):
    only_on_postgresql()
    tables = [model._meta.db_table for model in (ProcessInstance, UserTask, HistoryEntry)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = ANY(%s::regclass[])", [tables])
        assert cursor.fetchall() == []


@pytest.mark.parametrize(("state", "refusal"), [("created", None), ("completed", InvalidState)])
def test_asking_whether_a_task_may_be_completed_does_not_complete_it(state, refusal):
    lifecycle = UserTaskLifecycle(state, organisation_id=WARD, assignee_id=None, candidate_groups=())
    with nullcontext() if refusal is None else pytest.raises(refusal):
        check(lifecycle.complete, SYSTEM, refusal="ended", forbidden="not yours")
    assert lifecycle.current == state


def test_the_functions_of_a_form_are_made_when_one_is_asked_for(monkeypatch):
    made = []
    monkeypatch.setattr(expression_environment, "namespace", lambda calendars: made.append(calendars) or {"age at": None})
    namespaces = expression_environment.NamespacesOf(WARD)

    # when others are asked for, nothing is made; then once
    assert "hospital" not in namespaces and (list(namespaces), len(namespaces), made) == (["carelane"], 1, [])
    assert "carelane" in namespaces and list(namespaces["carelane"]) == ["age at"]
    assert len(made) == 1


# -- who listens --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_listener_of_another_process_costs_no_round_trip(consultation, doctor, monkeypatch):
    # given somebody who hears each start of another process
    only_on_postgresql()
    monkeypatch.setattr(registry, "listeners", registry.Listeners())
    registry.listeners.register({"instance_started"}, print, process_keys=["another"])
    start(doctor)
    texts = sent(monkeypatch)

    # when this one is started
    start(doctor)

    # then all of it is one text
    assert len(texts) == 1
    assert texts[0].startswith("BEGIN; ") and texts[0].endswith("; COMMIT")


# -- timers that fire together --------------------------------------------------------------------------------------------


def test_timers_of_many_instances_fire_each_once_and_in_order(consultation, doctor, handlers, clock):
    # given more instances than are handled one by one, with two timers each
    cases = [start(doctor, f"C-{number}") for number in range(8)]
    clock.advance(hours=25)

    # when everything due is fired
    while fire_timers():
        pass

    # then each has reminded and escalated, in this order, and its history is whole
    for case in cases:
        assert case.events("timer_fired") == ["remind", "late"]
        assert case.open_tasks() == ["escalated"]
        assert first_broken_link(case.id) is None
    assert not Timer.objects.exists()


def test_a_broken_instance_does_not_hold_up_the_many_beside_it(consultation, doctor, handlers, clock):
    # given one among many that cannot be read any more
    cases = [start(doctor, f"C-{number}") for number in range(8)]
    ProcessInstance.objects.filter(pk=cases[3].id).update(state="garbage")
    clock.advance(hours=25)

    # when everything due is fired
    while fire_timers():
        pass

    # then the others have escalated, and it is tried again later
    assert [case.open_tasks() for case in cases] == [["review"] if case is cases[3] else ["escalated"] for case in cases]
    assert Timer.objects.filter(instance_id=cases[3].id).exclude(retry_at=None).exists()


def test_a_listener_that_refuses_stops_its_own_instance_alone(consultation, doctor, handlers, clock, monkeypatch):
    # given somebody who refuses what one instance does
    cases = [start(doctor, f"C-{number}") for number in range(8)]

    def refuse(event):
        if event.instance_id == cases[5].id:
            raise RuntimeError

    monkeypatch.setattr(registry, "listeners", registry.Listeners())
    registry.listeners.register({"timer_fired"}, refuse)
    clock.advance(hours=25)

    # when everything due is fired
    while fire_timers():
        pass

    # then the others have gone on
    assert [case.open_tasks() for case in cases] == [["review"] if case is cases[5] else ["escalated"] for case in cases]


@pytest.mark.django_db(transaction=True)
def test_many_instances_share_a_commit(consultation, doctor, handlers, clock, monkeypatch):
    only_on_postgresql()
    for number in range(20):
        start(doctor, f"C-{number}")
    clock.advance(hours=12)
    texts = sent(monkeypatch)
    assert fire_timers() == 20
    assert sum("COMMIT" in text for text in texts) == 1
    assert not connection.in_atomic_block
