"""How a built-in says what it takes: one line of text, checked before the Python function runs.

    @FUNCTIONS.add("substring(string: string, start position: number, length?: number)")
    def substring(run, string, start, length): …

A parameter with `?` may be left out and is then None; `string or null` accepts null; `any` accepts everything. `*items: any`
takes all that follows, as one list. A name with several signatures takes the first that the arguments fit. A list of one
stands for its item where no list is wanted, and the other way round (DMN 1.5, 10.3.2.9.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.evaluation import MISSING, Run
from engine.feel.temporal.dates import FarDate
from engine.feel.temporal.durations import YearsMonths
from engine.feel.temporal.times import FeelDateTime, FeelTime
from engine.feel.values import Function, Range, type_name

KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (Decimal,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "function": (Function,),
    "range": (Range,),
    "point": (Decimal, str, date, FarDate, FeelTime, FeelDateTime, timedelta, YearsMonths),  # what ranges are made of
    "date": (date, FarDate),
    "time": (FeelTime,),
    "date and time": (FeelDateTime,),
    "date or date and time": (date, FarDate, FeelDateTime),
    "duration": (timedelta, YearsMonths),
    "days and time duration": (timedelta,),
    "years and months duration": (YearsMonths,),
}
SCANNED = 250  # characters that a built-in reads in about the time of one step
Native = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: str
    optional: bool = False
    nullable: bool = False
    variadic: bool = False

    def fit(self, value: Any) -> Any:
        """The argument as the function gets it. Raises: FeelError."""
        if value is MISSING:
            return None
        if self.kind == "any" or (value is None and self.nullable):
            return value
        if value is None:
            raise FeelError(f"'{self.name}' must be a {self.kind}, not null.", "missing")
        if type(value) in KINDS[self.kind]:
            return value
        if self.kind == "list":
            return [value]
        if type(value) is list and len(value) == 1 and type(value[0]) in KINDS[self.kind]:
            return value[0]
        raise FeelError(f"'{self.name}' must be a {self.kind}, not a {type_name(value)}.")


@dataclass(frozen=True, slots=True)
class Signature:
    parameters: tuple[Parameter, ...]
    native: Native

    @property
    def _fixed(self) -> tuple[Parameter, ...]:
        return self.parameters[:-1] if self._is_variadic else self.parameters

    @property
    def _is_variadic(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].variadic

    def takes(self, count: int) -> bool:
        required = sum(not parameter.optional for parameter in self.parameters)
        return required <= count and (self._is_variadic or count <= len(self.parameters))

    def arrange(self, arguments: list[Any]) -> list[Any]:
        """Positional arguments as the Python function takes them. Raises: FeelError if one does not fit."""
        fixed = self._fixed
        given = arguments + [MISSING] * (len(fixed) - len(arguments))
        values = [parameter.fit(value) for parameter, value in zip(fixed, given, strict=False)]
        if self._is_variadic:
            values.append([self.parameters[-1].fit(value) for value in arguments[len(fixed) :]])
        return values

    def takes_named(self, names: set[str]) -> bool:
        required = {parameter.name for parameter in self.parameters if not parameter.optional}
        return not self._is_variadic and required <= names <= {parameter.name for parameter in self.parameters}

    def arrange_named(self, arguments: dict[str, Any]) -> list[Any]:
        return [parameter.fit(arguments.get(parameter.name, MISSING)) for parameter in self.parameters]


class Functions:
    """The built-ins of one module."""

    def __init__(self) -> None:
        self._signatures: dict[str, list[Signature]] = {}

    def add(self, text: str) -> Callable[[Native], Native]:
        name, _, rest = text.partition("(")
        parameters = tuple(_parameter(part) for part in rest.rstrip(")").split(", ") if part)

        def register(native: Native) -> Native:
            self._signatures.setdefault(name, []).append(Signature(parameters, native))
            return native

        return register

    def functions(self) -> dict[str, Function]:
        return {name: _function(name, tuple(signatures)) for name, signatures in self._signatures.items()}


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(": ")
    kind, nullable, _ = kind.partition(" or null")
    return Parameter(name.strip("?*"), kind, name.endswith("?"), bool(nullable), variadic=name.startswith("*"))


def _function(name: str, signatures: tuple[Signature, ...]) -> Function:
    def call(run: Run, arguments: list[Any], at: int) -> Any:
        fitting = [signature for signature in signatures if signature.takes(len(arguments))]
        if not fitting:
            raise FeelError(f"{name}() does not take {len(arguments)} arguments.")
        return _call(run, name, fitting, lambda signature: signature.arrange(arguments))

    def call_named(run: Run, arguments: dict[str, Any], at: int) -> Any:
        fitting = [signature for signature in signatures if signature.takes_named(set(arguments))]
        if not fitting:
            raise FeelError(f"{name}() does not take the arguments {', '.join(arguments)}.")
        return _call(run, name, fitting, lambda signature: signature.arrange_named(arguments))

    longest = max(signatures, key=lambda signature: len(signature.parameters))
    return Function(name, tuple(parameter.name for parameter in longest.parameters), call, call_named)


def _call(run: Run, name: str, signatures: list[Signature], arrange: Callable[[Signature], list[Any]]) -> Any:
    """Call by the first signature that the arguments fit."""
    refusals: list[FeelError] = []
    try:
        for signature in signatures:
            try:
                values = arrange(signature)
            except FeelError as refusal:
                refusals.append(refusal)
                continue
            run.tick(sum(len(value) for value in values if type(value) is str) // SCANNED)
            return signature.native(run, *values)
    except FeelError as refusal:
        raise FeelError(f"{name}(): {refusal.message}", refusal.kind) from None
    # Several ways of calling, none fits: the first one that null keeps out, or what each would have needed.
    missing = next((refusal for refusal in refusals if refusal.kind == "missing"), None)
    reasons = [missing.message] if missing else dict.fromkeys(refusal.message for refusal in refusals)
    raise FeelError(f"{name}(): {' Or: '.join(reasons)}", "missing" if missing else "error")
