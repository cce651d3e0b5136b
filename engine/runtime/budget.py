"""How much one advance may take: over it, the running token stops with an incident instead of hanging its worker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    steps: int = 20_000  # nodes entered or completed in one advance
    instances: int = 10_000  # of one multi-instance activity
    expression_steps: int = 5_000_000  # of all expressions of one advance: many that are cheap enough must not add up to a hang
    depth: int = 50  # scopes inside each other: sub-processes and calls
    variable_bytes: int = 2_000_000  # all variables of the instance, as JSON, roughly
    written_bytes: int = 50_000_000  # written into variables in one advance: what is written over and over fills the history


DEFAULT = Budget()
