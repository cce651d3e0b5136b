"""Findings that the model itself answers: `<carelane:accepted rule="…" reason="…" reasonZh="…"/>` in an element's extensions.

On a process it holds for everything inside. An accepted warning stays visible as a remark with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.model.documents import Documents
from engine.model.findings import Finding, finding
from engine.model.reading import BPMN, CARELANE
from engine.model.texts import Text

UNUSED = Text(
    "The model accepts the finding “{accepted}” here, but there is none.", "模型在此处接受了检查项“{accepted}”，但并没有这一项。"
)
UNUSED_HINT = Text("Remove carelane:accepted, or correct its rule.", "请删除 carelane:accepted，或更正其 rule。")
NO_REASON = Text("carelane:accepted needs a rule and a reason.", "carelane:accepted 必须填写 rule 和 reason。")


@dataclass(frozen=True)
class Acceptance:
    rule: str
    reason: Text
    file: str
    element_id: str
    line: int
    holds_for: frozenset[str]  # element ids


def apply_acceptances(findings: Iterable[Finding], documents: Documents) -> list[Finding]:
    acceptances = list(_acceptances(documents))
    used: set[int] = set()
    result = []
    for each in findings:
        number = next((number for number, one in enumerate(acceptances) if _holds(one, each)), None)
        if number is None:
            result.append(each)
            continue
        used.add(number)
        reason = acceptances[number].reason
        message = Text(f"{each.message.en} Accepted: {reason.en}", f"{each.message.zh}已接受：{reason.zh or reason.en}")
        result.append(replace(each, severity="info", message=message))
    for number, one in enumerate(acceptances):
        place = {"file": one.file, "element_id": one.element_id, "line": one.line}
        if not (one.rule and one.reason.en):
            result.append(finding("warning", "acceptance_without_reason", NO_REASON, **place))  # type: ignore[arg-type]
        elif number not in used:
            result.append(
                finding("info", "acceptance_unused", UNUSED, hint=UNUSED_HINT, accepted=one.rule, **place)  # type: ignore[arg-type]
            )
    return result


def _holds(one: Acceptance, each: Finding) -> bool:
    same_place = one.file == each.file and each.element_id in one.holds_for
    return bool(one.reason.en) and one.rule == each.rule and same_place and each.severity != "error"


def _acceptances(documents: Documents) -> Iterable[Acceptance]:
    for document in documents.documents:
        for element in document.root.iter(CARELANE + "accepted"):
            holder = element.getparent().getparent() if element.getparent() is not None else None
            if holder is None or holder.get("id") is None:
                continue
            held = holder.iter(f"{BPMN}*") if holder.tag == BPMN + "process" else [holder]
            reason = Text((element.get("reason") or "").strip(), (element.get("reasonZh") or "").strip())
            ids = frozenset(each.get("id") for each in held if each.get("id"))
            yield Acceptance(
                (element.get("rule") or "").strip(), reason, document.file, holder.get("id"), document.line_of(element), ids
            )
