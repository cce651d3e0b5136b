"""Values that make each outcome happen: candidates from comparisons, form options and types; solved by trying, never by chance.

Where none is found, the exploration forces the outcome and says so.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from engine import feel
from engine.feel import Expression
from engine.model.forms import FormSchema
from engine.model.forms.components import Field, Item, Rows
from engine.model.forms.values import ValueRefused, read_value
from engine.rehearsal.knowledge import ROUNDS, Goal, Knowledge
from engine.runtime.carelane import NAMESPACES

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
_ENVIRONMENT = feel.Environment(now=NOW, zone=ZONE, namespaces=NAMESPACES)
_TRIES = 600
_MOST_VARIANTS = 24
_KINDS: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "list": tuple(["item"] * count for count in (1, 0, 2, 3)),
    "number": tuple(Decimal(count) for count in ROUNDS),
    "duration": (timedelta(hours=1),),
    "organisation": (Decimal(1),),
    "key": ("key",),
    "moment": (feel.from_json({"@dt": "2026-03-05T09:00:00@Asia/Shanghai"}),),
}
_BUILT_IN = ("organisation_id", "business_key", "starter_id", "carelane")
_SENT = {"date": "2026-03-03", "time": "09:00", "datetime": "2026-03-03T09:00"}


class Values:
    """What people, jobs and messages may bring, so that each outcome of the model comes about."""

    def __init__(self, knowledge: Knowledge, forms: Mapping[str, FormSchema]) -> None:
        self.knowledge = knowledge
        self.forms = forms
        self.fields: dict[str, Item] = {}
        for form in forms.values():
            for item in form.content.items:
                if not _is_locked(item):
                    self.fields.setdefault(item.key, item)
        inside = {*self.fields, *knowledge.definitions, *_BUILT_IN}
        self.outside = sorted(name for name in knowledge.names if name not in inside)
        written = knowledge.written_in
        self.elsewhere = {
            name
            for process, names in knowledge.read_in.items()
            for name in names
            if name not in {*written.get(process, ()), *_BUILT_IN}
        }  # read where nothing writes it, though another process does
        self.solutions: list[dict[str, Any]] = []
        self.unsolved: list[str] = []
        for goal in knowledge.goals:
            found = [self._solve(goal, frozenset())]
            if computed := self._behind(goal, frozenset()) & knowledge.computed & set(self.fields):
                found.append(self._solve(goal, frozenset(computed)))
            solutions = [each for each in found if each is not None]
            self.solutions += [each for each in solutions if each and each not in self.solutions]
            if not solutions:
                self.unsolved.append(goal.key)
        ways: tuple[frozenset[str], ...] = (frozenset(), frozenset(knowledge.computed))
        behind = (self._behind(goal, computed) for goal in knowledge.goals for computed in ways)
        self.deciding = frozenset(name for names in behind for name in names)

    def of_form(self, form_key: str, prefilled: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Ways to fill in a form: what is filled in already stays unless an outcome needs something else."""
        form = self.forms.get(form_key)
        if form is None:
            return self.from_outside()
        own = {item.key: item for item in form.content.items if not _is_locked(item)}
        base = {key: _first(self.domain(key), item) for key, item in own.items()}
        base.update({key: value for key, value in prefilled.items() if key in own and value is not None})
        return self._variants(base, own)

    def from_outside(self, names: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Ways in which a job, a message or a form-less user task may set what nothing in the model sets."""
        base = {name: (self.domain(name) or ["text"])[0] for name in names}
        return self._variants(base, [*self.outside, *names])

    def at_start(self, process: int) -> list[dict[str, Any]]:
        """Ways to start a process: what it reads and nothing in it writes."""
        known = self.knowledge
        inside = {*self.fields, *_BUILT_IN, *known.written_in.get(process, ())}
        names = sorted({*known.read_in.get(process, ()), *self.outside} - inside)
        base = {name: domain[0] for name in names if (domain := self.domain(name))}
        return self._variants(base, names)

    def _variants(self, base: dict[str, Any], settable: Any) -> list[dict[str, Any]]:
        parts = []
        for solution in self.solutions:
            part = {name: value for name, value in solution.items() if name in settable}
            if part and part not in parts:
                parts.append(part)
        pairs = ({**one, **other} for one, other in itertools.permutations(parts, 2))
        found: list[dict[str, Any]] = []
        for part in itertools.chain([{}] if base or not parts else [], parts, pairs):
            variant = {**base, **part}
            if variant not in found:
                found.append(variant)
            if len(found) == _MOST_VARIANTS:
                break
        return found or [base]

    def domain(self, name: str) -> list[Any]:
        """Candidates for a variable, the most ordinary first."""
        constants = self.knowledge.constants.get(name, [])
        item = self.fields.get(name)
        if item is not None:
            return _of_item(item, constants)
        kind = _KINDS.get(self.knowledge.kinds.get(name, ""), ())
        found = [*constants, *(each for each in kind if each not in constants)]
        if constants and isinstance(constants[0], str):
            found.append("another value")
        return found

    def _solve(self, goal: Goal, computed: frozenset[str]) -> dict[str, Any] | None:
        """Values for the variables behind a goal; {} if it holds whatever they are, None if no try made it hold.

        `computed`: variables that are left to the model's scripts although a form could set them.
        """
        settable = {*self.fields, *self.outside, *self.elsewhere} - computed
        names = sorted(self._behind(goal, computed) & settable)
        domains = {name: domain for name in names if (domain := self.domain(name))}
        for tried, assignment in enumerate(_assignments(goal.key, domains)):
            if tried > _TRIES:
                break
            if self._holds(goal, assignment):
                return assignment
        return None

    def _behind(self, goal: Goal, computed: frozenset[str] | set[str]) -> set[str]:
        found: set[str] = set()
        waiting = [name for expression, _ in goal.wants for name in expression.names]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            if name not in self.fields or name in computed:
                for definition in self.knowledge.definitions.get(name, ())[:1]:
                    waiting.extend(definition.names)
        return found

    def _holds(self, goal: Goal, assignment: Mapping[str, Any]) -> bool:
        scope = _Computed(assignment, self.knowledge.definitions)
        return all(test(_evaluate(expression, scope)) for expression, test in goal.wants)


class _Computed(Mapping[str, Any]):
    """Given values, and those computed from them as the model's scripts and mappings would."""

    def __init__(self, given: Mapping[str, Any], definitions: Mapping[str, list[Expression]]) -> None:
        self._given = given
        self._definitions = definitions
        self._open: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        if name in self._given:
            return self._given[name]
        if name in self._open or name not in self._definitions:
            raise KeyError(name)
        self._open.add(name)
        try:
            return _evaluate(self._definitions[name][0], self)
        finally:
            self._open.discard(name)

    def __contains__(self, name: object) -> bool:
        return name in self._given or (name in self._definitions and name not in self._open)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._given, **self._definitions})

    def __len__(self) -> int:
        return len({**self._given, **self._definitions})


def _evaluate(expression: Expression, scope: Mapping[str, Any]) -> Any:
    try:
        return expression.evaluate(scope, environment=_ENVIRONMENT).value
    except feel.FeelBudgetExceeded:
        return None


def _assignments(key: str, domains: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The ordinary values; one changed; two changed; then any, from a seed that is the goal's own."""
    base = {name: domain[0] for name, domain in domains.items()}
    yield base
    names = list(domains)
    for name in names:
        for value in domains[name][1:]:
            yield {**base, name: value}
    for one, other in itertools.combinations(names, 2):
        for first, second in itertools.product(domains[one][1:4], domains[other][1:4]):
            yield {**base, one: first, other: second}
    dice = random.Random(crc32(key.encode()))  # noqa: S311  repeatable tries, no secret
    while names:
        yield {name: dice.choice(domain) for name, domain in domains.items()}


def _is_locked(item: Item) -> bool:
    return isinstance(item, Field) and (item.computed is not None or any(lock is True for lock in item.locks))


def _first(domain: list[Any], item: Item) -> Any:
    return domain[0] if domain else None


def _of_item(item: Item, constants: list[Any]) -> list[Any]:
    if isinstance(item, Rows):
        row = {inner.key: _first(_of_item(inner, []), inner) for inner in item.items}
        return [[row] * count for count in ((item.fixed,) if item.fixed is not None else (1, 0, 2))]
    if not isinstance(item, Field):
        return [{inner.key: _first(_of_item(inner, []), inner) for inner in item.items}]
    match item.type:
        case "select" | "radio":
            options = [option.value for option in item.choices.options] if item.choices is not None else []
            return options or [*constants, "1"]
        case "checklist" | "taglist":
            options = [option.value for option in item.choices.options] if item.choices is not None else []
            return [[], options[:1], options[:2]] if options else [[]]
        case "checkbox":
            return [True, False]
        case "number":
            return _numbers(item, constants)
        case "datetime":
            return [_read(item, _SENT[item.subtype]), *(each for each in constants if isinstance(each, date))]
        case _:
            return [*(each for each in constants if isinstance(each, str)), "text"]


def _read(item: Field, sent: Any) -> Any:
    try:
        return read_value(item, sent, ZONE)
    except ValueRefused:
        return None


def _numbers(item: Field, constants: list[Any]) -> list[Any]:
    low = item.bounds.min if isinstance(item.bounds.min, Decimal) else None
    high = item.bounds.max if isinstance(item.bounds.max, Decimal) else None
    wanted = [low if low is not None else Decimal(1), *(each for each in constants if isinstance(each, Decimal)), low, high]
    found: list[Any] = [] if item.bounds.required else [None]  # what need not be filled in is left empty
    for each in wanted:
        if each is None or (low is not None and each < low) or (high is not None and each > high) or each in found:
            continue
        found.append(each)
    return found or [Decimal(1)]
