"""The ledger as an Excel file. No patient's name, no formula that a reader's program would run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from engine.actor import Actor
from workflows.directory.queries.names import user_names
from workflows.directory.zones import zone_of

from .models import Deviation, Variance, VerdictGiven
from .queries.ledger import DeviationLine, LedgerFilter, all_lines

MOST_ROWS = 10_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What spreadsheet programs take for a formula, also after an import as text.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def neutral(text: str) -> str:
    """Text that no spreadsheet program runs: an apostrophe before what looks like a formula, no control characters."""
    text = _CONTROL.sub("", text)[:32_000]
    return f"'{text}" if _FORMULA.match(text) else text


def ledger_workbook(actor: Actor, chosen: LedgerFilter) -> bytes:
    """The rows that the actor's list shows with this filter, newest first, at most `MOST_ROWS`. Times are local."""
    lines = all_lines(actor, chosen, limit=MOST_ROWS)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Deviations"))
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJKLMNOPQRST", WIDTHS, strict=False):
        sheet.column_dimensions[column].width = width
    sheet.append([_cell(sheet, text, bold=True) for text in _headings()])
    for row in _rows(lines):
        sheet.append([_cell(sheet, value) for value in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


WIDTHS = (22, 30, 10, 24, 24, 16, 18, 18, 14, 14, 40, 18, 24, 12, 12, 14, 12, 40, 18)


def _headings() -> list[str]:
    return [
        _("Case"),
        _("Rule"),
        _("Severity"),
        _("Organisation"),
        _("Responsible"),
        _("State"),
        pgettext("deviation", "Since"),
        _("Put right"),
        _("Found"),
        _("Verdict"),
        _("Reason of the verdict"),
        _("Judged by"),
        _("Variance code"),
        _("Source"),
        _("Nature"),
        _("Controllable"),
        _("Course"),
        _("Reason given"),
        _("Given by"),
    ]


def _rows(lines: list[DeviationLine]) -> Iterable[list[Any]]:
    ids = [line.id for line in lines]
    verdicts = {given.deviation_id: given for given in VerdictGiven.objects.filter(deviation_id__in=ids).order_by("at", "pk")}
    variances = {given.deviation_id: given for given in Variance.objects.filter(deviation_id__in=ids).order_by("at", "pk")}
    people = user_names([row.by_id for row in verdicts.values()] + [row.by_id for row in variances.values()])
    patients = Deviation.objects.filter(pk__in=ids, case__isnull=False).values_list(
        "pk", "case__patient__name", "case__patient__name_latin"
    )
    names = {pk: [name for name in found if name] for pk, *found in patients}
    for line in lines:
        verdict, variance = verdicts.get(line.id), variances.get(line.id)
        zone = ZoneInfo(zone_of(line.organisation_id))
        hidden = names.get(line.id, [])
        yield [
            line.case_number,
            line.title,
            line.severity_label,
            str(line.organisation),
            line.responsible_label,
            line.status_label,
            _local(line.occurred_at, zone),
            _local(line.resolved_at, zone),
            _local(line.found_at, zone),
            line.verdict_label,
            _without(verdict.reason if verdict else "", hidden),
            str(people.get(verdict.by_id, "")) if verdict else "",
            variance.get_code_display() if variance else "",
            variance.get_source_display() if variance else "",
            variance.get_nature_display() if variance else "",
            (_("yes") if variance.is_controllable else _("no")) if variance else "",
            variance.get_course_display() if variance else "",
            _without(variance.reason if variance else "", hidden),
            str(people.get(variance.by_id, "")) if variance else "",
        ]


def _without(text: str, names: list[str]) -> str:
    """What people typed, without the name of the case's patient."""
    for name in names:
        text = re.sub(re.escape(name), "…", text, flags=re.IGNORECASE)
    return text


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Excel knows no zones: the wall clock of the organisation."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at is not None else None


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=neutral(value) if is_text else value)
    if is_text:
        cell.data_type = "s"  # never a formula, whatever it begins with
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    if bold:
        cell.font = Font(bold=True)
    return cell
