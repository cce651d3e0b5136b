"""User task: a person completes it on a form."""

from __future__ import annotations

from dataclasses import dataclass

from engine.limits_of_columns import LARGEST_PRIORITY
from engine.model.elements.timer_event_definition import check_working_span
from engine.model.process_model import Activity, Names, Value
from engine.model.reading import Reading, comma_list
from engine.model.schedule import ScheduleError, parse_instant, parse_span

DEFAULT_PRIORITY = Value("50")
NO_NAMES = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask(Activity):
    tag = "userTask"
    waits = True

    candidate_groups: Value | None = None  # comma list, or FEEL that gives a string or a list of strings
    candidate_users: Value | None = None  # user names, as candidate groups are
    assignee: Value | None = None
    due: Value | None = None
    follow_up: Value | None = None
    calendar: str = ""  # key of a business calendar in whose working time `due` and `follow_up` count
    priority: Value = DEFAULT_PRIORITY
    form_key: str = ""
    different_from: tuple[str, ...] = ()  # nobody who completed one of these may complete this one
    expected_after: tuple[str, ...] = ()  # done before it in an orderly case; nothing holds it up, deviation rules look at it
    action: Names = NO_NAMES  # text of the button that completes it


def read(reading: Reading) -> UserTask:
    return UserTask(
        **reading.activity(),
        candidate_groups=reading.value("candidateGroups"),
        candidate_users=reading.value("candidateUsers"),
        assignee=reading.value("assignee"),
        due=_moment(reading, "due"),
        follow_up=_moment(reading, "followUp"),
        calendar=reading.attribute("calendar"),
        priority=_priority(reading),
        form_key=_form_key(reading),
        different_from=_activities(reading, "differentFrom"),
        expected_after=_activities(reading, "expectedAfter"),
        action=Names(reading.attribute("action"), reading.attribute("actionZh")),
    )


def _form_key(reading: Reading) -> str:
    key = reading.attribute("formKey")
    if key and key not in reading.reader.form_keys:
        reading.refuse(
            "unknown_form",
            "carelane:formKey names “{key}”, but the deployment has no file {key}.form.json.",
            "carelane:formKey 引用的“{key}”不存在：部署中没有 {key}.form.json 文件。",
            key=key,
        )
    return key


def _moment(reading: Reading, name: str) -> Value | None:
    """A duration from opening, a date and time, or FEEL that yields one of them."""
    value = reading.value(name)
    if value is None or value.expression is not None:
        return value
    try:
        parse_span(value.text) if value.text.startswith(("P", "-P")) else parse_instant(value.text)
    except ScheduleError as error:
        reading.refuse(
            "moment_unreadable",
            "carelane:{name}: {problem}.",
            "carelane:{name} 无法读取：{problem}。",
            name=name,
            problem=str(error),
        )
        return None
    if reading.attribute("calendar") and value.text.startswith("P"):
        check_working_span(reading, reading.element, value.text)
    return value


def _priority(reading: Reading) -> Value:
    value = reading.value("priority")
    if value is None or value.expression is not None:
        return value or DEFAULT_PRIORITY
    number = reading.integer("priority", 50)
    if number > LARGEST_PRIORITY:
        reading.refuse(
            "priority_too_large",
            "carelane:priority is {number}; expected at most {most}.",
            "carelane:priority 的值是 {number}；最大为 {most}。",
            number=number,
            most=LARGEST_PRIORITY,
        )
        return DEFAULT_PRIORITY
    return Value(str(number))


def _activities(reading: Reading, attribute: str) -> tuple[str, ...]:
    """Ids of other activities of the file, as a comma list."""
    named = comma_list(reading.attribute(attribute))
    for activity_id in named:
        if (reading.file, activity_id) not in reading.reader.index_of:
            reading.refuse(
                "unknown_activity",
                "carelane:{attribute} names “{name}”, which is no activity of this file.",
                "carelane:{attribute} 引用的“{name}”不是本文件中的活动。",
                attribute=attribute,
                name=activity_id,
            )
    return named
