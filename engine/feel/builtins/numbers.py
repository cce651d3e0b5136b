"""Numbers."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Any

from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run
from engine.feel.numbers import NUMBERS, ZERO, as_index
from engine.feel.temporal.durations import negated
from engine.feel.values import type_name

FUNCTIONS = Functions()
_LAST_SCALE, _FIRST_SCALE = 6176, -6111  # what decimal128 can hold


def _round(value: Decimal, scale: Decimal | None, rounding: str) -> Decimal:
    digits = as_index((scale or ZERO).to_integral_value(ROUND_DOWN))
    if digits is None or not _FIRST_SCALE <= digits <= _LAST_SCALE:
        raise FeelError(f"the scale must lie between {_FIRST_SCALE} and {_LAST_SCALE}.")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise FeelError("this is not a number that FEEL has.")
    if digits >= -exponent:  # nothing to round away; asking for more digits than there are could not be held
        return value
    try:
        return value.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=NUMBERS)
    except DecimalException:
        raise FeelError("the number cannot be rounded so.") from None


@FUNCTIONS.add("decimal(n: number, scale: number)")
def decimal(run: Run, n: Decimal, scale: Decimal) -> Any:
    return _round(n, scale, ROUND_HALF_EVEN)


@FUNCTIONS.add("floor(n: number, scale?: number)")
def floor(run: Run, n: Decimal, scale: Decimal | None) -> Any:
    return _round(n, scale, ROUND_FLOOR)


@FUNCTIONS.add("ceiling(n: number, scale?: number)")
def ceiling(run: Run, n: Decimal, scale: Decimal | None) -> Any:
    return _round(n, scale, ROUND_CEILING)


@FUNCTIONS.add("round up(n: number, scale?: number)")
def round_up(run: Run, n: Decimal, scale: Decimal | None) -> Any:
    return _round(n, scale, ROUND_UP)


@FUNCTIONS.add("round down(n: number, scale?: number)")
def round_down(run: Run, n: Decimal, scale: Decimal | None) -> Any:
    return _round(n, scale, ROUND_DOWN)


@FUNCTIONS.add("round half up(n: number, scale?: number)")
def round_half_up(run: Run, n: Decimal, scale: Decimal | None) -> Any:
    return _round(n, scale, ROUND_HALF_UP)


@FUNCTIONS.add("round half down(n: number, scale?: number)")
def round_half_down(run: Run, n: Decimal, scale: Decimal | None) -> Any:
    return _round(n, scale, ROUND_HALF_DOWN)


@FUNCTIONS.add("abs(n: number)")
def abs_number(run: Run, n: Decimal) -> Any:
    return n.copy_abs()


@FUNCTIONS.add("abs(n: duration)")
def abs_duration(run: Run, n: Any) -> Any:
    return negated(n) if n < type(n)(0) else n


@FUNCTIONS.add("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Any:
    """The sign is the divisor's."""
    if not divisor:
        raise FeelError("division by zero.")
    if dividend.adjusted() - divisor.adjusted() > 33:
        raise FeelError("the quotient has too many digits.")
    remainder = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(remainder, divisor) if remainder and (remainder < 0) != (divisor < 0) else remainder


@FUNCTIONS.add("sqrt(number: number)")
def sqrt(run: Run, number: Decimal) -> Any:
    if number < 0:
        raise FeelError("a negative number has no square root.")
    return NUMBERS.sqrt(number)


@FUNCTIONS.add("log(number: number)")
def log(run: Run, number: Decimal) -> Any:
    if number <= 0:
        raise FeelError("only positive numbers have a logarithm.")
    return NUMBERS.ln(number)


@FUNCTIONS.add("exp(number: number)")
def exp(run: Run, number: Decimal) -> Any:
    try:
        return NUMBERS.exp(number)
    except DecimalException:
        raise FeelError("the result is too large.") from None


@FUNCTIONS.add("odd(number: number)")
def odd(run: Run, number: Decimal) -> Any:
    return _parity(number) == 1


@FUNCTIONS.add("even(number: number)")
def even(run: Run, number: Decimal) -> Any:
    return _parity(number) == 0


def _parity(number: Decimal) -> int:
    if number != number.to_integral_value():
        return -1
    return 0 if number.adjusted() > 40 else int(number) % 2


@FUNCTIONS.add("not(negand: any)")
def not_(run: Run, negand: Any) -> Any:
    if type(negand) is bool:
        return not negand
    if negand is None:
        return None
    raise FeelError(f"'negand' must be true or false, not a {type_name(negand)}.")
