"""The result of a rehearsal: plain records that serialise to JSON and are the same for the same files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.model.findings import Finding
from engine.model.lint import why_of

VERSION = 1  # rises when a rehearsal of the same files would say something else


@dataclass(frozen=True, slots=True)
class Path:
    """One run from start to end on both engines."""

    acts: tuple[Mapping[str, Any], ...]
    outcome: str  # completed, terminated, cancelled, stopped, open
    reference: str  # agrees, differs, not compared
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Unreached:
    element_id: str
    reason: str  # a rule of engine.rehearsal.sentences


@dataclass(frozen=True)
class Rehearsal:
    """What was found. Clean: no finding is an error."""

    content_hash: str
    nodes: int
    flows: int
    reached: tuple[str, ...]
    forced: tuple[str, ...]  # reached only with a decision that was forced
    unreached: tuple[Unreached, ...]
    findings: tuple[Finding, ...]
    paths: tuple[Path, ...]
    bounds: tuple[str, ...]  # limits that were hit: worlds, steps, seconds, reference_seconds
    looked_at: int
    compared: Mapping[str, str] = field(default_factory=dict)  # process → "compared", or why the reference engine was not asked
    version: int = VERSION

    @property
    def is_clean(self) -> bool:
        return not any(finding.severity == "error" for finding in self.findings)

    @property
    def is_complete(self) -> bool:
        return not self.bounds and not self.unreached

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "version": self.version,
            "content_hash": self.content_hash,
            "is_clean": self.is_clean,
            "nodes": self.nodes,
            "flows": self.flows,
            "reached": list(self.reached),
            "forced": list(self.forced),
            "unreached": [asdict(each) for each in self.unreached],
            "findings": [finding_json(each) for each in self.findings],
            "paths": [{**asdict(each), "acts": [dict(act) for act in each.acts]} for each in self.paths],
            "bounds": list(self.bounds),
            "looked_at": self.looked_at,
            "compared": dict(self.compared),
        }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding of lint or rehearsal as it is stored and sent: one shape, texts in both languages."""
    why = why_of(finding.rule)
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "file": finding.file,
        "element_id": finding.element_id,
        "line": finding.line,
        "message": {"en": finding.message.en, "zh": finding.message.zh},
        "hint": {"en": finding.hint.en, "zh": finding.hint.zh},
        "why": {"en": why.en, "zh": why.zh},
    }
