"""A rehearsal in a process of its own: it takes seconds of computing that a worker's other threads should not wait for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST = 240.0  # seconds


class RehearsalFailed(Exception):
    """The rehearsal ended without a result."""


def rehearse_apart(files: Mapping[str, str]) -> dict[str, Any]:
    """The result of `rehearse` as JSON. Raises: RehearsalFailed."""
    command = [sys.executable, "-m", "engine.rehearsal"]
    try:
        done = subprocess.run(  # noqa: S603  our own module, the files go through standard input
            command, input=json.dumps(dict(files)), capture_output=True, text=True, timeout=LONGEST, cwd=ROOT, check=False
        )
        if done.returncode != 0:
            raise RehearsalFailed(done.stderr.strip()[-500:])
        result: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, OSError, ValueError) as error:
        raise RehearsalFailed(f"{type(error).__name__}: {error}"[:500]) from error
    return result
