"""The decision files of a deployment: read through the gate, linked, compiled; every problem a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.dmn import DMN_SUFFIX, Decisions, Problem, inspect_decisions
from engine.dmn.checks import check_examples, check_tables
from engine.errors import DeploymentRefused
from engine.model.findings import Finding, finding, has_errors
from engine.model.gate import Gate
from engine.model.texts import Text


def read_decision_files(
    files: Mapping[str, bytes], *, gate: Gate, is_published: bool = False
) -> tuple[Decisions | None, list[Finding]]:
    """What was read, None where there is no decision file, and what was found.

    Tables are checked and their examples run unless the files are published already: that must not depend on today's checks.
    """
    passed: dict[str, bytes] = {}
    findings: list[Finding] = []
    for name in sorted(files):
        if not name.endswith(DMN_SUFFIX):
            continue
        try:
            gate.read_xml(name, files[name])
        except DeploymentRefused as refusal:
            findings += refusal.findings
            continue
        passed[name] = gate.text_of(name, files[name]).encode()
    if not passed:
        return None, findings
    decisions, problems = inspect_decisions(passed)
    findings += findings_of(problems)
    if not is_published and not has_errors(findings):
        findings += findings_of([*check_tables(decisions), *check_examples(decisions)])
    return decisions, findings


def findings_of(problems: Iterable[Problem]) -> list[Finding]:
    return [
        finding(
            each.severity,
            each.rule,
            Text(each.text("en"), each.text("zh")),
            file=each.file,
            element_id=each.element_id,
            line=each.line,
        )
        for each in problems
    ]
