"""Short files and functions: a ratchet. What is longer today stands here with its length, may shrink, and must not grow.

Something that became short enough leaves the list; a new long thing is split instead of listed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "bpmn", "engine", "workflows", "webui")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Longer today, and by how much: shorten them, never lengthen them.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {"engine/model/forms/field_rules.py::read_bounds": 45}

FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"})


def modules() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not {"node_modules", "migrations"} & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), path


def functions(name: str, path: Path) -> Iterator[tuple[str, int]]:
    """Qualified name and length in lines, decorators not counted."""
    waiting: list[tuple[str, ast.AST]] = [("", ast.parse(path.read_text(encoding="utf-8")))]
    while waiting:
        prefix, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}::{prefix}{child.name}", (child.end_lineno or child.lineno) - child.lineno + 1
            inner = f"{prefix}{child.name}." if isinstance(child, ast.ClassDef | ast.FunctionDef) else prefix
            waiting.append((inner, child))


def compared(found: dict[str, int], listed: dict[str, int]) -> dict[str, str]:
    """What is wrong: new, grown, or no longer worth its place in the list."""
    wrong = {
        name: f"{length} lines, at most {listed[name]}" for name, length in found.items() if length > listed.get(name, length)
    }
    wrong |= {name: f"{length} lines: split it" for name, length in found.items() if name not in listed}
    wrong |= {name: "short enough now: take it off the list" for name in listed if name not in found}
    return wrong


def test_files_stay_short() -> None:
    # when
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    long = {name: length for name, length in lengths.items() if length > LONGEST_FILE}

    # then
    assert compared(long, LONG_FILES) == {}


def test_functions_stay_short() -> None:
    # when
    long = {name: length for module, path in modules() for name, length in functions(module, path) if length > LONGEST_FUNCTION}

    # then
    assert compared(long, LONG_FUNCTIONS) == {}


def test_names_say_what_a_module_is_for() -> None:
    # when
    vague = [name for name, path in modules() if FORBIDDEN_NAMES & {path.stem, *path.relative_to(ROOT).parts[:-1]}]

    # then
    assert vague == []
