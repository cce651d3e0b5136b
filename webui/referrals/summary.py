"""A referral in words for its page: what the slip says, and what was decided at its turns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from engine.actor import SYSTEM, Actor
from engine.errors import NotFound
from engine.queries.instance_form import InstanceForm, instance_form
from webui.words import day, exact, listed
from workflows.cases.queries.cases import CaseView
from workflows.cases.queries.reasons import Reason, reasons
from workflows.directory.queries.destinations import departments_of
from workflows.directory.queries.names import BilingualName
from workflows.form_options import options_for

SLIP = "referral_slip"
ON_THE_CARD = frozenset({"direction", "urgency", "to_organisation_id", "to_department"})  # the page tells these beside it

OFFERED = frozenset({"values", "valuesKey", "valuesExpression"})


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    reason: Reason
    lines: tuple[Line, ...]


def slip_and_turns(actor: Actor, view: CaseView) -> tuple[list[Line], list[Turn]]:
    """The slip as the actor's own side holds it, and each turn that was decided; both empty for who may not read them.

    A receiver's process holds what it was sent, so one that has left the case reads nothing that was written later.
    """
    form = _slip(actor, view)
    if form is None:
        return [], []
    turns = [Turn(reason, tuple(_reason_lines(reason))) for reason in reasons(actor, view)]
    return list(lines(form.schema.get("components"), form.data, form.zone, without=ON_THE_CARD)), turns


def department_name(view: CaseView) -> str:
    """Of the department that the referral asks for, by the receiver's directory; its code where that names it no longer."""
    line = view.line
    if line.to_organisation_id is None or not line.to_department:
        return ""
    found = (each for each in departments_of(SYSTEM, line.to_organisation_id) if each.code == line.to_department)
    return next((str(BilingualName(each.name_en, each.name_zh)) for each in found), line.to_department)


def _slip(actor: Actor, view: CaseView) -> InstanceForm | None:
    """Of the sender's process for its own people, else of the process that came last to the receiver."""
    line = view.line
    key, place = ("referral_out", line.from_organisation_id) if line.is_sent else ("referral_in", line.to_organisation_id or 0)
    for instance_id in view.instance_ids if line.is_sent else reversed(view.instance_ids):
        try:
            form = instance_form(actor, instance_id, SLIP, options=options_for(key, place))
        except NotFound:
            continue
        if form is not None:
            return form
    return None


def _reason_lines(reason: Reason) -> Iterator[Line]:
    if reason.form is not None:
        yield from lines(reason.form.schema.get("components"), reason.form.data, reason.form.zone, only=reason.told)
    elif reason.text:
        yield Line(_("Reason"), reason.text)


def lines(
    components: Any,
    data: Mapping[str, Any],
    zone: str,
    *,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Iterator[Line]:
    """Label and value of each field that was filled in, in the form's order and the reader's words."""
    for component in components or []:
        key = component.get("key", "")
        if isinstance(component.get("components"), list) and component.get("type") == "group" and not component.get("path"):
            yield from lines(component["components"], data, zone, only=only, without=without)
        elif key in without or (only and key not in only):
            continue
        elif text := _value_words(component, data.get(key), zone):
            yield Line(str(component.get("label") or component.get("dateLabel") or key), text)


def _value_words(component: Mapping[str, Any], value: Any, zone: str) -> str:
    """The value as a person reads it; empty for what was not filled in, and for an option that is no longer offered."""
    if value is None or value in ("", False) or value == []:
        return ""
    if value is True:
        return _("Yes")
    if isinstance(value, list):
        return listed(filter(None, (_value_words(component, each, zone) for each in value)))
    if OFFERED & component.keys():
        offered = component.get("values") or ()
        return next((str(option["label"]) for option in offered if option.get("value") == value), "")
    if component.get("type") == "datetime":
        return _time_words(str(value), zone)
    if isinstance(value, int | float):
        unit = (component.get("appearance") or {}).get("suffixAdorner", "")
        return f"{value:g} {unit}".strip()
    return str(value)


def _time_words(text: str, zone: str) -> str:
    try:
        if "T" not in text:
            return day(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return exact(at if timezone.is_aware(at) else at.replace(tzinfo=ZoneInfo(zone)))
