"""Where an expression stands while it is compiled: its file, its decision, the names it may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from engine.dmn import boxed
from engine.dmn.problems import Problem
from engine.dmn.types import ANY, Kind, Types
from engine.feel import syntax
from engine.feel.compiler import compile_node
from engine.feel.errors import FeelSyntaxError
from engine.feel.evaluation import Closure, Scope
from engine.feel.lexer import needs_declaring
from engine.feel.names import unknown_names
from engine.feel.parser import parse_expression, parse_unary_tests


def NULL(scope: Scope) -> Any:
    return None


@dataclass(frozen=True)
class Place:
    file: str
    id: str
    name: str
    types: Types
    names: frozenset[str]  # those in sight that need declaring
    problems: list[Problem]
    compile: Callable[[boxed.Boxed | None, Place], Closure]
    result: Kind = ANY  # what the decision gives
    known: frozenset[str] | None = None  # all names in sight; None where they cannot be told in advance

    def knowing(self, names: Iterable[str]) -> Place:
        given = frozenset(name for name in names if name)
        more = frozenset(filter(needs_declaring, given))
        return replace(self, names=self.names | more, known=None if self.known is None else self.known | given)

    def problem(self, rule: str, en: str, zh: str, line: int = 0, element_id: str = "", **params: Any) -> None:
        self.problems.append(Problem("error", rule, en, zh, self.file, element_id or self.id, line, params))

    def check_names(self, text: str, line: int) -> None:
        """Warn of names in a cell that nothing in sight bears: a text without quotation marks, an input not required."""
        if self.known is None or text.strip() in ("", "-"):
            return
        try:
            unknown = unknown_names(parse_unary_tests(text, self.names), self.known)
        except FeelSyntaxError:  # told where it is compiled
            return
        for name in sorted(unknown):
            en = "“{name}”: the cell “{text}” reads “{read}”, which is not known here."
            zh = "“{name}”：单元格“{text}”读取了此处未知的“{read}”。"
            params = {"name": self.name, "text": text[:80], "read": name[:80]}
            self.problems.append(Problem("warning", "dmn.unknown_name", en, zh, self.file, self.id, line, params))

    def kind(self, variable: boxed.Variable | None) -> Kind:
        return ANY if variable is None else self.types.find(variable.type_ref, variable.line, variable.id)

    def expression(self, text: str, line: int, element_id: str = "") -> Closure:
        """FEEL text; nothing gives null."""
        if not text.strip():
            return NULL
        return self._compiled(text, line, element_id, parse_expression)

    def tests(self, text: str, line: int, element_id: str = "") -> Closure | None:
        """Unary tests of the name `?`; None where they let everything through."""
        if text.strip() in ("", "-"):
            return None
        return self._compiled(text, line, element_id, parse_unary_tests)

    def _compiled(self, text: str, line: int, element_id: str, parse: Callable[..., syntax.Node]) -> Closure:
        try:
            closure = compile_node(parse(text, self.names))
        except FeelSyntaxError as refusal:
            self.problem(
                "dmn.syntax",
                "“{text}” is not FEEL: {problem}",
                "“{text}” 不是 FEEL：{problem}",
                line,
                element_id,
                text=text[:80],
                problem=str(refusal),
            )
            message = str(refusal)
            return lambda scope: scope.run.warn(0, message)

        def evaluate(scope: Scope) -> Any:
            run = scope.run
            outer, run.source = run.source, text
            try:
                return closure(scope)
            finally:
                run.source = outer

        return evaluate

    def typed(self, closure: Closure, kind: Kind, what: str) -> Closure:
        if kind is ANY:
            return closure
        return lambda scope: kind.convert(closure(scope), scope.run, what)
