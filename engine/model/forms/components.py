"""The parts of a form as records: fields, sections that nest their values under a path, and lists of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel import Expression
from engine.model.forms.patterns import Pattern
from engine.model.texts import Text

NO_TEXT = Text("")
Condition = bool | Expression


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, radio, checklist or taglist."""

    value: Any
    label: Text


@dataclass(frozen=True, slots=True)
class Choices:
    """Where choices come from: written in the form, a list in a variable (`valuesKey`), or a FEEL expression."""

    options: tuple[Option, ...] = ()
    variable: str = ""
    expression: Expression | None = None

    @property
    def is_dynamic(self) -> bool:
        return bool(self.variable) or self.expression is not None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What `validate` says; numbers may be FEEL, evaluated with the form's values."""

    required: bool = False
    min: Decimal | Expression | None = None
    max: Decimal | Expression | None = None
    min_length: Decimal | Expression | None = None
    max_length: Decimal | Expression | None = None
    pattern: Pattern | None = None
    pattern_message: Text = NO_TEXT
    kind: str = ""  # "email" or "phone"


@dataclass(frozen=True, slots=True)
class Field:
    """A component with a value of its own."""

    type: str
    key: str
    label: Text
    hides: tuple[Expression, ...] = ()  # its own condition and those of the groups around it
    locks: tuple[Condition, ...] = ()  # readonly and disabled
    bounds: Bounds = Bounds()
    choices: Choices | None = None
    subtype: str = ""  # datetime: date, time, datetime
    decimal_digits: int | None = None
    increment: Decimal | None = None
    as_text: bool = False  # number: serializeToString
    computed: Expression | None = None  # expression component


@dataclass(frozen=True, slots=True)
class Section:
    """A group with a path: its values stand in a context of that name."""

    key: str
    label: Text
    items: tuple[Item, ...]
    hides: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A dynamic list: as many contexts as the user adds rows."""

    key: str
    label: Text
    items: tuple[Item, ...]
    hides: tuple[Expression, ...] = ()
    fixed: int | None = None  # number of rows where adding and removing is not allowed


Item = Field | Section | Rows


@dataclass(frozen=True, slots=True)
class CrossRule:
    """A rule over several fields; `field` is where its message stands."""

    expression: Expression
    field: str
    message: Text


@dataclass(frozen=True)
class FormContent:
    """A form as read: its items, its rules, and the JSON it came from."""

    key: str
    title: Text
    items: tuple[Item, ...]
    rules: tuple[CrossRule, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    def fields(self) -> Iterator[tuple[str, Field]]:
        """All fields with their dotted paths, in order."""
        waiting: list[tuple[str, Item]] = [("", item) for item in reversed(self.items)]
        while waiting:
            path, item = waiting.pop()
            if isinstance(item, Field):
                yield path + item.key, item
            else:
                waiting.extend((f"{path}{item.key}.", inner) for inner in reversed(item.items))
