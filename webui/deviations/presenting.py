"""A deviation in words: its evidence as sentences, its parameters with unit and source, its process and step by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.actor import Actor
from engine.errors import NotFound
from engine.queries.instance import history, instance
from webui.instances.story import sentences_about
from webui.words import span
from workflows.deviations.models import Deviation, Variance
from workflows.deviations.queries.ledger import DeviationDetail, MeasuredWith

NAMES: Mapping[str, Any] = {"limit": gettext_lazy("Limit"), "times": gettext_lazy("Times that are in order")}
VARIANCE_FIELDS: Mapping[str, Any] = {
    "code": gettext_lazy("Reason code"),
    "source": gettext_lazy("Source"),
    "nature": gettext_lazy("Nature"),
    "is_controllable": gettext_lazy("Controllable"),
    "course": gettext_lazy("Course of the case"),
    "reason": gettext_lazy("In words"),
}
VERDICT_FIELDS: Mapping[str, Any] = {"verdict": gettext_lazy("Verdict"), "reason": gettext_lazy("Reason")}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    seq: int
    at: datetime
    icon: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class ParameterRow:
    name: str
    value: str
    source: str
    signed_by: str
    is_own: bool


def evidence_rows(actor: Actor, found: DeviationDetail) -> tuple[str, list[EvidenceRow]]:
    """The process's name and the events, oldest first; nothing of an instance that the reader does not see."""
    try:
        detail = instance(actor, found.line.instance_id)
        rows = {row.seq: row for row in history(actor, found.line.instance_id)}
    except NotFound:
        return "", []
    wanted = [rows[seq] for seq in found.evidence if seq in rows]
    told = sentences_about(wanted, detail.summary.name)
    return detail.summary.name, [EvidenceRow(row.seq, row.at, icon, text) for row, (icon, text) in zip(wanted, told, strict=True)]


def parameter_rows(parameters: Iterable[MeasuredWith]) -> list[ParameterRow]:
    return [
        ParameterRow(
            str(NAMES.get(each.name, each.name)),
            span(each.span) if each.span is not None else str(each.number),
            source_words(each.source),
            each.signed_by,
            each.is_own,
        )
        for each in parameters
    ]


def source_words(source: str) -> str:
    """Where a value comes from, in the reader's language; numbers of the list of sources stay as they are."""
    return {
        "own proposal": _("own proposal"),
        "general knowledge": _("general knowledge"),
        "model": _("the model itself"),
    }.get(source, source)


def variance_choices() -> dict[str, Any]:
    return {
        "codes": Variance.Code.choices,
        "sources": Variance.Source.choices,
        "natures": Variance.Nature.choices,
        "courses": Variance.Course.choices,
    }


def verdict_choices() -> list[tuple[str, Any]]:
    return list(Deviation.Verdict.choices)
