"""Patterns of form fields: the everyday part of JavaScript's regular expressions, matched in linear time.

A backtracking matcher can be made to run for hours by a pattern and a value that somebody typed. This one simulates the
automaton, so matching costs at most length × states. What would need backtracking (back references, look-around) is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_STATES = 1_000
MAX_PATTERN = 500
MAX_REPEAT = 500
_Test = Callable[[str], bool]
_Edge = tuple[_Test, int]

_DIGITS = frozenset("0123456789")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_CLASSES: dict[str, _Test] = {
    "d": lambda c: c in _DIGITS,
    "D": lambda c: c not in _DIGITS,
    "w": lambda c: c in _WORD,
    "W": lambda c: c not in _WORD,
    "s": str.isspace,
    "S": lambda c: not c.isspace(),
}
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}


class PatternInvalid(ValueError):
    """The pattern is not one that forms may use."""


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; `matches` finds it anywhere in the text, as `RegExp.test` does: anchor it with ^ and $."""

    source: str
    edges: tuple[tuple[_Edge, ...], ...]
    jumps: tuple[tuple[tuple[str, int], ...], ...]  # ("" | "^" | "$", state)
    start: int
    end: int

    def matches(self, text: str) -> bool:
        current: set[int] = set()
        for position in range(len(text) + 1):
            current.add(self.start)
            current = self._closure(current, position == 0, position == len(text))
            if self.end in current:
                return True
            if position < len(text):
                char = text[position]
                current = {target for state in current for test, target in self.edges[state] if test(char)}
        return False

    def _closure(self, states: set[int], at_start: bool, at_end: bool) -> set[int]:
        seen, waiting = set(states), list(states)
        while waiting:
            for condition, target in self.jumps[waiting.pop()]:
                allowed = not condition or (at_start if condition == "^" else at_end)
                if allowed and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen


def compile_pattern(source: str) -> Pattern:
    """Raises: PatternInvalid with a sentence that says what cannot be used."""
    if len(source) > MAX_PATTERN:
        raise PatternInvalid(f"a pattern has at most {MAX_PATTERN} characters")
    builder = _Builder(source)
    tree = builder.alternatives(0)
    if builder.position < len(source):
        raise PatternInvalid(f"“)” at position {builder.position + 1} closes nothing")
    start, end = builder.emit(tree)
    return Pattern(source, tuple(map(tuple, builder.edges)), tuple(map(tuple, builder.jumps)), start, end)


# A tree node: ("char", test) | ("anchor", "^" or "$") | ("seq", nodes) | ("alt", nodes) | ("repeat", node, least, most or None)
_Tree = tuple


class _Builder:
    """Parses one pattern and emits its automaton."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.edges: list[list[_Edge]] = []
        self.jumps: list[list[tuple[str, int]]] = []

    def alternatives(self, depth: int) -> _Tree:
        if depth > 20:
            raise PatternInvalid("at most 20 nested groups")
        branches = [self._sequence(depth)]
        while self._take("|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def _sequence(self, depth: int) -> _Tree:
        nodes: list[_Tree] = []
        while self.position < len(self.source) and self.source[self.position] not in "|)":
            nodes.append(self._repeated(self._atom(depth)))
        return ("seq", nodes)

    def _atom(self, depth: int) -> _Tree:
        char = self._next()
        if char == "(":
            if self._take("?") and not self._take(":"):
                raise PatternInvalid("look-around and named groups are not available; use plain ( ) or (?: )")
            inner = self.alternatives(depth + 1)
            if not self._take(")"):
                raise PatternInvalid("a “(” is not closed")
            return inner
        if char in "^$":
            return ("anchor", char)
        if char == ".":
            return ("char", lambda c: c not in "\n\r\u2028\u2029")
        if char == "[":
            return ("char", self._character_class())
        if char == "\\":
            return ("char", self._escape())
        if char in "*+?":
            raise PatternInvalid(f"“{char}” at position {self.position} repeats nothing")
        return ("char", _literal(char))

    def _repeated(self, atom: _Tree) -> _Tree:
        char = self.source[self.position : self.position + 1]
        if char == "{":
            bounds = self._bounds()
            if bounds is None:
                return atom
        elif char and char in "*+?":
            self.position += 1
            bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        else:
            return atom
        self._take("?")  # lazy or greedy: the same language
        if self.source[self.position : self.position + 1] in ("*", "+", "?", "{"):
            raise PatternInvalid(f"position {self.position + 1} repeats a repetition")
        return ("repeat", atom, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        end = self.source.find("}", self.position)
        least, comma, most = self.source[self.position + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not least.isdecimal() or not (most == "" or most.isdecimal()):
            raise PatternInvalid(f"expected {{n}}, {{n,}} or {{n,m}} at position {self.position + 1}")
        self.position = end + 1
        low, high = int(least[:6]), int((most or least)[:6])
        if high > MAX_REPEAT or low > high:
            raise PatternInvalid(f"expected repetitions from low to high, at most {MAX_REPEAT}")
        return low, None if comma and not most else high

    def _character_class(self) -> _Test:
        negated = self._take("^")
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        tests: list[_Test] = []
        while not self._take("]"):
            first = self._class_member(tests)
            dash = (
                self.source[self.position : self.position + 1] == "-"
                and self.source[self.position + 1 : self.position + 2] != "]"
            )
            if first is None or not dash:
                singles.update(first or "")
                continue
            self.position += 1
            last = self._class_member(tests)
            if last is None or last < first:
                raise PatternInvalid("a range in [ ] runs from a lower to a higher character")
            ranges.append((first, last))
        return lambda c: (c in singles or any(a <= c <= b for a, b in ranges) or any(test(c) for test in tests)) is not negated

    def _class_member(self, tests: list[_Test]) -> str | None:
        char = self._next("a “[” is not closed")
        if char != "\\":
            return char
        escaped = self._next()
        if escaped in _CLASSES:
            tests.append(_CLASSES[escaped])
            return None
        return self._escaped_char(escaped)

    def _escape(self) -> _Test:
        char = self._next()
        return _CLASSES[char] if char in _CLASSES else _literal(self._escaped_char(char))

    def _escaped_char(self, char: str) -> str:
        if char == "u":
            digits = self.source[self.position : self.position + 4]
            if len(digits) != 4 or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
                raise PatternInvalid("expected four hexadecimal digits after \\u")
            self.position += 4
            return chr(int(digits, 16))
        if char in _CONTROL:
            return _CONTROL[char]
        if char.isalnum():
            raise PatternInvalid(f"\\{char} is not available")
        return char

    def _next(self, problem: str = "the pattern ends too early") -> str:
        if self.position >= len(self.source):
            raise PatternInvalid(problem)
        self.position += 1
        return self.source[self.position - 1]

    def _take(self, char: str) -> bool:
        if self.source.startswith(char, self.position):
            self.position += len(char)
            return True
        return False

    def emit(self, node: _Tree) -> tuple[int, int]:
        """Add the states of a node; returns its first and last state."""
        start, end = self._state(), self._state()
        kind = node[0]
        if kind == "char":
            self.edges[start].append((node[1], end))
        elif kind == "anchor":
            self.jumps[start].append((node[1], end))
        elif kind == "alt":
            for branch in node[1]:
                first, last = self.emit(branch)
                self.jumps[start].append(("", first))
                self.jumps[last].append(("", end))
        else:
            self._emit_series(node, start, end)
        return start, end

    def _emit_series(self, node: _Tree, start: int, end: int) -> None:
        at = start
        if node[0] == "seq":
            for part in node[1]:
                at = self._append(part, at)
        else:
            _, inner, least, most = node
            for _ in range(least):
                at = self._append(inner, at)
            if most is None:
                last = self._append(inner, at)
                self.jumps[last].append(("", at))
            for _ in range((most or least) - least):
                self.jumps[at].append(("", end))
                at = self._append(inner, at)
        self.jumps[at].append(("", end))

    def _append(self, node: _Tree, at: int) -> int:
        first, last = self.emit(node)
        self.jumps[at].append(("", first))
        return last

    def _state(self) -> int:
        if len(self.edges) >= MAX_STATES:
            raise PatternInvalid("the pattern is too large once its repetitions are counted out")
        self.edges.append([])
        self.jumps.append([])
        return len(self.edges) - 1


def _literal(expected: str) -> _Test:
    return lambda c: c == expected
