"""XPath's regular expressions (XPath and XQuery Functions 3.1, 5.6.1), which FEEL uses, in the dialect of Python's `re`."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

from engine.feel.errors import FeelError

_SAME = frozenset("nrt\\|.?*+(){}-[]^$dDsSwW123456789")  # escapes that both dialects know
_NAME_START = r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
_NAME_START += r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
_QUANTIFIER = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}", re.ASCII)
_CLASSES = {"i": _NAME_START, "c": _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"}
_BLOCKS = {
    "BasicLatin": r"\u0000-\u007F",
    "Latin-1Supplement": r"\u0080-\u00FF",
    "LatinExtended-A": r"\u0100-\u017F",
    "GreekandCoptic": r"\u0370-\u03FF",
    "Greek": r"\u0370-\u03FF",
    "Cyrillic": r"\u0400-\u04FF",
    "GeneralPunctuation": r"\u2000-\u206F",
    "CJKSymbolsandPunctuation": r"\u3000-\u303F",
    "Hiragana": r"\u3040-\u309F",
    "Katakana": r"\u30A0-\u30FF",
    "CJKUnifiedIdeographs": r"\u4E00-\u9FFF",
}


class Translation:
    """One pattern, read once from left to right."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _compact(pattern) if "x" in flags else pattern
        self.flags = flags
        self.offset = 0
        self.quantified = 0  # quantifier characters that stand right before: one, or one and `?`

    def translate(self) -> str:
        """Raises: FeelError."""
        result = []
        while self.offset < len(self.pattern):
            result.append(self._next())
        return "".join(result)

    def _take(self) -> str:
        if self.offset >= len(self.pattern):
            raise FeelError("the pattern ends too early.")
        self.offset += 1
        return self.pattern[self.offset - 1]

    def _next(self) -> str:
        if quantifier := _QUANTIFIER.match(self.pattern, self.offset):
            return self._quantifier(quantifier.group())
        character = self._take()
        self.quantified = 0
        if character == "\\":
            return self._escape(in_class=False)
        if character in "{}]":
            raise FeelError(f"'{character}' must be escaped in a pattern.")
        if character == "[":
            return self._class()
        if character == "." and "s" not in self.flags:
            return r"[^\n\r]"
        if character == "$" and "m" not in self.flags:
            return r"\Z"  # Python's `$` also matches before a last line end
        if character == "(" and self.pattern.startswith("?", self.offset) and not self.pattern.startswith("?:", self.offset):
            raise FeelError("'(?' may only be followed by ':' in a pattern.")
        return character

    def _quantifier(self, text: str) -> str:
        """`a*`, `a*?`; what Python makes of `a*+` XPath does not know."""
        self.quantified += 1
        if self.quantified > 2 or (self.quantified == 2 and text != "?"):
            raise FeelError("the pattern is not valid: multiple repeat.")
        self.offset += len(text)
        return text

    def _escape(self, *, in_class: bool) -> str:
        letter = self._take()
        if letter in _SAME and not (in_class and letter.isdigit()):
            return "\\" + letter
        if letter.lower() in _CLASSES:
            return self._set(_CLASSES[letter.lower()], negated=letter.isupper(), in_class=in_class)
        if letter in "pP":
            end = self.pattern.find("}", self.offset)
            if not self.pattern.startswith("{", self.offset) or end < 0:
                raise FeelError(r"expected '{' and '}' after '\p'.")
            name = self.pattern[self.offset + 1 : end]
            self.offset = end + 1
            if letter == "P" and in_class:
                return _others(name)
            return self._set(_category(name), negated=letter == "P", in_class=in_class)
        raise FeelError(f"'\\{letter}' is not allowed in a pattern.")

    def _set(self, ranges: str, *, negated: bool, in_class: bool) -> str:
        if in_class and negated:
            raise FeelError("a negated category cannot stand inside '[ ]' here.")
        if in_class:
            return ranges
        return f"[{'^' if negated else ''}{ranges}]"

    def _class(self) -> str:
        """`[…]`, with `[a-z-[aeiou]]` for what is taken away."""
        parts = ["["]
        if self.pattern.startswith("^", self.offset):
            parts.append(self._take())
        while True:
            character = self._take()
            if character == "]" and len(parts) > 1 + (parts[1:2] == ["^"]):
                return "".join(parts) + "]"
            if character == "-" and self.pattern.startswith("[", self.offset):
                self.offset += 1
                without = self._class()
                if self._take() != "]":
                    raise FeelError("expected ']' after the part that is taken away.")
                return f"(?:(?!{without}){''.join(parts)}])"
            if character == "\\":
                parts.append(self._escape(in_class=True))
            else:
                doubled = character == "-" and (parts[-1].endswith("-") or self.pattern.startswith("-", self.offset))
                parts.append("\\" + character if doubled or character in "[]&|~" else character)


@lru_cache(maxsize=64)
def _category(name: str) -> str:
    """The ranges of a general category (`L`, `Lu`) or a block (`IsBasicLatin`)."""
    if name.startswith("Is") and name[2:] in _BLOCKS:
        return _BLOCKS[name[2:]]
    if name not in _categories():
        raise FeelError(f"there is no category '{name[:30]}'.")
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _categories()[name])


def _others(name: str) -> str:
    """The ranges of everything outside a general category."""
    if name not in _categories():
        raise FeelError("a negated block cannot stand inside '[ ]' here.")
    ends = [-1, *(code for pair in _categories()[name] for code in pair), sys.maxunicode + 1]
    gaps = zip(ends[::2], ends[1::2], strict=True)
    return "".join(f"\\U{last + 1:08x}-\\U{first - 1:08x}" for last, first in gaps if last + 1 < first)


def _compact(pattern: str) -> str:
    """Without the white space outside of `[ ]`, which the flag x takes out before anything is read."""
    kept, depth, is_escaped = [], 0, False
    for character in pattern:
        if not is_escaped:
            depth += (character == "[") - (character == "]" and depth > 0)
        if depth or character not in " \t\n\r":
            kept.append(character)
            is_escaped = character == "\\" and not is_escaped
    return "".join(kept)


@lru_cache(maxsize=1)
def _categories() -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        for name in (category, category[0]):
            ranges = found.setdefault(name, [])
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    return found
