"""The decisions of one deployment: found by name or id, evaluated with inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn import boxed
from engine.dmn.graph import DecisionNode, InputNode, KnowledgeNode, Node, ServiceNode, Values, decide, given, serve, unknown
from engine.dmn.linking import File, Linker
from engine.dmn.problems import DecisionError, DecisionsRefused, Problem
from engine.dmn.reading import read_definitions
from engine.dmn.running import DecisionRun, Outcome
from engine.dmn.walking import PlacedTable, tables_of, texts_of
from engine.feel.conversion import to_feel
from engine.feel.errors import FeelBudgetExceeded, FeelError
from engine.feel.evaluation import DEFAULT, MISSING, Environment
from engine.feel.sizes import check_size


@dataclass(frozen=True)
class Decisions:
    """Compiled files. The first one is the main one: its names are looked up first."""

    files: tuple[File, ...]

    @property
    def definitions(self) -> tuple[boxed.Definitions, ...]:
        return tuple(file.definitions for file in self.files)

    def decisions(self) -> tuple[boxed.Decision, ...]:
        return tuple(each for file in self.files for each in file.definitions.decisions)

    def tables(self) -> tuple[PlacedTable, ...]:
        """Every decision table of these files."""
        return tuple(table for file in self.files for table in tables_of(file.definitions))

    def mentions(self, word: str) -> bool:
        """Whether any expression of these files holds this word, in whatever place."""
        return any(word in text for file in self.files for text in texts_of(file.definitions))

    def find(self, name: str) -> tuple[File, Node] | None:
        """The decision, service or knowledge model of this name or id."""
        for of in (lambda node: node.name, lambda node: node.id):
            for kind in (DecisionNode, ServiceNode, KnowledgeNode):
                for file in self.files:
                    for node in file.by_id.values():
                        if isinstance(node, kind) and of(node) == name:
                            return file, node
        return None

    def name_of(self, name: str) -> str:
        """The name of what has this name or id. Raises: DecisionError."""
        return self._find(name, None)[1].name

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """Names of the inputs that it reads, itself or through what it requires. Raises: DecisionError."""
        _, node = self._find(name, None)
        if isinstance(node, ServiceNode):
            return tuple(each.name for each in node.parameters)
        if isinstance(node, KnowledgeNode):
            return node.function.parameters if node.function is not None else ()
        assert isinstance(node, DecisionNode)
        inputs = (each for decided in node.order for _, each in decided.requires if isinstance(each, InputNode))
        return tuple(dict.fromkeys(each.name for each in inputs))

    def evaluate(
        self, name: str, inputs: Mapping[str, Any], *, environment: Environment = DEFAULT, kind: type[Node] | None = None
    ) -> Outcome:
        """Evaluate a decision, decision service or knowledge model with inputs by name (Python or FEEL values).

        Raises: DecisionError (unknown name, contradicting rules, a budget used up), TypeError and ValueError for inputs that FEEL
        has no value for.
        """
        file, node = self._find(name, kind)
        values = {str(key): to_feel(value) for key, value in inputs.items()}
        run = DecisionRun(environment)
        run.enter_file(file.tests)
        run.place = (node.id, node.name)
        known = Values()
        try:
            self._give(run, known, values, file)
            value = check_size(run, self._evaluate(node, known, values, run))
        except FeelBudgetExceeded as refusal:
            raise _too_much(node, refusal.message) from None
        except RecursionError:
            raise _too_much(node, "nested too deep") from None
        decided = tuple((each.name, found) for each, found in known.items() if isinstance(each, DecisionNode))
        return Outcome(value, tuple(run.remarks), tuple(run.tables), decided, run.taken)

    def _find(self, name: str, kind: type[Node] | None) -> tuple[File, Node]:
        if kind is not None:
            for file in self.files:
                for node in file.by_id.values():
                    if isinstance(node, kind) and name in (node.name, node.id):
                        return file, node
        found = self.find(name)
        if found is None:
            raise unknown(name, [each.name for each in self.decisions()])
        return found

    def _give(self, run: DecisionRun, known: Values, inputs: Mapping[str, Any], asked: File) -> None:
        """Inputs by name; those behind an import of the asked file by its name, and behind its imports in turn."""
        aliases = tuple({alias for file in self.files for alias in file.aliases.values() if alias})
        for file in self.files:
            for node in file.by_id.values():
                if isinstance(node, InputNode):
                    value = given(node, inputs, aliases)
                    known[node] = None if value is MISSING else node.kind.convert(value, run, node.name)
        for namespace, alias in asked.aliases.items():
            inner = inputs.get(alias) if alias else None
            imported = next((file for file in self.files if file.definitions.namespace == namespace), None)
            if isinstance(inner, Mapping) and imported is not None and imported is not asked:
                known.imported[alias] = behind = Values()
                run.tick(1)
                self._give(run, behind, {**{name: each for name, each in inputs.items() if name != alias}, **inner}, imported)

    def _evaluate(self, node: Node, known: Values, inputs: Mapping[str, Any], run: DecisionRun) -> Any:
        if isinstance(node, DecisionNode):
            return decide(node, known, run)
        if isinstance(node, ServiceNode):
            for each in node.parameters:
                known[each] = each.kind.convert(inputs.get(each.name), run, each.name)
            return serve(node, known, run)
        assert isinstance(node, KnowledgeNode) and node.function is not None
        try:
            return node.function.call(run, [inputs.get(name) for name in node.function.parameters], 0)
        except FeelError as refusal:
            run.refuse(0, refusal)
            return None


def _too_much(node: Node, reason: str) -> DecisionError:
    en, zh = "“{name}” takes too much: {reason}", "“{name}” 超出限额：{reason}"
    return DecisionError("dmn.budget", en, zh, element_id=node.id, name=node.name, reason=reason)


def inspect_decisions(files: Mapping[str, bytes]) -> tuple[Decisions, tuple[Problem, ...]]:
    """Read, link and compile; what cannot be read is left out and told."""
    problems: list[Problem] = []
    definitions = []
    for name, raw in files.items():
        try:
            found, told = read_definitions(name, raw)
        except DecisionsRefused as refusal:
            problems += refusal.problems
            continue
        definitions.append(found)
        problems += told
    linked = Linker(definitions, problems).link()
    unique = tuple(dict.fromkeys((p.severity, p.rule, p.file, p.element_id, p.line, p.text()) for p in problems))
    by_key = {(p.severity, p.rule, p.file, p.element_id, p.line, p.text()): p for p in reversed(problems)}
    return Decisions(tuple(linked)), tuple(by_key[key] for key in unique)


def read_decisions(files: Mapping[str, bytes]) -> Decisions:
    """Raises: DecisionsRefused with every problem."""
    decisions, problems = inspect_decisions(files)
    if any(each.severity == "error" for each in problems):
        raise DecisionsRefused(problems)
    return decisions
