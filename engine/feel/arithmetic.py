"""What `+ - * / **` mean for each pair of types; a pair that is not in a table has no meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, DecimalException, InvalidOperation
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.numbers import NUMBERS
from engine.feel.temporal import arithmetic as temporal
from engine.feel.temporal.dates import FarDate
from engine.feel.temporal.durations import MICROSECOND, YearsMonths, microseconds_duration, total_microseconds
from engine.feel.temporal.times import FeelDateTime, FeelTime

Operation = Callable[[Any, Any], Any]
Table = dict[tuple[type, type], Operation]


def _divide(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise FeelError("Division by zero.")
    return NUMBERS.divide(a, b)


def _power(a: Decimal, b: Decimal) -> Decimal:
    if not a and b < 0:
        raise FeelError("Division by zero.")
    try:
        value = NUMBERS.power(a, b)
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        raise FeelError("This power has no real value.")
    return value


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value("ROUND_DOWN"))


def _scale_days(a: timedelta, b: Decimal) -> timedelta:
    return microseconds_duration(_whole(_in_range(NUMBERS.multiply(Decimal(total_microseconds(a)), b))))


def _scale_months(a: YearsMonths, b: Decimal) -> YearsMonths:
    return YearsMonths(_whole(_in_range(NUMBERS.multiply(Decimal(a.months), b))))


def _in_range(value: Decimal) -> Decimal:
    if value.adjusted() > 24:
        raise FeelError("The duration is too long.")
    return value


def _shrink_days(a: timedelta, b: Decimal) -> timedelta:
    return microseconds_duration(_whole(_in_range(_divide(Decimal(total_microseconds(a)), b))))


def _shrink_months(a: YearsMonths, b: Decimal) -> YearsMonths:
    return YearsMonths(_whole(_in_range(_divide(Decimal(a.months), b))))


def _ratio_days(a: timedelta, b: timedelta) -> Decimal:
    return _divide(Decimal(a // MICROSECOND), Decimal(b // MICROSECOND))


def _ratio_months(a: YearsMonths, b: YearsMonths) -> Decimal:
    return _divide(Decimal(a.months), Decimal(b.months))


def _swapped(operation: Operation) -> Operation:
    return lambda a, b: operation(b, a)


_DATES = (date, FarDate)

ADD: Table = {
    (Decimal, Decimal): NUMBERS.add,
    (str, str): lambda a, b: a + b,
    (timedelta, timedelta): lambda a, b: microseconds_duration(total_microseconds(a) + total_microseconds(b)),
    (YearsMonths, YearsMonths): lambda a, b: YearsMonths(a.months + b.months),
    (FeelTime, timedelta): temporal.time_plus,
    (FeelDateTime, timedelta): temporal.date_time_plus,
    (FeelDateTime, YearsMonths): temporal.date_time_plus_months,
    **{(kind, timedelta): temporal.date_plus for kind in _DATES},
    **{(kind, YearsMonths): temporal.date_plus_months for kind in _DATES},
}
ADD |= {
    (right, left): _swapped(operation)
    for (left, right), operation in list(ADD.items())
    if left is not right and right in (timedelta, YearsMonths)
}

SUBTRACT: Table = {
    (Decimal, Decimal): NUMBERS.subtract,
    (timedelta, timedelta): lambda a, b: microseconds_duration(total_microseconds(a) - total_microseconds(b)),
    (YearsMonths, YearsMonths): lambda a, b: YearsMonths(a.months - b.months),
    (FeelTime, FeelTime): temporal.time_difference,
    (FeelTime, timedelta): lambda a, b: temporal.time_plus(a, -b),
    (FeelDateTime, FeelDateTime): temporal.moment_difference,
    (FeelDateTime, timedelta): lambda a, b: temporal.date_time_plus(a, -b),
    (FeelDateTime, YearsMonths): lambda a, b: temporal.date_time_plus_months(a, -b),
    **{(kind, timedelta): lambda a, b: temporal.date_plus(a, -b) for kind in _DATES},
    **{(kind, YearsMonths): lambda a, b: temporal.date_plus_months(a, -b) for kind in _DATES},
    **{(left, right): temporal.moment_difference for left in (*_DATES, FeelDateTime) for right in (*_DATES, FeelDateTime)},
}

MULTIPLY: Table = {
    (Decimal, Decimal): NUMBERS.multiply,
    (timedelta, Decimal): _scale_days,
    (Decimal, timedelta): _swapped(_scale_days),
    (YearsMonths, Decimal): _scale_months,
    (Decimal, YearsMonths): _swapped(_scale_months),
}

DIVIDE: Table = {
    (Decimal, Decimal): _divide,
    (timedelta, Decimal): _shrink_days,
    (YearsMonths, Decimal): _shrink_months,
    (timedelta, timedelta): _ratio_days,
    (YearsMonths, YearsMonths): _ratio_months,
}

POWER: Table = {(Decimal, Decimal): _power}

TABLES: dict[str, Table] = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}
ARITHMETIC_ERRORS = (FeelError, DecimalException, OverflowError)
