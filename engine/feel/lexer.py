"""Source text → tokens, with FEEL's names: they may hold spaces, and, when declared, operator characters and keywords.

A name is joined from words that stand side by side (no FEEL expression has two neighbouring words otherwise). Names that hold
keywords or operator characters (`date and time`, `a-b`) are recognised, longest first, when they are known: built-ins, keys of
context literals in the same source, and what the caller declares.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import lru_cache

from lark import Token

from engine.feel.errors import FeelSyntaxError, position

MAX_SOURCE = 20_000
MAX_BRACKETS = 100
MAX_KEYS = 100

KEYWORDS = {
    "if": "IF", "then": "_THEN", "else": "_ELSE", "for": "FOR", "in": "IN", "return": "_RETURN", "some": "SOME", "every": "EVERY",
    "satisfies": "_SATISFIES", "and": "AND", "or": "OR", "between": "BETWEEN", "true": "TRUE", "false": "FALSE", "null": "NULL",
    "function": "FUNCTION",
}  # fmt: skip
SYMBOLS = {
    "(": "LPAR", ")": "_RPAR", "[": "LSQB", "]": "_RSQB", "{": "LBRACE", "}": "_RBRACE", ",": "_COMMA", ":": "_COLON",
    "..": "_DOTDOT", ".": "_DOT", "->": "_ARROW", "**": "POW", "*": "STAR", "/": "SLASH", "+": "PLUS", "-": "MINUS",
    "<=": "LE", ">=": "GE", "!=": "NE", "<": "LT", ">": "GT", "=": "EQ",
}  # fmt: skip
BUILT_IN_NAMES = ("date and time", "years and months duration", "days and time duration")

_LETTER = r"[^\W\d]|[?\U00010000-\U000EFFFF]"
WORD = re.compile(rf"(?:{_LETTER})(?:[\w?'’\u00b7\u200c\u200d\U00010000-\U000EFFFF])*")
_SKIP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SYMBOL = re.compile(r"\.\.|->|\*\*|<=|>=|!=|[()\[\]{},:.*/+\-<>=]")
_INSTANCE_OF = re.compile(r"instance\s+of\b")
_KEY = re.compile(r"([^\"{}\[\](),:@<>=]{1,200}?)\s*:(?!:)")
_ESCAPE = re.compile(r"\\(U[0-9A-Fa-f]{6}|u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "/": "/", "b": "\b", "f": "\f"}
_NOT_TEXT = re.compile("[\ud800-\udfff]")
_FULL_WIDTH = {"，": ",", "：": ":", "（": "(", "）": ")", "“": '"', "”": '"', "＝": "=", "【": "[", "】": "]", "；": ","}

_ENDS_OPERAND = frozenset({"NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "_RPAR", "_RSQB", "_RBRACE", "RANGE_CLOSE"})


def normalise(name: str) -> str:
    return " ".join(name.split())


def needs_declaring(name: str) -> bool:
    """Whether a name cannot be read from its words alone."""
    words = name.split()
    return not all(WORD.fullmatch(word) or word.isdigit() for word in words) or any(word in KEYWORDS for word in words)


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(rf"(?:{pattern})(?![\w'])")


class Scanner:
    """One pass over one source."""

    def __init__(self, source: str, names: Iterable[str] = ()) -> None:
        if len(source) > MAX_SOURCE:
            raise FeelSyntaxError(f"The expression is longer than {MAX_SOURCE} characters.", 1, 1, source[:200])
        if _NOT_TEXT.search(source):
            raise FeelSyntaxError("The expression is not valid Unicode text.", 1, 1, "")
        self.source = source
        self.tokens: list[Token] = []
        self.brackets: list[str] = []  # the open brackets; a range in progress is marked by ".."
        self.names = frozenset({*BUILT_IN_NAMES, *(normalise(name) for name in names if needs_declaring(name))})
        self.keys: frozenset[str] = frozenset()  # those of this source's own contexts that need declaring
        self.offset = 0

    def scan(self) -> list[Token]:
        while self._skip():
            before = self.offset
            self._next()
            assert self.offset > before
        return self.tokens

    def _skip(self) -> bool:
        if space := _SKIP.match(self.source, self.offset):
            self.offset = space.end()
        return self.offset < len(self.source)

    @property
    def last(self) -> str:
        return self.tokens[-1].type if self.tokens else ""

    def _add(self, kind: str, value: str, end: int) -> None:
        self.tokens.append(Token(kind, value, self.offset))
        self.offset = end

    def refuse(self, message: str) -> FeelSyntaxError:
        return FeelSyntaxError(message, *position(self.source, self.offset), self.source)

    def _next(self) -> None:
        character = self.source[self.offset]
        if self._key() or self._known_name():
            return
        if character == '"':
            self._string()
        elif character == "@":
            self._at_literal()
        elif (number := _NUMBER.match(self.source, self.offset)) and not (character == "." and self.last in _ENDS_OPERAND):
            # `1..3` is a range, not the number `1.` and a dot.
            self._add("NUMBER", number.group(), number.end())
        elif word := WORD.match(self.source, self.offset):
            self._word(word)
        elif symbol := _SYMBOL.match(self.source, self.offset):
            self._symbol(symbol.group(), symbol.end())
        elif character in _FULL_WIDTH:
            raise self.refuse(f"'{character}' is full-width punctuation; write '{_FULL_WIDTH[character]}'.")
        else:
            raise self.refuse(f"'{character}' has no meaning here.")

    def _key(self) -> bool:
        """The key of a context entry, or the name of a named argument or parameter: anything up to the colon."""
        if self.last not in ("LBRACE", "LPAR", "_COMMA") or not self.brackets or self.brackets[-1] not in "{(":
            return False
        key = _KEY.match(self.source, self.offset)
        if not key or not WORD.match(key.group(1)):
            return False
        name = normalise(key.group(1))
        self._declare(name)
        self._add("NAME", name, key.end(1))
        return True

    def _declare(self, name: str) -> None:
        if name and needs_declaring(name):
            self.keys |= {name}
            if len(self.keys) > MAX_KEYS:  # each one makes the search for names slower
                raise self.refuse(f"More than {MAX_KEYS} keys hold operator characters or keywords.")

    def _known_name(self) -> bool:
        if self.last in _ENDS_OPERAND:
            return False
        found = [match for names in (self.names, self.keys) if names and (match := _known(names).match(self.source, self.offset))]
        if not found:
            return False
        longest = max(found, key=lambda match: match.end())
        if (word := WORD.match(self.source, self.offset)) and word.end() > longest.end():
            return False
        self._add("NAME", normalise(longest.group()), longest.end())
        return True

    def _string(self) -> None:
        text = _STRING.match(self.source, self.offset)
        if not text:
            raise self.refuse("This string has no closing quotation mark.")
        value = unescape(text.group()[1:-1])
        if "\0" in value:
            raise self.refuse("A string cannot hold the character U+0000.")  # no database could store it
        self._add("STRING", value, text.end())

    def _at_literal(self) -> None:
        text = _STRING.match(self.source, self.offset + 1)
        if not text:
            raise self.refuse('Expected a quoted date, time or duration after "@".')
        self._add("AT", unescape(text.group()[1:-1]), text.end())

    def _word(self, word: re.Match[str]) -> None:
        text = word.group()
        if self.last != "_DOT":  # after a dot even a keyword is a name
            if text in KEYWORDS:
                self._add(KEYWORDS[text], text, word.end())
                return
            if text == "instance" and (instance := _INSTANCE_OF.match(self.source, self.offset)):
                self._add("INSTANCE_OF", "instance of", instance.end())
                return
            if text == "external" and self.last == "_RPAR":
                self._add("EXTERNAL", text, word.end())
                return
        self._add("NAME", *self._joined(word))

    def _joined(self, word: re.Match[str]) -> tuple[str, int]:
        words, end = [word.group()], word.end()
        while True:
            space = _SKIP.match(self.source, end)
            if not space:
                break
            more = WORD.match(self.source, space.end()) or re.compile(r"\d+(?![\w.])").match(self.source, space.end())
            if not more or more.group() in KEYWORDS or _INSTANCE_OF.match(self.source, more.start()):
                break
            words.append(more.group())
            end = more.end()
        return " ".join(words), end

    def _symbol(self, symbol: str, end: int) -> None:
        kind = SYMBOLS[symbol]
        if symbol == "[" and self._in_range() and self.last in _ENDS_OPERAND and not self._starts_operand(end, "-["):
            kind = "RANGE_CLOSE"  # `]1..3[`: nothing that could be a filter follows
            self.brackets.pop()
        elif symbol == "]" and self.last not in _ENDS_OPERAND and self._starts_operand(end, "" if self.last == "LSQB" else "-"):
            kind = "RANGE_OPEN"
            self.brackets.append("]")
        elif symbol in "([{":
            self.brackets.append(symbol)
            if len(self.brackets) > MAX_BRACKETS:
                raise self.refuse(f"Brackets nest deeper than {MAX_BRACKETS}.")
        elif symbol in ")]}":
            if self.brackets:
                self.brackets.pop()
        elif symbol == ":" and self.last == "STRING":
            self._declare(normalise(self.tokens[-1]))
        elif symbol == ".." and self.brackets and not self._in_range():
            self.brackets[-1] += ".."
        self._add(kind, symbol, end)

    def _in_range(self) -> bool:
        return bool(self.brackets) and self.brackets[-1].endswith("..")

    def _starts_operand(self, offset: int, also: str) -> bool:
        if space := _SKIP.match(self.source, offset):
            offset = space.end()
        if offset >= len(self.source):
            return False
        word = WORD.match(self.source, offset)
        if word:
            return word.group() not in ("and", "or", "in", "between", "then", "else", "return", "satisfies", "instance")
        return self.source[offset] in '"@({' + also or self.source[offset].isdigit()


def _unescaped(found: re.Match[str]) -> str:
    """An escape that FEEL does not know (such as "\\d" in a pattern) or that is no character stays as it is. Two \\u escapes may
    be one surrogate pair.
    """
    body = found[1]
    if body[0] in "uU" and len(body) > 1:
        code = int(body[1:], 16)
        return chr(code) if code <= sys.maxunicode else found[0]
    return _ESCAPED.get(body, found[0])


def unescape(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescaped, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
