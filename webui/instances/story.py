"""The history of an instance as a story: who did what when. Steps of the machinery (gateways, flows, variables) are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from engine.actor import Actor
from engine.queries.decisions import EvaluatedDecision, evaluated_decisions
from engine.queries.earlier_forms import EarlierForm, earlier_forms
from engine.queries.instance import HistoryRow, InstanceDetail
from engine.queries.wording import in_readers_language
from webui.form_times import in_zone
from webui.words import day as day_words
from webui.words import exact, listed
from workflows.directory.queries.names import organisation_names, user_names
from workflows.form_options import options_for


@dataclass(frozen=True, slots=True)
class Sentence:
    at: datetime
    icon: str
    tone: str  # "", good, soon, over: the colour that goes with the icon
    text: SafeString
    detail: str = ""
    form_id: str = ""
    form: Mapping[str, Any] | None = field(default=None, compare=False)
    decision: EvaluatedDecision | None = None


@dataclass(frozen=True, slots=True)
class Day:
    heading: str
    sentences: tuple[Sentence, ...]


# kind, or kind:element → icon, tone, words. What is not named here is not told.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "instance_started": ("play_circle", "", gettext_noop("{who} started {process}.")),
    "activity_started:userTask": ("assignment", "", gettext_noop("{activity} came up as a task.")),
    "activity_completed:userTask": ("task_alt", "good", gettext_noop("{who} completed {activity}.")),
    "activity_cancelled:userTask": ("block", "", gettext_noop("{activity} was withdrawn.")),
    "activity_completed:serviceTask": ("settings", "", gettext_noop("The system did {activity}.")),
    "activity_completed:endEvent": ("flag", "", gettext_noop("The process reached {activity}.")),
    "user_task_substituted": ("group", "", gettext_noop("{who} stood in for {absent}.")),
    "user_task_claimed": ("person_check", "", gettext_noop("{who} took over {activity}.")),
    "user_task_unclaimed": ("undo", "", gettext_noop("{who} gave {activity} back to the group.")),
    "user_task_assigned": ("person_add", "", gettext_noop("{who} gave {activity} to {to}.")),
    "user_task_delegated": ("forward", "", gettext_noop("{who} handed {activity} to {to}.")),
    "decision_evaluated": ("rule", "", gettext_noop("The rules decided: {activity}.")),
    "message_sent": ("send", "", gettext_noop("{activity} went to {organisation}.")),
    "message_given_by_hand": ("edit", "soon", gettext_noop("{who} gave the message {message} by hand.")),
    "message_received": ("mail", "", gettext_noop("News came in: {activity}.")),
    "timer_fired": ("alarm", "soon", gettext_noop("A limit passed: {activity}.")),
    "error_thrown": ("error", "over", gettext_noop("{activity} ended with the error {code}.")),
    "incident_raised": ("error", "over", gettext_noop("{activity} stopped with a problem.")),
    "incident_resolved": ("replay", "good", gettext_noop("{activity} runs again.")),
    "instance_completed": ("done_all", "good", gettext_noop("The process ended.")),
    "instance_terminated": ("flag", "", gettext_noop("The process ended early, as its model foresees.")),
    "instance_suspended": ("pause_circle", "soon", gettext_noop("{who} suspended the process.")),
    "instance_resumed": ("play_circle", "good", gettext_noop("{who} resumed the process.")),
    "instance_migrated": ("publish", "soon", gettext_noop("{who} moved the process to version {version} of its model.")),
    "token_moved": ("forward", "soon", gettext_noop("{who} moved {activity} to {target}.")),
    "token_added": ("add", "soon", gettext_noop("{who} began {activity} besides.")),
    "token_cancelled": ("block", "over", gettext_noop("{who} ended {activity}.")),
    "step_skipped": ("fast_forward", "over", gettext_noop("{who} agreed to skip {activity}, as {first} had asked.")),
    "variables_corrected": ("edit", "soon", gettext_noop("{who} corrected {names}.")),
    "instance_cancelled": ("cancel", "over", gettext_noop("{who} cancelled the process.")),
}


# What operators do to a process, with reasons for other operators.
STEERING = frozenset(
    {
        "instance_suspended",
        "instance_resumed",
        "instance_migrated",
        "token_moved",
        "token_added",
        "token_cancelled",
        "step_skipped",
        "variables_corrected",
        "incident_resolved",
        "message_given_by_hand",
    }
)

# What the story leaves out, for those who look at single events.
EVENTS: Mapping[str, tuple[str, str, str]] = {
    "activity_started": ("play_arrow", "", gettext_noop("{activity} began.")),
    "activity_completed": ("check", "", gettext_noop("{activity} ended.")),
    "activity_cancelled": ("block", "", gettext_noop("{activity} was withdrawn.")),
    "variables_set": ("edit", "", gettext_noop("{who} recorded {activity}.")),
}
OTHER_EVENT = ("history", "", gettext_noop("{activity}: an event of the process."))


def sentences_about(rows: Iterable[HistoryRow], process_name: str) -> list[tuple[str, SafeString]]:
    """Icon and sentence of each of these events, whatever it is. Nothing of values."""
    rows = list(rows)
    absent = [person for row in rows for person in row.data.get("absent") or ()]
    others = [row.data.get(key) for row in rows for key in ("assignee", "requested_by")]
    people = user_names([row.actor_id for row in rows] + others + absent)
    places = organisation_names([row.data.get("target_organisation_id") for row in rows])
    names = {
        "people": {key: str(name) for key, name in people.items()},
        "places": {key: str(name) for key, name in places.items()},
        "process": process_name,
    }
    told = []
    for row in rows:
        icon, _tone, text = WORDS.get(f"{row.kind}:{row.element}") or WORDS.get(row.kind) or EVENTS.get(row.kind, OTHER_EVENT)
        told.append((icon, format_html(_(text), **_values(row, names))))
    return told


def told(actor: Actor, found: InstanceDetail, rows: Iterable[HistoryRow], *, with_system: bool) -> list[Day]:
    """Newest day first, and within a day the newest sentence first. `with_system`: also what no person did."""
    rows = [row for row in rows if with_system or row.element != "serviceTask" or row.kind != "activity_completed"]
    absent = [person for row in rows for person in row.data.get("absent") or ()]
    others = [row.data.get(key) for row in rows for key in ("assignee", "requested_by")]
    people = user_names([row.actor_id for row in rows] + others + absent)
    places = organisation_names([row.data.get("target_organisation_id") for row in rows])
    forms = _forms(actor, found)
    # Who may not see the variables may not read them from the table either.
    decided = evaluated_decisions(found.summary.definition_id, rows) if found.variables is not None else {}
    names = {
        "people": {key: str(name) for key, name in people.items()},
        "places": {key: str(name) for key, name in places.items()},
        "process": found.summary.name,
        "decisions": decided,
        "reader": None if found.variables is not None or _sees_patients(actor, found) else actor.id,
    }
    days: dict[date, list[Sentence]] = {}
    for sentence in _sentences(rows, names, forms):
        days.setdefault(timezone.localdate(sentence.at), []).append(sentence)
    return [Day(day_words(on), tuple(reversed(sentences))) for on, sentences in reversed(days.items())]


def _sentences(
    rows: list[HistoryRow], names: Mapping[str, Any], forms: dict[tuple[str, datetime], EarlierForm]
) -> Iterator[Sentence]:
    for row in rows:
        words = WORDS.get(f"{row.kind}:{row.element}") or WORDS.get(row.kind)
        if words is None or (row.element and not row.is_named):
            continue  # an element without a name says nothing to a reader
        icon, tone, text = words
        form = forms.pop((row.activity_id, row.at), None) if row.kind == "activity_completed" else None
        yield Sentence(
            at=row.at,
            icon=icon,
            tone=tone,
            text=format_html(_(text), **_values(row, names)),
            detail=_detail(row, names["reader"]),
            form_id=f"form-{row.seq}" if form else "",
            form=in_zone(form.schema, form.data, form.zone) if form else None,
            decision=names["decisions"].get(row.seq),
        )


def _values(row: HistoryRow, names: Mapping[str, Any]) -> dict[str, str]:
    """What the sentences are filled with; names of steps and processes stand out."""
    return {
        "who": names["people"].get(row.actor_id) or (_("A message") if row.kind == "instance_started" else _("The system")),
        "to": names["people"].get(row.data.get("assignee"), ""),
        "activity": format_html("<b>{}</b>", row.activity_name),
        "process": format_html("<b>{}</b>", names["process"]),
        "organisation": names["places"].get(row.data.get("target_organisation_id")) or _("the own organisation"),
        "absent": listed(names["people"].get(person, "") for person in row.data.get("absent") or ()),
        "message": in_readers_language(str(row.data.get("message", ""))),
        "code": str(row.data.get("error_code", "")),
        "version": str(row.data.get("to_version", "")),
        "target": format_html("<b>{}</b>", row.data.get("to_name", "")),
        "names": listed(row.data.get("names", ())),
        "first": names["people"].get(row.data.get("requested_by"), ""),
    }


def _sees_patients(actor: Actor, found: InstanceDetail) -> bool:
    return actor.may("read_patients", found.summary.organisation_id)


def _detail(row: HistoryRow, reader: int | None) -> str:
    """What else the event says that a reader wants: a reason, a message, a limit.

    `reader`: somebody who sees no patients. What clinicians wrote may speak of one, so only what operators write, whose acts
    are on the process, and what the reader wrote is theirs to read.
    """
    if row.kind == "timer_fired":
        due_at = parse_datetime(str(row.data.get("due_at", "")))
        return _("limit %(time)s") % {"time": exact(due_at)} if due_at else ""
    if reader is not None and row.kind not in STEERING and row.actor_id != reader:
        return _("hidden") if row.data.get("reason") or row.data.get("error_message") else ""
    return str(row.data.get("reason") or row.data.get("error_message") or in_readers_language(str(row.data.get("message") or "")))


def _forms(actor: Actor, found: InstanceDetail) -> dict[tuple[str, datetime], EarlierForm]:
    options = options_for(found.summary.process_key, found.summary.organisation_id)
    return {(form.activity_id, form.at): form for form in earlier_forms(actor, found.summary.id, options=options)}
