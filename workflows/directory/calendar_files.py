"""Lists of public holidays, as authorities and calendar tools give them: CSV (`2026-02-14,work,Spring Festival`) or ICS."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.errors import FormInvalid

MOST_BYTES = 200_000
MOST_DAYS = 2_000
_WORK = re.compile(r"work|make-?up|班|调休上班", re.IGNORECASE)
_CLOSED = re.compile(r"holiday|closed|off|rest|休|假|节|節", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListedDay:
    on: date
    is_workday: bool
    name: str


def read_days(text: str) -> list[ListedDay]:
    """Every listed day once, in order; the last line about a day counts. Raises: FormInvalid, naming the line."""
    text = text.replace("\0", "").lstrip("\ufeff")
    if len(text.encode()) > MOST_BYTES:
        raise FormInvalid({"text": [format_lazy(_("Expected at most {most} bytes."), most=MOST_BYTES)]})
    days = _from_ics(text) if "BEGIN:VCALENDAR" in text[:2000].upper() else _from_csv(text)
    found = {day.on: day for day in days}
    if not found:
        raise FormInvalid({"text": [_("Expected at least one day.")]})
    if len(found) > MOST_DAYS:
        raise FormInvalid({"text": [format_lazy(_("Expected at most {most} days."), most=MOST_DAYS)]})
    return [found[day] for day in sorted(found)]


def _from_csv(text: str) -> list[ListedDay]:
    days = []
    for number, row in enumerate(_rows(text), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#") or (number == 1 and not cells[0][:1].isdigit()):
            continue
        kind = cells[1] if len(cells) > 1 else ""
        is_workday = bool(_WORK.search(kind))
        if not (is_workday or _CLOSED.search(kind)):
            raise _unreadable(number, ",".join(cells))
        days.append(ListedDay(_date(cells[0], number, ",".join(cells)), is_workday, cells[2][:120] if len(cells) > 2 else ""))
    return days


def _rows(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text))
    try:
        yield from reader
    except csv.Error:  # such as a cell of more characters than the reader takes
        raise _unreadable(reader.line_num, text.splitlines()[max(reader.line_num - 1, 0)]) from None


def _from_ics(text: str) -> list[ListedDay]:
    days: list[ListedDay] = []
    fields: dict[str, str] = {}
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    for number, line in enumerate(lines, start=1):
        name, _colon, value = line.partition(":")
        name = name.partition(";")[0].strip().upper()
        if line.strip().upper() == "BEGIN:VEVENT":
            fields = {}
        elif line.strip().upper() == "END:VEVENT":
            days += _event(fields, number)
            if len(days) > MOST_DAYS:
                break
        else:
            fields[name] = value.strip()
    return days


def _event(fields: dict[str, str], number: int) -> list[ListedDay]:
    name = fields.get("SUMMARY", "")[:120]
    start = _date(fields.get("DTSTART", "")[:8], number, name)
    end = _date(fields["DTEND"][:8], number, name) if fields.get("DTEND") else start + timedelta(days=1)
    if not 0 < (end - start).days <= 366:
        raise _unreadable(number, name)
    is_workday = bool(_WORK.search(name))
    return [ListedDay(start + timedelta(days=offset), is_workday, name) for offset in range((end - start).days)]


def _date(text: str, number: int, line: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable(number, line) from None


def _unreadable(number: int, line: str) -> FormInvalid:
    sentence = _("Line {number} cannot be read: “{line}”. Expected date, holiday or work, name: 2026-02-14,work,Spring Festival.")
    return FormInvalid({"text": [format_lazy(sentence, number=number, line=line[:80])]})
