"""A form: parsed once per content, then rendered for people and used to validate what they send."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.errors import DeploymentRefused, InvalidState
from engine.model.findings import Finding, has_errors
from engine.model.forms.components import FormContent
from engine.model.forms.reading import FormReader
from engine.model.forms.rendering import initial_data, render_form
from engine.model.forms.validation import validate_form
from engine.model.gate import DEFAULT_GATE, Gate
from engine.model.texts import Text
from engine.wording import Sentence

FORM_SUFFIX = ".form.json"
TOO_MUCH = Sentence(
    "Expected a form whose expressions can be worked out; these take more than is allowed. Its designer has to mend it.",
    "表单的表达式超出了允许的计算量，无法得出结果；请联系设计人员修改该表单。",
)


@dataclass(frozen=True)
class FormSchema:
    """One `<key>.form.json` of a deployment: a form-js schema with both languages and our cross-field rules."""

    key: str
    content: FormContent
    findings: tuple[Finding, ...]  # warnings
    content_hash: str

    @classmethod
    def parse(cls, key: str, raw: bytes, *, gate: Gate = DEFAULT_GATE) -> FormSchema:
        """Raises: DeploymentRefused with every mistake in the schema."""
        schema, findings = _read(key, raw, gate)
        if schema is None:
            raise DeploymentRefused(findings)
        return schema

    @staticmethod
    def check(key: str, raw: bytes, *, gate: Gate = DEFAULT_GATE) -> tuple[Finding, ...]:
        """Everything that can be said about a form file, errors and warnings; nothing is raised."""
        return _read(key, raw, gate)[1]

    @property
    def title(self) -> Text:
        return self.content.title

    @property
    def field_names(self) -> tuple[str, ...]:
        """Keys at the top level: the variables that completing the form sets."""
        return tuple(item.key for item in self.content.items)

    def validate(
        self, values: Mapping[str, Any], *, scope: Mapping[str, Any], environment: feel.Environment = feel.DEFAULT
    ) -> dict[str, Any]:
        """JSON values of a client → FEEL values of the declared, visible fields.

        `scope`: FEEL variables visible at the user task, with prefilled values under the fields' own keys.
        Raises: FormInvalid with sentences by field path; InvalidState where its expressions take more than the environment
        allows.
        """
        try:
            return validate_form(self.content, values, scope, environment)
        except feel.FeelBudgetExceeded as refusal:
            raise InvalidState(TOO_MUCH) from refusal

    def render(self, language: str, values: Mapping[str, Any], *, environment: feel.Environment = feel.DEFAULT) -> dict[str, Any]:
        """The form-js schema in this language; `values` are the FEEL variables at the user task.

        Raises: InvalidState where its expressions take more than the environment allows.
        """
        try:
            return render_form(self.content, language, values, environment)
        except feel.FeelBudgetExceeded as refusal:
            raise InvalidState(TOO_MUCH) from refusal

    def data(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Prefilled values as JSON, for form-js' `importSchema(schema, data)`; lists of rows come only this way."""
        return initial_data(self.content, values)


def read_forms(files: Mapping[str, bytes], *, gate: Gate = DEFAULT_GATE) -> tuple[dict[str, FormSchema], tuple[Finding, ...]]:
    """The forms of a deployment by key (file name before `.form.json`), and what was found in them."""
    forms: dict[str, FormSchema] = {}
    findings: list[Finding] = []
    for file, raw in files.items():
        if file.endswith(FORM_SUFFIX):
            key = file.removesuffix(FORM_SUFFIX)
            schema, found = _read(key, raw, gate)
            findings.extend(found)
            if schema is not None:
                forms[key] = schema
    return forms, tuple(findings)


def _read(key: str, raw: bytes, gate: Gate) -> tuple[FormSchema | None, tuple[Finding, ...]]:
    file = key + FORM_SUFFIX
    try:
        content = gate.read_json(file, raw)
    except DeploymentRefused as refusal:
        return None, refusal.findings
    reader = FormReader(file, raw.decode("utf-8-sig"))
    form = reader.read(key, content)
    findings = tuple(reader.findings)
    if form is None or has_errors(findings):
        return None, findings
    return FormSchema(key, form, findings, hashlib.sha256(raw).hexdigest()), findings
