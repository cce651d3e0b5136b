"""JSON from strangers: depth is counted before parsing; keys that stand twice, NaN and absurd numbers are refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from engine.model.refusals import Limits, check_kind, refuse, refuse_encoding
from engine.model.texts import Text


def read_json(file: str, raw: bytes, limits: Limits) -> Any:
    check_kind(file, raw, limits.max_json_bytes, expected=Text("a JSON form", "JSON 表单文件"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        refuse_encoding(file, "UTF-8", line=raw.count(b"\n", 0, problem.start) + 1)
    _check_depth(file, text, limits)
    try:
        return json.loads(text, object_pairs_hook=_distinct_pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        message = Text("Expected valid JSON: {problem}.", "JSON 格式不正确：{problem}。")
        refuse("gate.malformed_json", message, file, line=problem.lineno, problem=problem.msg)
    except (ValueError, RecursionError) as problem:
        message = Text("Expected plain JSON: {problem}.", "JSON 内容不被接受：{problem}。")
        refuse("gate.json_content", message, file, problem=str(problem)[:200])


def _check_depth(file: str, text: str, limits: Limits) -> None:
    depth = 0
    for mark in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text):
        if mark[0] in "[{":
            depth += 1
            if depth > limits.max_depth:
                message = Text("Expected at most {limit} nested levels.", "嵌套层数不得超过 {limit}。")
                refuse("gate.depth", message, file, line=text.count("\n", 0, mark.start()) + 1, limit=limits.max_depth)
        elif mark[0] in "]}":
            depth -= 1


def _distinct_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key “{twice[:60]}” stands twice in one object")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")
