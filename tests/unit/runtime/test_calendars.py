"""Timers and due moments in working time: the calendar is handed in, and the history says which version was asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendars import ALWAYS, BusinessCalendar, CalendarBook, hours_from_text
from engine.model import inspect_deployment
from engine.rehearsal import rehearse
from tests.unit.runtime.instance import HEAD, Instance, inline

OFFICE = hours_from_text("08:00-12:00, 14:00-18:00")
CLINIC = BusinessCalendar(
    key="clinic",
    zone="Asia/Shanghai",
    week=(OFFICE,) * 5 + ((), ()),
    days={date(2026, 10, day): () for day in range(1, 8)} | {date(2026, 10, 10): OFFICE},
)
BOOK = CalendarBook([CLINIC])


def at(text: str) -> datetime:
    return (datetime.fromisoformat(text) - timedelta(hours=8)).replace(tzinfo=UTC)


ASKS = 'carelane:calendar="clinic" carelane:zone="Asia/Shanghai"'


def waiting(timer: str, attributes: str = ASKS) -> str:
    definition = f"<timerEventDefinition {attributes}>{timer}</timerEventDefinition>"
    return (
        f'<startEvent id="s"/><intermediateCatchEvent id="t">{definition}</intermediateCatchEvent><endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    )


@pytest.mark.parametrize(
    ("timer", "now", "expected"),
    [
        ("<timeDuration>PT8H</timeDuration>", "2026-09-30T16:00", "2026-10-08T16:00"),  # 2 h left before the holiday week
        ("<timeDuration>P1D</timeDuration>", "2026-10-09T10:00", "2026-10-10T10:00"),  # a Saturday that is worked
        ("<timeDuration>P2DT1H</timeDuration>", "2026-10-09T17:30", "2026-10-13T08:30"),
        ("<timeDuration>=limit</timeDuration>", "2026-10-09T10:00", "2026-10-12T10:00"),
        ("<timeCycle>0 8 * * *</timeCycle>", "2026-09-30T09:00", "2026-10-08T08:00"),
        ("<timeCycle>R/2026-09-30T07:00:00/P1D</timeCycle>", "2026-09-30T09:00", "2026-10-08T07:00"),
    ],
)
def test_timers_count_working_time(timer, now, expected):
    instance = Instance(inline(waiting(timer)), now=at(now), calendars=BOOK, variables={"limit": "P2D"})
    assert not instance.incidents, instance.incidents
    assert [each.due_at for each in instance.timers.values()] == [at(expected)]


def test_the_history_names_the_version_that_was_asked():
    instance = Instance(inline(waiting("<timeDuration>PT8H</timeDuration>")), now=at("2026-09-30T16:00"), calendars=BOOK)
    (noted,) = [event.data for event in instance.events if event.kind == "timer_set"]
    assert (noted["calendar"], noted["calendar_version"]) == ("clinic", BOOK.version("clinic"))


def test_a_user_task_is_due_in_working_time():
    task = '<userTask id="t" carelane:due="PT4H" carelane:followUp="P1D" carelane:calendar="clinic"/>'
    body = (
        f'<startEvent id="s"/>{task}<endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    )
    instance = Instance(inline(body), now=at("2026-09-30T17:00"), calendars=BOOK)
    (opened,) = instance.user_tasks.values()
    assert opened.due_at == at("2026-10-08T11:00")
    assert opened.follow_up_at == at("2026-10-08T17:00")
    started = next(event for event in instance.events if event.kind == "activity_started" and event.activity_id == "t")
    assert started.data["calendar_version"] == BOOK.version("clinic")


def test_a_calendar_that_is_missing_is_an_incident_that_can_be_retried():
    instance = Instance(inline(waiting("<timeDuration>PT8H</timeDuration>")), now=at("2026-09-30T16:00"))
    assert instance.problem == "CalendarMissing"
    instance.calendars = BOOK
    instance.retry()
    assert not instance.incidents
    assert [timer.due_at for timer in instance.timers.values()] == [at("2026-10-08T16:00")]


REMINDER = """
<startEvent id="s"/><userTask id="t"/><endEvent id="e"/><endEvent id="r"/>
<boundaryEvent id="b" attachedToRef="t" cancelActivity="false">
  <timerEventDefinition carelane:calendar="clinic" carelane:zone="Asia/Shanghai" carelane:catchUp="{}">
    <timeCycle>0 8 * * *</timeCycle></timerEventDefinition>
</boundaryEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="r"/>
"""


@pytest.mark.parametrize(("policy", "reminders"), [("once", 1), ("all", 4), ("skip", 0)])
def test_a_reminder_on_working_days_catches_up_by_its_policy(policy, reminders):
    # given a daily reminder, and a product that stands still over four working mornings: the 30th, 8th, 9th and 10th
    instance = Instance(inline(REMINDER.format(policy)), now=at("2026-09-29T09:00"), calendars=BOOK)
    instance.wait(days=12)

    # then it comes as often as its policy says, and next on Monday
    assert instance.trace.count("r") == reminders
    assert [timer.due_at for timer in instance.timers.values()] == [at("2026-10-12T08:00")]


def test_a_reminder_goes_on_when_its_calendar_was_removed():
    instance = Instance(inline(REMINDER.format("once")), now=at("2026-09-29T09:00"), calendars=BOOK)
    instance.calendars = CalendarBook()
    instance.wait(days=1)
    assert instance.trace.count("r") == 1
    assert [timer.due_at for timer in instance.timers.values()] == [at("2026-10-01T08:00")]
    assert "expression_warned" in instance.kinds()


def test_a_ward_that_never_closes_counts_as_the_clock_does():
    ward = CalendarBook([BusinessCalendar(key="clinic", zone="Asia/Shanghai", week=ALWAYS)])
    instance = Instance(inline(waiting("<timeDuration>PT30H</timeDuration>")), now=at("2026-09-30T16:00"), calendars=ward)
    assert [timer.due_at for timer in instance.timers.values()] == [at("2026-10-01T22:00")]


def test_every_six_hours_from_the_first_dose():
    timer = '<timeCycle>="R/" + string(first_dose) + "/PT6H"</timeCycle>'
    model = inline(waiting(timer, 'carelane:zone="Asia/Shanghai"'))
    first = datetime(2026, 10, 1, 1, 20, tzinfo=UTC)
    instance = Instance(model, now=at("2026-10-01T16:00"), variables={"first_dose": first})
    assert not instance.incidents, instance.incidents
    assert [timer.due_at for timer in instance.timers.values()] == [datetime(2026, 10, 1, 13, 20, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("timer", "rule"),
    [
        ("<timeDuration>P1M</timeDuration>", "working_months"),
        ("<timeDate>2026-10-01T08:00:00Z</timeDate>", "calendar_without_use"),
    ],
)
def test_what_a_calendar_cannot_count_is_refused(timer, rule):
    text = f'{HEAD}<process id="p" isExecutable="true">{waiting(timer)}</process></definitions>'
    model, found = inspect_deployment({"m.bpmn": text.encode()})
    assert model is None
    assert [each.rule for each in found if each.severity == "error"] == [rule]


def test_only_models_that_ask_are_given_calendars():
    assert inline(waiting("<timeDuration>PT8H</timeDuration>")).asks_calendars
    assert not inline(waiting("<timeDuration>PT8H</timeDuration>", "")).asks_calendars


def test_a_rehearsal_needs_no_calendar_of_an_organisation():
    task = '<userTask id="t" carelane:candidateGroups="doctor@ward" carelane:due="PT4H" carelane:calendar="clinic"/>'
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    body = f'<startEvent id="s"/>{task}<endEvent id="e"/>{flows}'
    text = f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'
    found = rehearse({"m.bpmn": text.encode()}).findings
    assert [str(each) for each in found if each.severity != "info"] == []
