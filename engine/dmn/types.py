"""Item definitions and FEEL's own types: whether a value conforms, and the conversions that DMN makes (10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import boxed
from engine.dmn.problems import Problem
from engine.feel.compiler import compile_node
from engine.feel.errors import FeelSyntaxError
from engine.feel.evaluation import Closure, Run, Scope
from engine.feel.lexer import needs_declaring
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.syntax import InstanceOf, TypeName
from engine.feel.temporal.arithmetic import UTC_MIDNIGHT
from engine.feel.temporal.times import FeelDateTime
from engine.feel.types import _KNOWN as FEEL_TYPE_NAMES
from engine.feel.types import conforms, once
from engine.feel.values import Function, is_date, type_name

Check = Callable[[Any, Run], bool]  # out of the budget of the run that asks
_SYNONYMS = {"integer": "number", "long": "number", "double": "number", "any": "Any"}


@dataclass(eq=False, slots=True)
class Kind:
    """A type: its checks are asked of values that are not null, which every type takes.

    `check` asks everything; `form` leaves out which values are allowed, as `instance of` does.
    """

    name: str
    check: Check = lambda value, run: True
    form: Check = lambda value, run: True
    is_list: bool = False
    base: str = "Any"  # FEEL's own type underneath
    values: Closure | None = None  # the allowed values, in their order
    result: Kind | None = None  # what a function gives
    components: Mapping[str, Kind] = field(default_factory=dict)
    allowed: str = ""

    def takes(self, value: Any, run: Run) -> bool:
        return value is None or self.check(value, run)

    def convert(self, value: Any, run: Run, what: str) -> Any:
        """The value as this type, a list of one unwrapped or a single value wrapped where that fits; else null and a warning."""
        fitting = self.fitting(value, run)
        if fitting is None and value is not None:
            run.warn(0, f"{what}: expected {self.name}, got a {type_name(value)} that is not one.")
        return fitting

    def fitting(self, value: Any, run: Run) -> Any:
        """The value as this type, null where it is none."""
        if self.takes(value, run):
            return value
        if type(value) is list and len(value) == 1 and not self.is_list and self.takes(value[0], run):
            return value[0]
        if self.is_list and type(value) is not list and self.check([value], run):
            return [value]
        if self.base == "date and time" and is_date(value):
            moment = FeelDateTime(value, UTC_MIDNIGHT)
            return moment if self.check(moment, run) else None
        return None


ANY = Kind("Any")


class Types:
    """The types that one file knows: FEEL's, its own, and those of its imports as `import.type`."""

    def __init__(self, definitions: boxed.Definitions, problems: list[Problem]) -> None:
        self.file = definitions.file
        self.problems = problems
        self.items = {item.name: item for item in definitions.items}
        self.imported: dict[str, Types] = {}
        self.kinds: dict[str, Kind] = {}

    def find(self, ref: str, line: int = 0, element_id: str = "") -> Kind:
        """The type of this name; an unknown one is a problem and takes everything."""
        if not ref:
            return ANY
        kind = self._find(ref)
        if kind is not None:
            return kind
        self.problems.append(
            Problem(
                "error",
                "dmn.unknown_type",
                "There is no type “{type}”.",
                "没有类型“{type}”。",
                self.file,
                element_id,
                line,
                {"type": ref[:80]},
            )
        )
        return ANY

    def _find(self, ref: str) -> Kind | None:
        if ref in self.kinds:
            return self.kinds[ref]
        if ref in self.items:
            kind = self.kinds[ref] = Kind(ref)  # first, so that a type may hold itself
            self._define(kind, self.items[ref])
            return kind
        alias, _, rest = ref.partition(".")
        if rest and alias in self.imported:
            return self.imported[alias]._find(rest)
        if "" in self.imported and (found := self.imported[""]._find(ref)) is not None:
            return found
        built_in = self._built_in(_SYNONYMS.get(ref, ref))
        if built_in is not None:
            self.kinds[ref] = built_in
        return built_in

    def _built_in(self, ref: str) -> Kind | None:
        try:
            node = parse_expression(f"null instance of {ref}")
        except FeelSyntaxError:
            return None
        if not isinstance(node, InstanceOf) or not self._known(node.type):
            return None
        type_, types = node.type, self.as_tests()
        base = {"dateTime": "date and time"}.get(type_.name, type_.name)

        def check(value: Any, run: Run) -> bool:
            return conforms(value, type_, run, types)

        return Kind(ref, check, check, type_.name == "list", base)

    def _known(self, type_: TypeName) -> bool:
        inner = [*type_.arguments, *type_.fields.values(), *([type_.result] if type_.result else [])]
        return (type_.name in FEEL_TYPE_NAMES or type_.name in self.items) and all(map(self._known, inner))

    def as_tests(self) -> Mapping[str, Check]:
        """For FEEL's `instance of` and the types of parameters."""
        return _Tests(self)

    def _define(self, kind: Kind, item: boxed.ItemDefinition) -> None:
        single = kind if not item.is_collection else Kind(item.name)
        self._define_single(single, item)
        if item.is_collection:
            kind.check, kind.form = _of_all(single.check), _of_all(single.form)
            kind.is_list, kind.base = True, "list"
            kind.components, kind.values, kind.allowed = single.components, single.values, single.allowed
        if item.constraint:
            kind.check = _both(kind.check, self._passes(item.constraint, item))

    def _define_single(self, kind: Kind, item: boxed.ItemDefinition) -> None:
        if item.components:
            kind.base = "context"
            kind.components = {component.name: self._component(component) for component in item.components}
            components = kind.components
            kind.check = _of_components(components, lambda each, value, run: each.check(value, run))
            kind.form = _of_components(components, lambda each, value, run: each.form(value, run))
        elif item.function is not None:
            kind.base = "function"
            count = len(item.function.parameters)
            kind.result = self.find(item.function.output, item.line, item.id)
            kind.check = kind.form = lambda value, run: type(value) is Function and len(value.parameters) == count
        elif item.type_ref:
            self._alias(kind, item)
        if item.allowed:
            tests = self._passes(item.allowed, item)
            if kind.is_list:  # the values of a list's items
                kind.check = _both(kind.check, _of_all(tests))
            else:
                kind.check = _both(kind.check, tests)
            kind.values, kind.allowed = self._values(item.allowed), item.allowed

    def _alias(self, kind: Kind, item: boxed.ItemDefinition) -> None:
        seen, ref = {item.name}, item.type_ref
        while ref in self.items and not self.items[ref].components:
            if ref in seen:
                self._problem(item, "dmn.type_cycle", "The type “{name}” stands for itself.", "类型“{name}”循环引用。", name=ref)
                return
            seen.add(ref)
            ref = self.items[ref].type_ref
        other = self.find(item.type_ref, item.line, item.id)
        # Looked up late: a type that holds itself is not complete yet.
        kind.check, kind.form = (lambda value, run: other.check(value, run)), (lambda value, run: other.form(value, run))
        kind.is_list, kind.base, kind.values, kind.result = other.is_list, other.base, other.values, other.result
        kind.components, kind.allowed = other.components, other.allowed

    def _component(self, component: boxed.ItemDefinition) -> Kind:
        kind = Kind(component.name)
        self._define(kind, component)
        return kind

    def _passes(self, tests: str, item: boxed.ItemDefinition) -> Check:
        try:
            closure = compile_node(parse_unary_tests(tests))
        except FeelSyntaxError as refusal:
            self._problem(item, "dmn.syntax", "Not FEEL: {problem}", "不是 FEEL：{problem}", problem=str(refusal))
            return lambda value, run: True

        def passes(value: Any, run: Run) -> bool:
            aside = run.aside(tests)  # why a value does not pass is nothing to warn of: that it does not is
            try:
                return closure(Scope({"?": value}, None, aside)) is True
            finally:
                run.resume(aside)

        return passes

    def _values(self, tests: str) -> Closure | None:
        return values_of(tests)

    def _problem(self, item: boxed.ItemDefinition, rule: str, en: str, zh: str, **params: Any) -> None:
        self.problems.append(Problem("error", rule, en, zh, self.file, item.id, item.line, params))

    def component_names(self) -> frozenset[str]:
        """Names of components that FEEL cannot read from their words alone."""
        found: set[str] = set()
        stack = list(self.items.values())
        while stack:
            item = stack.pop()
            stack += item.components
            if needs_declaring(item.name):
                found.add(item.name)
        return frozenset(found)


class _Tests(Mapping[str, Check]):
    """The types of a file, found when they are asked for."""

    def __init__(self, types: Types) -> None:
        self._types = types

    def __getitem__(self, name: str) -> Check:
        alias, _, rest = name.partition(".")
        if name not in self._types.items and not (rest and alias in self._types.imported):
            raise KeyError(name)
        kind = self._types._find(name)
        if kind is None:
            raise KeyError(name)
        return kind.form

    def __iter__(self) -> Any:
        return iter(self._types.items)

    def __len__(self) -> int:
        return len(self._types.items)


def _of_all(check: Check) -> Check:
    def passes(value: Any, run: Run) -> bool:
        return type(value) is list and once(run, check, value, lambda: all(one is None or check(one, run) for one in value))

    return passes


def _of_components(components: Mapping[str, Kind], passes: Callable[[Kind, Any, Run], bool]) -> Check:
    """Looked up late: a type that holds itself is not complete yet."""

    def every(value: dict[str, Any], run: Run) -> bool:
        return all(name in value and (value[name] is None or passes(each, value[name], run)) for name, each in components.items())

    return lambda value, run: type(value) is dict and once(run, every, value, lambda: every(value, run))


def _both(first: Check, second: Check) -> Check:
    return lambda value, run: first(value, run) and second(value, run)


def values_of(tests: str, names: frozenset[str] = frozenset()) -> Closure | None:
    """The values that unary tests list, in their order, as a closure; None where they list none."""
    if not tests or tests == "-":
        return None
    try:
        node = parse_unary_tests(tests, names)
    except FeelSyntaxError:
        return None
    operands = [compile_node(test.operand) for test in node.tests or () if test.operator is None]

    def values(scope: Scope) -> list[Any]:
        return [operand(scope) for operand in operands]

    return values if operands else None
