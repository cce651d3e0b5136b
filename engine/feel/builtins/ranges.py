"""How two points or ranges lie to each other (DMN 1.5, 10.3.4.9), and ranges from texts."""

from __future__ import annotations

from typing import Any

from engine.feel import syntax
from engine.feel.builtins.signature import Functions
from engine.feel.errors import FeelError, FeelSyntaxError
from engine.feel.evaluation import Run
from engine.feel.parser import parse_expression
from engine.feel.quoting import shown_value
from engine.feel.temporal.durations import parse_duration
from engine.feel.temporal.literals import parse_date, parse_date_and_time, parse_time
from engine.feel.values import Range, contains, order

FUNCTIONS = Functions()


def _ends_before(a: Any, a_included: bool, b: Any, b_included: bool) -> bool:
    """Whether what ends at `a` lies wholly before what starts at `b`."""
    side = order(a, b)
    return side < 0 or (side == 0 and not (a_included and b_included))


def _lower(values: Range) -> tuple[Any, bool]:
    return values.start, values.start_included


def _upper(values: Range) -> tuple[Any, bool]:
    return values.end, values.end_included


def _bounds(value: Any) -> tuple[tuple[Any, bool], tuple[Any, bool]]:
    return (_lower(value), _upper(value)) if type(value) is Range else ((value, True), (value, True))


@FUNCTIONS.add("before(point1: point, point2: point)")
@FUNCTIONS.add("before(point: point, range: range)")
@FUNCTIONS.add("before(range: range, point: point)")
@FUNCTIONS.add("before(range1: range, range2: range)")
def before(run: Run, a: Any, b: Any) -> Any:
    return _ends_before(*_bounds(a)[1], *_bounds(b)[0])


@FUNCTIONS.add("after(point1: point, point2: point)")
@FUNCTIONS.add("after(point: point, range: range)")
@FUNCTIONS.add("after(range: range, point: point)")
@FUNCTIONS.add("after(range1: range, range2: range)")
def after(run: Run, a: Any, b: Any) -> Any:
    return before(run, b, a)


@FUNCTIONS.add("meets(range1: range, range2: range)")
def meets(run: Run, a: Range, b: Range) -> Any:
    return a.end_included and b.start_included and order(a.end, b.start) == 0


@FUNCTIONS.add("met by(range1: range, range2: range)")
def met_by(run: Run, a: Range, b: Range) -> Any:
    return meets(run, b, a)


@FUNCTIONS.add("overlaps(range1: range, range2: range)")
def overlaps(run: Run, a: Range, b: Range) -> Any:
    return not before(run, a, b) and not before(run, b, a)


@FUNCTIONS.add("overlaps before(range1: range, range2: range)")
def overlaps_before(run: Run, a: Range, b: Range) -> Any:
    """`a` starts first, reaches into `b`, and ends no later."""
    start, end = order(a.start, b.start), order(a.end, b.end)
    starts_first = start < 0 or (start == 0 and a.start_included and not b.start_included)
    ends_no_later = end < 0 or (end == 0 and (not a.end_included or b.end_included))
    return starts_first and ends_no_later and not before(run, a, b)


@FUNCTIONS.add("overlaps after(range1: range, range2: range)")
def overlaps_after(run: Run, a: Range, b: Range) -> Any:
    """`b` starts first, reaches into `a`, and ends no later."""
    start, end = order(b.start, a.start), order(b.end, a.end)
    starts_first = start < 0 or (start == 0 and b.start_included and not a.start_included)
    ends_no_later = end < 0 or (end == 0 and (a.end_included or not b.end_included))
    return starts_first and ends_no_later and not before(run, b, a)


@FUNCTIONS.add("finishes(point: point, range: range)")
@FUNCTIONS.add("finishes(range1: range, range2: range)")
def finishes(run: Run, a: Any, b: Range) -> Any:
    if type(a) is not Range:
        return b.end_included and order(a, b.end) == 0
    if a.end_included != b.end_included or order(a.end, b.end) != 0:
        return False
    side = order(a.start, b.start)
    return side > 0 or (side == 0 and (not a.start_included or b.start_included))


@FUNCTIONS.add("finished by(range: range, point: point)")
@FUNCTIONS.add("finished by(range1: range, range2: range)")
def finished_by(run: Run, a: Range, b: Any) -> Any:
    return finishes(run, b, a)


@FUNCTIONS.add("starts(point: point, range: range)")
@FUNCTIONS.add("starts(range1: range, range2: range)")
def starts(run: Run, a: Any, b: Range) -> Any:
    if type(a) is not Range:
        return b.start_included and order(a, b.start) == 0
    if a.start_included != b.start_included or order(a.start, b.start) != 0:
        return False
    side = order(a.end, b.end)
    return side < 0 or (side == 0 and (not a.end_included or b.end_included))


@FUNCTIONS.add("started by(range: range, point: point)")
@FUNCTIONS.add("started by(range1: range, range2: range)")
def started_by(run: Run, a: Range, b: Any) -> Any:
    return starts(run, b, a)


@FUNCTIONS.add("includes(range: range, point: point)")
@FUNCTIONS.add("includes(range1: range, range2: range)")
def includes(run: Run, a: Range, b: Any) -> Any:
    if type(b) is not Range:
        return contains(a, b)
    start, end = order(a.start, b.start), order(a.end, b.end)
    return (start < 0 or (start == 0 and (a.start_included or not b.start_included))) and (
        end > 0 or (end == 0 and (a.end_included or not b.end_included))
    )


@FUNCTIONS.add("during(point: point, range: range)")
@FUNCTIONS.add("during(range1: range, range2: range)")
def during(run: Run, a: Any, b: Range) -> Any:
    return includes(run, b, a)


@FUNCTIONS.add("coincides(point1: point, point2: point)")
@FUNCTIONS.add("coincides(range1: range, range2: range)")
def coincides(run: Run, a: Any, b: Any) -> Any:
    if type(a) is not Range or type(b) is not Range:
        return order(a, b) == 0
    same_ends = (a.start_included, a.end_included) == (b.start_included, b.end_included)
    return same_ends and order(a.start, b.start) == 0 and order(a.end, b.end) == 0


@FUNCTIONS.add("range(from: string)")
def range_of_text(run: Run, text: str) -> Any:
    """`"[1..3]"` and its like. The ends must be literals, or calls of date(), time() and so on with a literal text."""
    try:
        node = parse_expression(text)
    except FeelSyntaxError:
        node = None
    if not isinstance(node, syntax.RangeNode):
        raise FeelError(f"'{shown_value(text)}' is not a range such as [1..3].")
    start, end = (_literal(side) for side in (node.start, node.end))
    if start is None or end is None or order(start, end) > 0:
        raise FeelError(f"'{shown_value(text)}' does not start before it ends.")
    return Range(start, end, node.start_included, node.end_included)


_PARSERS = {"date": parse_date, "time": parse_time, "date and time": parse_date_and_time, "duration": parse_duration}


def _literal(node: syntax.Node | None) -> Any:
    match node:
        case syntax.Literal(value=value):
            return value
        case syntax.Invocation(function=syntax.Name(name=name), positional=[syntax.Literal(value=str(text))]) if name in _PARSERS:
            return _PARSERS[name](text)
    raise FeelError("the ends of the range must be literals.")
