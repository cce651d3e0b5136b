"""FEEL's numbers: decimals of 34 digits, rounded half even, as IEEE 754 decimal128."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

NUMBERS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow], clamp=0
)
ZERO = Decimal(0)


def number_text(value: Decimal) -> str:
    """The number as FEEL writes it: never in exponent form, no trailing zeros after the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def as_index(value: Decimal) -> int | None:
    """An integer number as int, else None (also for numbers too large to count with)."""
    if value.adjusted() > 17 or value != value.to_integral_value():
        return None
    return int(value)
