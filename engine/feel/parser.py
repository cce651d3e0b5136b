"""Tokens → syntax tree, through lark's LALR(1) parser. The tree is built while parsing, so nothing here recurses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken, VisitError
from lark.lexer import Lexer

from engine.feel import syntax
from engine.feel.builder import Builder
from engine.feel.errors import FeelSyntaxError, position
from engine.feel.lexer import SYMBOLS, Scanner
from engine.feel.syntax import Node, TooDeep

_WORDS = {"_" + word.upper(): word for word in ("then", "else", "return", "satisfies")} | {
    kind: text for text, kind in SYMBOLS.items()
}


class _Prepared(Lexer):
    """Hands lark the tokens that the scanner has made."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Any:  # type: ignore[override]
        return iter(data)


_PARSER = Lark(
    FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer=_Prepared,
    transformer=Builder(),
    start=["expression", "unary_tests"],
    maybe_placeholders=False,
)


def parse_expression(source: str, names: Iterable[str] = ()) -> Node:
    """Raises: FeelSyntaxError."""
    return cast(Node, _parse(source, Scanner(source, names).scan(), "expression"))


def parse_unary_tests(source: str, names: Iterable[str] = ()) -> syntax.UnaryTestsNode:
    """Raises: FeelSyntaxError."""
    tokens = Scanner(source, names).scan()
    if len(tokens) > 2 and tokens[0] == "not" and tokens[1].type == "LPAR" and _closing(tokens) == len(tokens) - 1:
        tokens[0] = Token("NOT", "not", tokens[0].start_pos)
    return cast(syntax.UnaryTestsNode, _parse(source, tokens, "unary_tests"))


def _closing(tokens: list[Token]) -> int:
    """Index of the bracket that closes the one at index 1."""
    depth = 0
    for index, token in enumerate(tokens[1:], start=1):
        if token.type in ("LPAR", "LSQB", "LBRACE", "RANGE_OPEN"):
            depth += 1
        elif token.type in ("_RPAR", "_RSQB", "_RBRACE", "RANGE_CLOSE"):
            depth -= 1
            if depth == 0:
                return index
    return -1


def _parse(source: str, tokens: list[Token], start: str) -> Any:
    if not tokens:
        raise FeelSyntaxError("Expected an expression, found nothing.", 1, 1, source)
    try:
        return _PARSER.parse(cast(Any, tokens), start=start)
    except TooDeep as refusal:
        raise _too_deep(source, refusal) from None
    except VisitError as error:
        if isinstance(error.orig_exc, TooDeep):
            raise _too_deep(source, error.orig_exc) from None
        raise
    except UnexpectedToken as error:
        raise _unexpected(source, error) from None
    except UnexpectedInput:
        raise FeelSyntaxError("This is not a FEEL expression.", 1, 1, source) from None


def _too_deep(source: str, refusal: TooDeep) -> FeelSyntaxError:
    return FeelSyntaxError(f"The expression nests deeper than {syntax.MAX_DEPTH}.", *position(source, refusal.at), source)


def _unexpected(source: str, error: UnexpectedToken) -> FeelSyntaxError:
    token = error.token
    at_end = token.type == "$END"
    found = "the expression ends" if at_end else f"'{token}' stands"
    line, column = position(source, len(source.rstrip()) if at_end else token.start_pos or 0)
    expected = [f"'{word}'" for word in sorted(_WORDS[kind] for kind in error.expected if kind in _WORDS)]
    if "NUMBER" in error.expected:
        expected = ["a value"]
    message = f"Unexpected here: {found}"
    if 0 < len(expected) <= 4:
        message += f"; expected {' or '.join(expected)}"
    return FeelSyntaxError(message + ".", line, column, source)
