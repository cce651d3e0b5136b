"""What a lint rule is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.model.documents import Documents
from engine.model.findings import Finding, Severity, finding
from engine.model.forms import FormSchema
from engine.model.lint.data_use import all_writes
from engine.model.lint.dominators import dominators
from engine.model.lint.graph import Graph
from engine.model.process_model import Node, Process, ProcessModel
from engine.model.texts import Text


@dataclass(frozen=True)
class Subject:
    """The deployment under inspection."""

    model: ProcessModel
    forms: Mapping[str, FormSchema]
    graph: Graph
    documents: Documents | None = None  # None where only a model is at hand: rules about its text are silent

    @cached_property
    def dominators(self) -> dict[int, int]:
        return dominators(self.model, self.graph.beside)

    @cached_property
    def writes(self) -> list[frozenset[str]]:
        return all_writes(self.model, self.forms)


@dataclass(frozen=True)
class Place:
    """Where a rule is broken; `params` are filled into its sentences."""

    file: str
    element_id: str
    line: int
    params: Mapping[str, object]


@dataclass(frozen=True)
class LintRule:
    """One modelling rule: why it matters, and what to do."""

    id: str
    severity: Severity
    message: Text
    documentation: Text
    quick_fix: Text
    places: Callable[[Subject], Iterable[Place]]

    def findings(self, subject: Subject) -> list[Finding]:
        return [
            finding(
                self.severity,
                self.id,
                self.message,
                file=place.file,
                element_id=place.element_id,
                line=place.line,
                hint=self.quick_fix,
                **place.params,
            )
            for place in self.places(subject)
        ]


def at(node: Node | Process, **params: object) -> Place:
    """A place at a node or process; its name is always among the parameters."""
    called = Text(node.name.en or node.name.zh or node.id, node.name.zh or node.name.en or node.id)
    return Place(node.file, node.id, node.line, {"name": called, **params})
