"""Forms that a Camunda 8 model carries inside itself: form-js schemas as ours are, so they are read like files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.model.documents import Document, Documents
from engine.model.findings import Finding
from engine.model.forms import FORM_SUFFIX
from engine.model.reading import text_of
from engine.model.vendors.translation import ZEEBE

_FORM = f"{{{ZEEBE}}}userTaskForm"


class EmbeddedForms:
    """The forms inside the documents of a deployment; a file of the same name goes first."""

    def __init__(self, documents: Documents, files: Mapping[str, bytes]) -> None:
        self._places: dict[str, tuple[Document, Any]] = {}  # file name that it would have → where it stands
        for document in documents.documents:
            for element in document.root.iter(_FORM):
                name = f"{element.get('id') or ''}{FORM_SUFFIX}"
                if name not in files and name != FORM_SUFFIX:
                    self._places.setdefault(name, (document, element))

    @property
    def files(self) -> dict[str, bytes]:
        return {name: text_of(element).encode() for name, (_document, element) in self._places.items()}

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings in a form that is no file, at the element that holds it."""
        return [self._placed(each) for each in findings]

    def _placed(self, finding: Finding) -> Finding:
        if finding.file not in self._places:
            return finding
        document, element = self._places[finding.file]
        return replace(finding, file=document.file, line=document.line_of(element), element_id=element.get("id"))
