"""What a migration ended waits again on the way back as it did before; what it begins counts in the calendar's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.calendars import BusinessCalendar, CalendarBook, hours_from_text
from engine.errors import InvalidState
from engine.model import read_deployment
from engine.model.process_model import ProcessModel
from engine.runtime import commands, decode_state
from engine.runtime.migration import migrate
from tests.unit.runtime.instance import HEAD, NOW, Instance, inline
from tests.unit.runtime.test_migration import LIMIT, care, carried


def test_a_limit_that_was_dropped_comes_back_with_its_moment_and_not_anew():
    # given a limit of 24 h of which 5 have passed when its version is left
    instance = Instance(inline(care(limits={"late": 24})))
    instance.now += timedelta(hours=5)
    carried(instance, care())
    assert instance.timers == {}

    # when it comes back three hours later
    instance.now += timedelta(hours=3)
    carried(instance, care(limits={"late": 24}))

    # then the limit is where it was
    assert [(timer.activity_id, timer.due_at) for timer in instance.timers.values()] == [("late", NOW + timedelta(hours=24))]
    instance.wait(hours=16)
    assert instance.outcome == "completed"


def test_a_limit_whose_moment_passed_meanwhile_fires_when_it_comes_back():
    instance = Instance(inline(care(limits={"late": 24})))
    carried(instance, care())
    instance.now += timedelta(hours=30)
    carried(instance, care(limits={"late": 24}))

    instance.wait(hours=0)

    assert instance.outcome == "completed"


def test_a_reminder_that_repeats_comes_back_at_its_own_pace():
    # given a reminder every six hours that has fired twice
    reminder = LIMIT.format(id="remind", at="assess", hours=6).replace(
        "<boundaryEvent ", '<boundaryEvent cancelActivity="false" '
    )
    reminder = reminder.replace("timeDuration>PT6H</timeDuration", "timeCycle>R/PT6H</timeCycle")
    instance = Instance(inline(care() + reminder))
    for _ in range(2):
        instance.wait(hours=6)

    carried(instance, care())
    instance.now += timedelta(hours=1)
    carried(instance, care() + reminder)

    assert [timer.due_at for timer in instance.timers.values()] == [NOW + timedelta(hours=18)]
    instance.wait(hours=5)
    assert [timer.due_at for timer in instance.timers.values()] == [NOW + timedelta(hours=24)]


def test_what_had_fired_before_it_went_does_not_begin_anew_on_the_way_back():
    reminder = LIMIT.format(id="remind", at="assess", hours=2).replace(
        "<boundaryEvent ", '<boundaryEvent cancelActivity="false" '
    )
    instance = Instance(inline(care() + reminder))
    instance.wait(hours=3)

    carried(instance, care())
    carried(instance, care() + reminder)

    assert instance.timers == {}


def test_a_step_that_was_entered_on_the_other_version_has_its_limits_anew():
    # given a token that came to its step only after the migration
    with_limit = care(limits={"late": 24})
    instance = Instance(inline(with_limit))
    carried(instance, care())
    token = next(iter(instance.user_tasks))
    instance.do(commands.MoveToken(token, "assess", "begin again"))
    instance.now += timedelta(hours=8)

    carried(instance, with_limit)

    assert [timer.due_at for timer in instance.timers.values()] == [NOW + timedelta(hours=32)]


def test_a_suspended_instance_that_comes_back_has_its_limit_at_the_resumption():
    instance = Instance(inline(care(limits={"late": 24})))
    carried(instance, care())
    instance.do(commands.Suspend("wrong version"))
    instance.now += timedelta(hours=2)
    carried(instance, care(limits={"late": 24}))
    assert instance.timers == {}

    instance.do(commands.Resume("right version"))

    assert [timer.due_at for timer in instance.timers.values()] == [NOW + timedelta(hours=24)]


EVENTS = (
    '<boundaryEvent id="told" attachedToRef="assess" cancelActivity="false"><messageEventDefinition messageRef="m"/>'
    "</boundaryEvent>"
    '<sequenceFlow id="f-told" sourceRef="told" targetRef="e"/>'
    '<boundaryEvent id="grave" attachedToRef="assess" cancelActivity="false"><conditionalEventDefinition><condition>'
    "score &gt; 5</condition></conditionalEventDefinition></boundaryEvent>"
    '<sequenceFlow id="f-grave" sourceRef="grave" targetRef="e"/>'
)


def test_messages_and_conditions_wait_again_and_what_was_true_does_not_happen_twice():
    # given a condition that has become true
    def model(body: str) -> ProcessModel:
        text = f'{HEAD}<message id="m" name="News"/><process id="p" isExecutable="true">{body}</process></definitions>'
        return read_deployment({"inline.bpmn": text.encode()}).model

    instance = Instance(model(care() + EVENTS), business_key="K")
    instance.do(commands.SetVariables({"score": 7}, None, "measured"))
    assert instance.kinds().count("condition_met") == 1

    # when it goes to a version without both, and back
    for body in (care(), care() + EVENTS):
        target = model(body)
        result = migrate(instance.model, target, decode_state(instance.text), {}, instance.now, {})
        instance.model = target
        instance.take(result)

    # then the message is awaited, and the condition waits until it becomes true once more
    assert [each.message_name for each in instance.subscriptions.values()] == ["News"]
    assert instance.kinds().count("condition_met") == 1
    instance.do(commands.SetVariables({"score": 1}, None, "measured"))
    instance.do(commands.SetVariables({"score": 8}, None, "measured"))
    assert instance.kinds().count("condition_met") == 2


CLINIC = BusinessCalendar(key="clinic", zone="Asia/Shanghai", week=(hours_from_text("08:00-17:00"),) * 5 + ((), ()))
BOOK = CalendarBook([CLINIC])


def test_a_limit_that_begins_by_migration_counts_in_the_calendars_hours_and_zone():
    # given Monday 08:00 in Shanghai, and a new version whose limit is twelve working hours
    limit = LIMIT.format(id="late", at="assess", hours=12)
    with_calendar = limit.replace("<timerEventDefinition>", '<timerEventDefinition carelane:calendar="clinic">')
    instance = Instance(inline(care()))
    target = inline(care() + with_calendar)
    state = decode_state(instance.text)

    with pytest.raises(InvalidState, match="clinic"):
        migrate(instance.model, target, decode_state(instance.text), {}, instance.now, {})
    result = migrate(instance.model, target, state, {}, instance.now, {}, calendars=BOOK)
    instance.model = target
    instance.take(result)

    # then nine hours count on Monday and three on Tuesday
    (timer,) = instance.timers.values()
    assert timer.due_at == datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    (noted,) = [event.data for event in instance.events if event.kind == "timer_set"]
    assert noted["calendar_version"] == BOOK.version("clinic")
