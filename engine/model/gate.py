"""The one gate for uploaded artefacts: nothing is parsed that has not passed it, and nothing outside the upload is ever read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.errors import DeploymentRefused
from engine.model import hardened_json, hardened_xml
from engine.model.findings import Finding, error
from engine.model.refusals import Limits, Refusal
from engine.model.texts import Text


@dataclass(frozen=True)
class Gate(Limits):
    """The caps, and the only readers that uploads are given to."""

    def check_files(self, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
        """Findings on the names and number of files, before any is opened."""
        findings = []
        if len(files) > self.max_files:
            message = Text("Expected at most {limit} files, got {count}.", "文件不得超过 {limit} 个，实际为 {count} 个。")
            findings.append(error("gate.too_many_files", message, limit=self.max_files, count=len(files)))
        for name in files:
            if not re.fullmatch(r"[^\x00-\x1f/\\:]{1,200}", name) or name.startswith("."):
                message = Text(
                    "Expected a plain file name without folders, got “{name}”.", "文件名应为不含路径的普通名称，实际为“{name}”。"
                )
                findings.append(error("gate.file_name", message, file=name[:80], name=name[:80]))
        return tuple(findings)

    def read_xml(self, file: str, raw: bytes) -> etree._ElementTree:
        """Parse one uploaded XML file into a tree that keeps line numbers.

        Raises: DeploymentRefused with one finding that says what was expected.
        """
        try:
            return hardened_xml.read_xml(file, raw, self)
        except Refusal as refusal:
            raise DeploymentRefused([refusal.finding], refusal.finding.message) from None

    def text_of(self, file: str, raw: bytes) -> str:
        """The text of an XML file that `read_xml` accepted, as it was given to the parser."""
        return hardened_xml.decoded(file, raw, self)

    def read_json(self, file: str, raw: bytes) -> Any:
        """Parse one uploaded JSON file; duplicate keys, NaN and absurd depth are refused.

        Raises: DeploymentRefused with one finding that says what was expected.
        """
        try:
            return hardened_json.read_json(file, raw, self)
        except Refusal as refusal:
            raise DeploymentRefused([refusal.finding], refusal.finding.message) from None


DEFAULT_GATE = Gate()
