"""A deployment of BPMN, form and decision files, read into one frozen, compiled model.

    deployment = read_deployment({"referral.bpmn": data, "slip.form.json": data})

Raises `DeploymentRefused` with every finding; `inspect_deployment` gives the same findings without raising, for editors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.dmn import Decisions
from engine.errors import DeploymentRefused
from engine.model.compiler import compile_documents
from engine.model.decisions import read_decision_files
from engine.model.documents import read_documents
from engine.model.findings import Finding, has_errors, in_reading_order
from engine.model.forms import FORM_SUFFIX, FormSchema, read_forms
from engine.model.gate import DEFAULT_GATE, Gate
from engine.model.lint import lint
from engine.model.process_model import Names, Node, Process, ProcessModel
from engine.model.vendors import translate_vendors
from engine.model.vendors.embedded_forms import EmbeddedForms


@dataclass(frozen=True)
class Deployment:
    """What was uploaded together and runs together."""

    model: ProcessModel
    content_hash: str
    forms: Mapping[str, FormSchema] = field(default_factory=dict)  # by form key
    decisions: Decisions | None = None
    findings: tuple[Finding, ...] = ()  # warnings and remarks


def read_deployment(files: Mapping[str, bytes], *, gate: Gate = DEFAULT_GATE, is_published: bool = False) -> Deployment:
    """Read the files of one deployment (name → bytes). Raises DeploymentRefused with all findings."""
    deployment, findings = inspect_deployment(files, gate=gate, is_published=is_published)
    if deployment is None:
        raise DeploymentRefused(findings, _summary(findings))
    return deployment


def inspect_deployment(
    files: Mapping[str, bytes], *, gate: Gate = DEFAULT_GATE, is_published: bool = False
) -> tuple[Deployment | None, tuple[Finding, ...]]:
    """Everything that is found, worst first; the deployment is None if anything was refused.

    `is_published`: the files were accepted before, so that rules made since do not take them away from the instances that run.
    """
    documents = read_documents(files, gate=gate)
    findings = list(documents.findings)
    embedded = EmbeddedForms(documents, files)
    drawn = {**files, **embedded.files}
    forms, found_in_forms = read_forms(drawn, gate=gate) if documents.documents else ({}, ())
    findings += embedded.placed(found_in_forms)
    content_hash = hash_of(files)
    form_keys = frozenset(file.removesuffix(FORM_SUFFIX) for file in drawn if file.endswith(FORM_SUFFIX))
    findings += translate_vendors(documents, form_keys)
    decisions, found = read_decision_files(files, gate=gate, is_published=is_published)
    findings += found
    model, found = compile_documents(documents, content_hash, form_keys, decisions, is_published=is_published)
    findings += found
    if model is not None:
        findings += [each for each in lint(model, forms, documents) if not (is_published and each.severity == "error")]
    ordered = in_reading_order(findings)
    if model is None or has_errors(findings):
        return None, ordered
    return Deployment(model, content_hash, forms, decisions, ordered), ordered


def hash_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents: the same for the same files in any order."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _summary(findings: tuple[Finding, ...]) -> str:
    errors = [finding for finding in findings if finding.severity == "error"]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0]}{more}" if errors else "The model cannot be accepted as it is."


__all__ = [
    "FORM_SUFFIX",
    "Deployment",
    "DeploymentRefused",
    "Finding",
    "FormSchema",
    "Gate",
    "Names",
    "Node",
    "Process",
    "ProcessModel",
    "hash_of",
    "inspect_deployment",
    "read_deployment",
]
