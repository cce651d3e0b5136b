"""JUEL (`${amount > 100 && !approved}`) → FEEL, for the part whose meaning is the same. The rest is refused with the reason.

Null behaves as JUEL's does where it decides: a missing value is not true, and its negation is. Values are compared as they are:
JUEL's silent conversion of "1" to 1 is not imitated, which every translation tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<name>[^\W\d][\w$]*)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:().,\[\]]))"
)
_WORDS = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "and": "&&",
    "or": "||",
    "div": "/",
    "mod": "%",
    "not": "!",
}
_NAMES = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    "loopCounter": "(loopCounter - 1)",  # JUEL's counts from 0, ours from 1
}
_RESERVED = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "instance", "of", "function"}
)
_TIME = {
    "plusYears": "P{}Y",
    "plusMonths": "P{}M",
    "plusWeeks": "P{}D",
    "plusDays": "P{}D",
    "plusHours": "PT{}H",
    "plusMinutes": "PT{}M",
    "plusSeconds": "PT{}S",
}
_LEVELS: tuple[dict[str, str], ...] = (
    {"||": "or"},
    {"&&": "and"},
    {"==": "=", "!=": "!="},
    {"<": "<", ">": ">", "<=": "<=", ">=": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "%": "%"},
)
_DEEPEST = 60


class NotTranslatable(Exception):
    """The expression means something that FEEL has no word for; the text says what."""


def is_juel(text: str) -> bool:
    return "${" in text or "#{" in text


def translate(text: str) -> str:
    """FEEL for a text with JUEL in it: one expression alone keeps its type, more make a string. Raises NotTranslatable."""
    parts = _split(text.strip())
    if len(parts) == 1 and parts[0][0]:
        return _Expression(parts[0][1]).feel()
    pieces = []
    for is_expression, part in parts:
        if is_expression:
            feel = _Expression(part).feel()
            pieces.append(f'(if {feel} = null then "" else string({feel}))')
        else:
            pieces.append(quoted(part))
    return " + ".join(pieces)


def quoted(text: str) -> str:
    """A FEEL string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "") + '"'


def _split(text: str) -> list[tuple[bool, str]]:
    """Literal parts and expressions; braces inside strings do not end one."""
    parts: list[tuple[bool, str]] = []
    place = 0
    for match in re.finditer(r"[$#]\{((?:[^'\"}]|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")*)\}", text):
        if match.start() > place:
            parts.append((False, text[place : match.start()]))
        parts.append((True, match[1]))
        place = match.end()
    if place < len(text):
        parts.append((False, text[place:]))
    if any(not is_expression and is_juel(part) for is_expression, part in parts):
        raise NotTranslatable("the braces do not match")
    return parts


class _Expression:
    """One expression, read once from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[tuple[str, str]] = []
        self.place = 0
        self.depth = 0
        offset = 0
        text = source.rstrip()
        while offset < len(text):
            match = _TOKEN.match(text, offset)
            if match is None:
                raise NotTranslatable(f"“{text[offset : offset + 10]}” cannot be read")
            kind = str(match.lastgroup)
            value = match[kind]
            self.tokens.append(("sign", _WORDS[value]) if kind == "name" and value in _WORDS else (kind, value))
            offset = match.end()

    def feel(self) -> str:
        if not self.tokens:
            raise NotTranslatable("the expression is empty")
        found = self._choice()
        if self.place < len(self.tokens):
            raise NotTranslatable(f"“{self.tokens[self.place][1]}” is not expected")
        return found

    def _peek(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) and self.tokens[self.place][0] == "sign" else ""

    def _accept(self, sign: str) -> bool:
        if self._peek() == sign:
            self.place += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            raise NotTranslatable(f"“{sign}” is missing")

    def _choice(self) -> str:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotTranslatable("the expression nests too deep")
        condition = self._binary(0)
        if self._accept("?"):
            yes = self._choice()
            self._expect(":")
            no = self._choice()
            condition = f"(if {condition} = true then {yes} else {no})"
        self.depth -= 1
        return condition

    def _binary(self, level: int) -> str:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while (sign := self._peek()) in _LEVELS[level]:
            self.place += 1
            right = self._binary(level + 1)
            if sign == "%":  # the remainder keeps the sign of the dividend, FEEL's modulo that of the divisor
                quotient = f"({left}) / ({right})"
                left = f"({left} - ({right}) * (if {quotient} < 0 then ceiling({quotient}) else floor({quotient})))"
            elif sign in ("&&", "||"):  # both sides are conditions: what is missing is false
                left = f"({left} = true {_LEVELS[level][sign]} {right} = true)"
            else:
                left = f"({left} {_LEVELS[level][sign]} {right})"
        return left

    def _unary(self) -> str:
        if self._accept("!"):
            return f"not({self._unary()} = true)"
        if self._accept("-"):
            return f"-({self._unary()})"
        if self.place < len(self.tokens) and self.tokens[self.place] == ("name", "empty"):
            self.place += 1
            operand = self._unary()
            return f'({operand} = null or string({operand}) in ("", "[]", "{{}}"))'
        return self._path()

    def _path(self) -> str:
        kind, value = self.tokens[self.place] if self.place < len(self.tokens) else ("", "the end")
        self.place += 1
        if kind == "number":
            found = value
        elif kind == "string":
            found = quoted(re.sub(r"\\(.)", r"\1", value[1:-1]))
        elif kind == "name":
            found = self._name(value)
        elif value == "(":
            found = f"({self._choice()})"
            self._expect(")")
        else:
            raise NotTranslatable(f"“{value}” is not expected")
        while self._peek() in (".", "["):
            found = self._member(found) if self._accept(".") else self._index(found)
        return found

    def _name(self, name: str) -> str:
        if name in ("true", "false", "null"):
            return name
        if name in _RESERVED:
            raise NotTranslatable(f"“{name}” is a word of FEEL and cannot name a variable")
        if name in ("execution", "task"):
            return self._execution(name)
        if self._peek() == "(":
            return self._function(name)
        return _NAMES.get(name, name)

    def _function(self, name: str) -> str:
        self._expect("(")
        if name in ("now", "dateTime") and self._accept(")"):
            return "now()"
        raise NotTranslatable(f"the function {name}() is Java")

    def _execution(self, name: str) -> str:
        if not self._accept("."):
            raise NotTranslatable(f"{name} is Java")
        _kind, member = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        self.place += 1
        if member in ("processBusinessKey", "businessKey"):
            return "business_key"
        if member == "getVariable":
            self._expect("(")
            kind, value = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
            if kind == "string" and re.fullmatch(r"[^\W\d]\w*", value[1:-1]):
                self.place += 1
                self._expect(")")
                return value[1:-1]
        raise NotTranslatable(f"{name}.{member} is Java")

    def _member(self, found: str) -> str:
        kind, member = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        self.place += 1
        if kind != "name":
            raise NotTranslatable("a name is missing after the dot")
        if not self._accept("("):
            return f"{found}.{member}"
        arguments = []
        while not self._accept(")"):
            arguments.append(self._choice())
            if self._peek() != ")":
                self._expect(",")
        call = _METHODS.get((member, len(arguments)))
        if call is not None:
            return call(found, *arguments)
        if member in _TIME and len(arguments) == 1 and arguments[0].isdecimal() and found.startswith(("now()", "(now()")):
            amount = int(arguments[0]) * (7 if member == "plusWeeks" else 1)
            return f"({found} + duration({quoted(_TIME[member].format(amount))}))"
        raise NotTranslatable(f"the method {member}() is Java")

    def _index(self, found: str) -> str:
        self._expect("[")
        kind, value = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        self.place += 1
        self._expect("]")
        if kind == "number" and value.isdecimal():
            return f"{found}[{int(value) + 1}]"  # lists begin at 0 there, at 1 here
        if kind == "string":
            return f"get value({found}, {quoted(value[1:-1])})"
        raise NotTranslatable("an index that is computed could be a place in a list or a key")


_METHODS: dict[tuple[str, int], Callable[..., str]] = {
    ("equals", 1): lambda found, other: f"({found} = {other})",
    ("equalsIgnoreCase", 1): lambda found, other: f"(lower case({found}) = lower case({other}))",
    ("size", 0): lambda found: f"count({found})",
    ("length", 0): lambda found: f"string length({found})",
    ("isEmpty", 0): lambda found: f'(string({found}) in ("", "[]", "{{}}"))',
    ("toString", 0): lambda found: f"string({found})",
    ("toDate", 0): lambda found: found,
    ("startsWith", 1): lambda found, other: f"starts with({found}, {other})",
    ("endsWith", 1): lambda found, other: f"ends with({found}, {other})",
    ("toUpperCase", 0): lambda found: f"upper case({found})",
    ("toLowerCase", 0): lambda found: f"lower case({found})",
}
