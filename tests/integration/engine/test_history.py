"""The hash chain finds every edit, deletion, reorder and truncation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.errors import NotFound
from engine.jobs import sweep_until_idle
from engine.models import HistoryEntry
from engine.queries.instance import history, instance
from engine.queries.recorded_events import first_broken_link


@pytest.fixture
def told(case, doctor, handlers):
    complete_user_task(CompleteUserTask(doctor, case.open_task("review").pk, {"decision": "accept", "beds": 3}))
    sweep_until_idle()
    return case


def test_an_untouched_history_is_whole(told):
    assert first_broken_link(told.id) is None


def test_every_single_edit_is_found(told):
    for entry in HistoryEntry.objects.filter(instance_id=told.id):
        for change in (
            {"events": entry.events.replace("activity", "activitv", 1)},
            {"events": entry.events.replace("]]", "],[]]", 1)},
            {"actor_id": 4711},
            {"at": entry.at + timedelta(microseconds=1)},
            {"hash": "0" * 64},
        ):
            before = {name: getattr(entry, name) for name in change}
            HistoryEntry.objects.filter(pk=entry.pk).update(**change)
            assert first_broken_link(told.id) == entry.first_seq
            HistoryEntry.objects.filter(pk=entry.pk).update(**before)
    assert first_broken_link(told.id) is None


def test_deletion_reorder_and_truncation_are_found(told):
    entries = list(HistoryEntry.objects.filter(instance_id=told.id).order_by("first_seq"))
    assert len(entries) >= 3
    first, second, last = entries[0], entries[1], entries[-1]
    last.delete()
    assert first_broken_link(told.id) == last.first_seq
    HistoryEntry.objects.filter(pk=first.pk).update(events=second.events)
    HistoryEntry.objects.filter(pk=second.pk).update(events=first.events)
    assert first_broken_link(told.id) == 1
    HistoryEntry.objects.filter(pk=first.pk).update(events=first.events)
    HistoryEntry.objects.filter(pk=second.pk).update(events=second.events)
    second.delete()
    assert first_broken_link(told.id) == second.first_seq


def test_the_story_names_who_and_what(told, doctor, outsider):
    rows = history(doctor, told.id)
    completed = next(row for row in rows if row.kind == "activity_completed" and row.activity_id == "review")
    assert (completed.activity_name, completed.actor_id) == ("Review request", doctor.id)
    with pytest.raises(NotFound):
        history(outsider, told.id)
    with pytest.raises(NotFound):
        instance(outsider, told.id)
    shown = instance(doctor, told.id)
    assert {(place.activity_id, place.kind) for place in shown.waiting} == {("wait_answer", "message")}
    assert "f7" in shown.taken_flows
