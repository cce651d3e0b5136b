"""XML from strangers → a small tree of its own. Nothing is resolved, nothing outside the bytes is read.

Document types, entities and processing instructions are refused before the parser acts on them; bytes, elements, depth,
attributes and texts are bounded while it reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from engine.dmn.problems import DecisionsRefused, Problem

MAX_BYTES = 16 << 20
MAX_ELEMENTS = 200_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 100
MAX_TEXT = 1 << 20
_XINCLUDE = "http://www.w3.org/2001/XInclude"


@dataclass(slots=True, eq=False)
class Element:
    """One element: local name, namespace, attributes (`{namespace}name` where they have one), own text, children."""

    tag: str
    namespace: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def all(self, *tags: str) -> Iterator[Element]:
        """Children with one of these names, in the namespace of this element."""
        return (child for child in self.children if child.tag in tags and child.namespace == self.namespace)

    def first(self, *tags: str) -> Element | None:
        return next(self.all(*tags), None)

    def content(self, tag: str) -> str:
        """The text of the first child of this name, stripped."""
        child = self.first(tag)
        return child.text.strip() if child is not None else ""

    def iter(self) -> Iterator[Element]:
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


def refuse(rule: str, en: str, zh: str, file: str, line: int = 0, **params: Any) -> DecisionsRefused:
    return DecisionsRefused([Problem("error", rule, en, zh, file, "", line, params)])


def parse(file: str, raw: bytes) -> Element:
    """Raises: DecisionsRefused."""
    if len(raw) > MAX_BYTES:
        raise refuse("gate.bytes", "Expected at most {limit} bytes.", "文件不得超过 {limit} 字节。", file, limit=MAX_BYTES)
    return _Reader(file).read(raw)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Element | None = None
        self.open: list[Element] = []
        self.parts: list[list[str]] = []
        self.elements = 0
        self.parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.doctype
        parser.ProcessingInstructionHandler = self.instruction

    def read(self, raw: bytes) -> Element:
        try:
            self.parser.Parse(raw, True)
        except expat.ExpatError as problem:
            raise refuse(
                "gate.malformed",
                "Expected well-formed XML: {problem}.",
                "XML 格式不正确：{problem}。",
                self.file,
                problem.lineno,
                problem=expat.ErrorString(problem.code),
            ) from None
        except (LookupError, UnicodeError, ValueError) as problem:
            if isinstance(problem, DecisionsRefused):
                raise
            raise refuse("gate.encoding", "Expected UTF-8 text.", "应为 UTF-8 编码。", self.file, 1) from None
        assert self.root is not None
        return self.root

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition("}")
        self.elements += 1
        long = sum(map(len, attributes.values())) > MAX_TEXT or len(attributes) > MAX_ATTRIBUTES
        if self.elements > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH or long or namespace == _XINCLUDE:
            raise refuse(
                "gate.size",
                "Expected at most {elements} elements, {depth} levels and no XInclude.",
                "元素不得超过 {elements} 个、嵌套不得超过 {depth} 层，且不得使用 XInclude。",
                self.file,
                self.line,
                elements=MAX_ELEMENTS,
                depth=MAX_DEPTH,
            )
        named = {("{" + key if "}" in key else key): value for key, value in attributes.items()}
        element = Element(tag, namespace, named, self.line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.parts.append([])

    def end(self, name: str) -> None:
        element = self.open.pop()
        element.text = "".join(self.parts.pop())
        if len(element.text) > MAX_TEXT:
            raise refuse("gate.text_length", "A text is too long.", "文本过长。", self.file, element.line)

    def characters(self, text: str) -> None:
        self.parts[-1].append(text)

    def doctype(self, *_: Any) -> None:
        raise refuse(
            "gate.doctype",
            "Expected no document type or entity declaration (<!DOCTYPE …>).",
            "不得包含文档类型或实体声明（<!DOCTYPE …>）。",
            self.file,
            self.line,
        )

    def instruction(self, target: str, _: str) -> None:
        raise refuse(
            "gate.processing_instruction",
            "Expected no processing instructions (<?{target} …?>).",
            "不得包含处理指令（<?{target} …?>）。",
            self.file,
            self.line,
            target=target[:60],
        )
