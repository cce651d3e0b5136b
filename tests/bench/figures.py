"""A measured figure against its bar, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    what: str
    value: str
    bar: str
    is_reached: bool | None  # None: there is no bar, or it was not measured
    detail: str = ""


def at_most(what: str, value: float, bar: float, detail: str, *, unit: str = "") -> Figure:
    return Figure(what, shown(value) + unit, f"≤ {bar:g}{unit}", value <= bar, detail)


def at_least(what: str, value: float, bar: float, detail: str, *, unit: str = "") -> Figure:
    return Figure(what, shown(value) + unit, f"≥ {bar:,g}{unit}", value >= bar, detail)


def skipped(what: str, why: str) -> Figure:
    return Figure(what, "not measured", "", None, why)


def shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def table(rows: Iterable[Figure]) -> str:
    lines = ["| what | figure | bar | reached | this run |", "|---|---|---|---|---|"]
    words = {True: "yes", False: "**no**", None: "–"}
    lines += [f"| {row.what} | {row.value} | {row.bar} | {words[row.is_reached]} | {row.detail} |" for row in rows]
    return "\n".join(lines)
