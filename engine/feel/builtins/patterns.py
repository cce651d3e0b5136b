"""Regular expressions that cannot hang.

Python's `re` backtracks: `(a+)+$` takes time exponential in the text, and nothing can interrupt it inside a web worker. So before
a pattern runs, the number of ways in which it could try to match a text of that length is estimated from its structure (an open
repetition has as many choices as the text has characters; a repetition around another choice multiplies for every character).
A pattern that could need more than `MAX_WAYS` is refused: short texts may meet complicated patterns, long texts simple ones.
Lookaround, which FEEL does not have, never gets here (see dialect.py).
"""

from __future__ import annotations

import math
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from functools import lru_cache
from typing import Any

from engine.feel.builtins.dialect import Translation
from engine.feel.errors import FeelError
from engine.feel.evaluation import Run

MAX_PATTERN = 1_000
MAX_TEXT = 200_000
MAX_TRANSLATION = 60_000  # characters: a category of Unicode is thousands of them, and each costs time and memory to compile
MAX_WAYS = math.log(1_000_000)
WAYS_PER_STEP = 5
TRANSLATED_PER_STEP = 8
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_REFERENCE = re.compile(r"\\(.)|\$(\d{1,2})|([\\$])", re.DOTALL)


def search(run: Run, text: str, pattern: str, flags: str | None) -> bool:
    return _ready(run, text, pattern, flags or "").search(text) is not None


def split(run: Run, text: str, pattern: str) -> list[str]:
    compiled = _ready(run, text, pattern, "")
    if compiled.fullmatch(""):
        raise FeelError("the delimiter must not match the empty text.")
    pieces, end = [], 0
    for found in compiled.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
    run.allocate(len(text))
    return list(run.made([*pieces, text[end:]]))


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> str:
    compiled = _ready(run, text, pattern, flags or "")
    if compiled.fullmatch(""):
        raise FeelError("the pattern must not match the empty text.")
    literal = "q" in (flags or "")
    parts = [replacement] if literal else _replacement(replacement, compiled.groups)

    length = 0

    def expand(found: re.Match[str]) -> str:
        nonlocal length
        pieces = [part if isinstance(part, str) else found[part] or "" for part in parts]
        length += sum(map(len, pieces))
        if length > run.budget.string_length:
            run.text_of_length(length)
        return "".join(pieces)

    return str(run.made(compiled.sub(expand, text)))


def _replacement(replacement: str, groups: int) -> list[str | int]:
    """Literal texts and group numbers. `$1` is a group, `\\$` and `\\\\` are themselves."""
    parts: list[str | int] = []
    end = 0
    for found in _REFERENCE.finditer(replacement):
        parts.append(replacement[end : found.start()])
        end = found.end()
        escaped, group, stray = found.groups()
        if stray or (escaped and escaped not in "\\$"):
            raise FeelError("in a replacement, '$' must be followed by a group number and '\\' by '$' or '\\'.")
        if group and int(group) > groups and len(group) == 2:  # `$12` with one group: the group, then a 2
            parts += [int(group[0]) if int(group[0]) <= groups else "", group[1]]
        elif group:
            parts.append(int(group) if int(group) <= groups else "")
        else:
            parts.append(escaped)
    return [*parts, replacement[end:]]


def _ready(run: Run, text: str, pattern: str, flags: str) -> re.Pattern[str]:
    if len(pattern) > MAX_PATTERN or len(text) > MAX_TEXT:
        raise FeelError("the pattern or the text is too long.")
    run.tick(len(pattern) + len(text))
    source = _translated(pattern, flags)
    run.tick(len(source) // TRANSLATED_PER_STEP)
    compiled, tree, anchored = _compile(source, flags)
    ways = _ways(tree, len(text)) + (0 if anchored else math.log(len(text) + 1))
    if ways > max(MAX_WAYS, math.log(len(text) + 1)):
        raise FeelError("the pattern could take too long on this text; use fewer or simpler repetitions.")
    run.tick(int(math.exp(ways)) // WAYS_PER_STEP)
    return compiled


@lru_cache(maxsize=256)
def _translated(pattern: str, flags: str) -> str:
    unknown = set(flags) - set("smixq")
    if unknown:
        raise FeelError(f"'{unknown.pop()}' is not a flag.")
    source = re.escape(pattern) if "q" in flags else Translation(pattern, flags).translate()
    if len(source) > MAX_TRANSLATION:
        raise FeelError("the pattern names too many categories of characters.")
    return source


@lru_cache(maxsize=64)
def _compile(source: str, flags: str) -> tuple[re.Pattern[str], Any, bool]:
    options = 0
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    try:
        tree = parser.parse(source, options)
        compiled = re.compile(source, options)
    except (re.error, OverflowError, RecursionError) as error:
        # Not where: the position is that of the translation.
        raise FeelError(f"the pattern is not valid: {error.msg if isinstance(error, re.error) else error}.") from None
    anchored = bool(tree) and tree[0] == (codes.AT, codes.AT_BEGINNING) and "m" not in flags
    return compiled, tree, anchored


def _ways(tree: Any, length: int) -> float:
    """The logarithm of how many ways there may be to match a text of `length` characters."""
    total = 0.0
    for operator, argument in tree:
        if operator in _REPEATS:
            least, most, body = argument
            total += _repeat_ways(least, most, body, length)
        elif operator is codes.BRANCH:
            total += _branch_ways(argument[1], length)
        elif operator is codes.SUBPATTERN:
            total += _ways(argument[-1], length)
        elif operator is codes.ATOMIC_GROUP:
            total += _ways(argument, length)
        elif operator is codes.GROUPREF:
            total += math.log(length + 1)
    return total


def _repeat_ways(least: int, most: int, body: Any, length: int) -> float:
    inside = _ways(body, length)
    narrowest = body.getwidth()[0]
    # A round that may match nothing does not use up the text: such rounds end only where the pattern says so.
    times = min(int(most), length // narrowest if narrowest else least + length)
    if inside == 0.0:
        return math.log(max(times - least, 0) + 1)
    each_round = times * max(inside, math.log(2))
    if not narrowest:
        return each_round + math.log(times + 1)
    # The rounds share one text, so there are no more ways than choices for every character.
    return min(each_round + math.log(times + 1), length * math.log(2 + _choices(body)))


def _choices(tree: Any) -> int:
    found = 0
    for operator, argument in tree:
        if operator in _REPEATS:
            found += 1 + _choices(argument[2])
        elif operator is codes.BRANCH:
            found += len(argument[1]) + sum(map(_choices, argument[1]))
        elif operator is codes.SUBPATTERN:
            found += _choices(argument[-1])
        elif operator is codes.ATOMIC_GROUP:
            found += _choices(argument)
    return found


def _branch_ways(branches: list[Any], length: int) -> float:
    firsts = [branch[0] if branch else None for branch in branches]
    literals = [first[1] for first in firsts if first and first[0] is codes.LITERAL]
    inside = [_ways(branch, length) for branch in branches]
    if len(literals) == len(branches) == len(set(literals)):  # the first character decides
        return max(inside)
    return max(inside) + math.log(len(branches))
