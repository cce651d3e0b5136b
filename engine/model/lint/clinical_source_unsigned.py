"""A clinical value whose source nobody has signed off.

`<carelane:source text="…" value="accept_limit" signedOffBy="…" signedOffOn="2026-03-01"/>` in the extensions of an element.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.model.lint.rule import LintRule, Place, Subject
from engine.model.reading import CARELANE
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    for document in subject.documents.documents if subject.documents is not None else ():
        for element in document.root.iter(CARELANE + "source"):
            if not _is_signed(element):
                holder = next((each for each in element.iterancestors() if each.get("id")), None)
                holder_id = holder.get("id") if holder is not None else ""
                source = (element.get("text") or element.get("value") or "?").strip()[:120]
                yield Place(document.file, holder_id, document.line_of(element), {"source": source})


def _is_signed(element: Any) -> bool:
    try:
        date.fromisoformat((element.get("signedOffOn") or "").strip())
    except ValueError:
        return False
    return bool((element.get("signedOffBy") or "").strip())


RULE = LintRule(
    id="clinical_source_unsigned",
    severity="warning",
    message=Text("The source “{source}” is not signed off.", "来源“{source}”尚未签署确认。"),
    documentation=Text(
        "A clinical value counts only once a named clinician has compared it with its source and signed, with the day.",
        "临床数值须由具名的临床人员对照来源核对，并签名、注明日期后方可生效。",
    ),
    quick_fix=Text(
        "Let a clinician check it, then set signedOffBy and signedOffOn (such as 2026-03-01).",
        "请由临床人员核对后填写 signedOffBy 和 signedOffOn（例如 2026-03-01）。",
    ),
    places=places,
)
