"""How far a rehearsal goes: what was left out because of a limit is said in its result."""

from __future__ import annotations

from dataclasses import dataclass

from engine.runtime.budget import DEFAULT, Budget


@dataclass(frozen=True, slots=True)
class Limits:
    worlds: int = 12_000  # situations looked at
    steps: int = 400  # acts of one path
    paths: int = 60  # run on both engines and kept in the result
    quiet: int = 2_500  # situations without news after everything was reached
    seconds: float = 25.0  # of computing while exploring; only these two make a result depend on the machine
    reference_seconds: float = 15.0  # of computing on the second engine
    budget: Budget = DEFAULT


USUAL = Limits()
