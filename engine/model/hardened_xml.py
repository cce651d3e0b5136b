"""XML from strangers: decoded strictly, checked before and while it is parsed, never resolving anything outside itself.

The bytes are decoded here from a short list of encodings and handed to the parser as UTF-8: there is one reading of them, ours.
Document types, entities, processing instructions and XInclude are refused; caps stop bombs within one chunk.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, NoReturn

from lxml import etree

from engine.model.refusals import Limits, check_kind, refuse, refuse_encoding
from engine.model.texts import Text

ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "windows-1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_DECLARATION = re.compile(
    r"""<\?xml\s+version\s*=\s*(?:"1\.[01]"|'1\.[01]')(?:\s+encoding\s*=\s*(?:"(?P<d>[\w.:-]{1,40})"|'(?P<s>[\w.:-]{1,40})'))?"""
    r"""(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>"""
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XINCLUDE = "http://www.w3.org/2001/XInclude"
_CHUNK = 1 << 16


def read_xml(file: str, raw: bytes, limits: Limits) -> etree._ElementTree:
    """Parse one XML file into a tree that keeps line numbers.

    Raises: Refusal.
    """
    text = decoded(file, raw, limits)
    check_prolog(file, text)
    return parsed(file, text, limits)


def decoded(file: str, raw: bytes, limits: Limits) -> str:
    """The document as text, its declaration blanked, line numbers kept."""
    check_kind(file, raw, limits.max_bytes)
    bom, encoding = next(((bom, name) for bom, name in _BOMS if raw.startswith(bom)), (b"", ""))
    if raw.startswith(_UTF32_BOMS) or (not bom and b"\x00" in raw[:64]):
        refuse_encoding(file, "UTF-16/UTF-32")
    head = raw[len(bom) : len(bom) + 400].decode(encoding or "latin-1", "replace")
    declaration = _DECLARATION.match(head)
    if declaration is None and head.startswith("<?xml") and not head.startswith("<?xml-"):
        message = Text(
            'Expected an XML declaration such as <?xml version="1.0" encoding="UTF-8"?>.',
            '应为 <?xml version="1.0" encoding="UTF-8"?> 这样的 XML 声明。',
        )
        refuse("gate.declaration", message, file, line=1)
    declared = ((declaration["d"] or declaration["s"]) if declaration else None) or ""
    if declared and declared.lower() not in ENCODINGS:
        refuse_encoding(file, declared)
    chosen = encoding or ENCODINGS[declared.lower() or "utf-8"]
    family = ENCODINGS[declared.lower()] if declared else chosen
    contradicts = not chosen.startswith(family) if bom else chosen == "utf-16"
    if contradicts:
        refuse_encoding(file, declared)
    try:
        text = raw[len(bom) :].decode(chosen)
    except UnicodeDecodeError as problem:
        refuse_encoding(file, declared or "UTF-8", line=raw.count(b"\n", 0, problem.start) + 1)
    control = _CONTROL.search(text)
    if control:
        message = Text("Expected text without control characters.", "文本中不得包含控制字符。")
        refuse("gate.control_character", message, file, line=text.count("\n", 0, control.start()) + 1)
    if declaration:
        text = "\n" * declaration[0].count("\n") + text[len(declaration[0]) :]
    return text


def parsed(file: str, text: str, limits: Limits) -> etree._ElementTree:
    """Parse what `decoded` and `check_prolog` let through, counting while it grows."""
    parser = etree.XMLPullParser(
        events=("start", "end", "start-ns", "pi"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
    )
    counter = _Counter(limits, file)
    encoded = text.encode("utf-8")
    try:
        for start in range(0, len(encoded), _CHUNK):
            parser.feed(encoded[start : start + _CHUNK])
            counter.count(parser)
        root = parser.close()
        counter.count(parser)
    except etree.XMLSyntaxError as problem:
        message = Text("Expected well-formed XML: {problem}.", "XML 格式不正确：{problem}。")
        refuse("gate.malformed", message, file, line=problem.lineno or 0, problem=str(problem.msg)[:300])
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.externalDTD is not None:  # cannot be: the prolog was checked
        _refuse_doctype(file, 1)
    return tree


class _Counter:
    """Counts what the parser has seen so far, so that a bomb stops within one chunk."""

    def __init__(self, limits: Limits, file: str) -> None:
        self.limits = limits
        self.file = file
        self.depth = 0
        self.elements = 0
        self.namespaces = 0

    def count(self, parser: etree.XMLPullParser) -> None:
        """Take the events so far. The common case is kept short: a bomb must be found within a second."""
        limits = self.limits
        for kind, item in parser.read_events():
            if kind == "start":
                self.depth += 1
                self.elements += 1
                self.namespaces = 0
                attributes = item.attrib
                if attributes:
                    self._check_attributes(item, attributes)
                if self.elements > limits.max_elements or self.depth > limits.max_depth or _XINCLUDE in item.tag:
                    self._refuse_element(item)
            elif kind == "end":
                self.depth -= 1
                text = item.text
                if text is not None and len(text) > limits.max_text_length:
                    message = Text(
                        "Expected at most {limit} characters of text in one element.", "单个元素的文本不得超过 {limit} 个字符。"
                    )
                    self._refuse("gate.text_length", message, item, limits.max_text_length)
            elif kind == "start-ns":
                self.namespaces += 1
                if self.namespaces > limits.max_namespaces:
                    message = Text(
                        "Expected at most {limit} namespace declarations on one element.",
                        "单个元素的命名空间声明不得超过 {limit} 个。",
                    )
                    refuse("gate.namespaces", message, self.file, limit=limits.max_namespaces)
            else:
                message = Text("Expected no processing instructions (<?{target} …?>).", "不得包含处理指令（<?{target} …?>）。")
                refuse("gate.processing_instruction", message, self.file, line=item.sourceline or 0, target=str(item.target)[:60])

    def _check_attributes(self, element: Any, attributes: Any) -> None:
        limits = self.limits
        if len(attributes) > limits.max_attributes:
            message = Text("Expected at most {limit} attributes on one element.", "单个元素的属性不得超过 {limit} 个。")
            self._refuse("gate.attributes", message, element, limits.max_attributes)
        if max(map(len, attributes.values())) > limits.max_attribute_length:
            message = Text("Expected attributes of at most {limit} characters.", "属性值不得超过 {limit} 个字符。")
            self._refuse("gate.attribute_length", message, element, limits.max_attribute_length)

    def _refuse_element(self, element: Any) -> NoReturn:
        limits = self.limits
        if self.elements > limits.max_elements:
            message = Text("Expected at most {limit} elements in one file.", "单个文件的元素不得超过 {limit} 个。")
            self._refuse("gate.elements", message, element, limits.max_elements)
        if self.depth > limits.max_depth:
            message = Text("Expected at most {limit} nested levels.", "嵌套层数不得超过 {limit}。")
            self._refuse("gate.depth", message, element, limits.max_depth)
        message = Text("Expected no XInclude elements: a file stands for itself.", "不得使用 XInclude：文件内容须自成一体。")
        self._refuse("gate.xinclude", message, element, 0)

    def _refuse(self, rule: str, message: Text, element: Any, limit: int) -> NoReturn:
        refuse(rule, message, self.file, line=element.sourceline or 0, element_id=(element.get("id") or "")[:200], limit=limit)


def check_prolog(file: str, text: str) -> None:
    """Walk what stands before the root element: only space and comments may (a document type could stand nowhere else)."""
    position = 0
    while True:
        start = text.find("<", position)
        if start < 0 or text[position:start].strip("\ufeff \t\r\n"):
            message = Text("Expected an XML document that starts with an element.", "XML 文档应以元素开头。")
            refuse("gate.malformed", message, file, line=1)
        end = text.find("-->", start + 4) if text.startswith("<!--", start) else -1
        if end >= 0:
            position = end + 3
            continue
        line = text.count("\n", 0, start) + 1
        if text.startswith("<!--", start):
            refuse("gate.malformed", Text("Expected the comment to end with -->.", "注释应以 --> 结束。"), file, line=line)
        elif text.startswith("<!", start):
            _refuse_doctype(file, line)
        elif text.startswith("<?", start):
            message = Text("Expected no processing instructions before the root element.", "根元素之前不得有处理指令。")
            refuse("gate.processing_instruction", message, file, line=line)
        else:
            return


def _refuse_doctype(file: str, line: int) -> NoReturn:
    message = Text(
        "Expected no document type or entity declaration (<!DOCTYPE …>).", "不得包含文档类型或实体声明（<!DOCTYPE …>）。"
    )
    refuse("gate.doctype", message, file, line=line)
