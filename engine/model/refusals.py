"""What the gate's readers share: the caps, the exception that carries one finding, and the checks that hold for any file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from engine.model.findings import Finding, error
from engine.model.texts import Text

_ARCHIVES = (
    (b"PK", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)
XML_FILE = Text("an XML file", "XML 文件")


class Refusal(Exception):
    """A cap or a ban was met; carries the finding out of the reader."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True)
class Limits:
    """Caps of one deployment. Everything over a cap is refused with the cap in the sentence."""

    max_files: int = 100
    max_bytes: int = 16 << 20
    max_json_bytes: int = 1 << 20
    max_depth: int = 100
    max_elements: int = 200_000
    max_attributes: int = 100
    max_attribute_length: int = 32_768
    max_namespaces: int = 60
    max_text_length: int = 1 << 20


def check_kind(file: str, raw: bytes, limit: int, expected: Text = XML_FILE) -> None:
    if len(raw) > limit:
        message = Text("Expected at most {limit} bytes, got {size}.", "文件不得超过 {limit} 字节，实际为 {size} 字节。")
        refuse("gate.bytes", message, file, limit=limit, size=len(raw))
    if not raw.strip():
        refuse(
            "gate.empty",
            Text("Expected {expected}, got an empty file.", "应为{expected}，实际为空文件。"),
            file,
            expected=expected,
        )
    for magic, kind in _ARCHIVES:
        if raw.startswith(magic):
            message = Text(
                "Expected {expected}, got a {kind} archive: upload the files themselves.",
                "应为{expected}，实际为 {kind} 压缩包：请直接上传文件本身。",
            )
            refuse("gate.archive", message, file, expected=expected, kind=kind)


def refuse_encoding(file: str, encoding: str, line: int = 1) -> NoReturn:
    message = Text("Expected UTF-8 text; the file is not valid {encoding}.", "应为 UTF-8 编码；无法按 {encoding} 读取该文件。")
    refuse("gate.encoding", message, file, line=line, encoding=encoding[:40])


def refuse(rule: str, message: Text, file: str, *, line: int = 0, element_id: str = "", **params: Any) -> NoReturn:
    raise Refusal(error(rule, message, file=file, line=line, element_id=element_id, **params))
