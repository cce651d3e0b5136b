"""The models that ship with the product, as deployments: file name → bytes, exactly as they stand on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
REHEARSALS = FOLDER / "rehearsals"  # <family>.json: what rehearsing it found, so that a first start need not
SUFFIXES = (".bpmn", ".dmn", ".form.json")


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """One deployment: what a family's folder holds runs together. `key` is the folder's name."""

    key: str
    name: str
    files: Mapping[str, bytes]


# Folder → name of the deployment. A family is added here and nowhere else.
FAMILIES: Mapping[str, str] = {
    "referral": "Two-way referral 双向转诊",
    "outpatient": "Outpatient flow 门诊流程",
}


def shipped_models() -> tuple[ShippedModel, ...]:
    """Every shipped deployment, in the order of `FAMILIES`."""
    return tuple(load(key) for key in FAMILIES)


def load(key: str) -> ShippedModel:
    """One family's deployment. Raises: KeyError for a family that is not shipped."""
    name = FAMILIES[key]
    paths = sorted(path for path in (FOLDER / key).iterdir() if path.name.endswith(SUFFIXES))
    return ShippedModel(key, name, {path.name: path.read_bytes() for path in paths})


@cache
def shipped_rehearsal(content_hash: str) -> dict[str, Any] | None:
    """The rehearsal of shipped files with this hash as `Rehearsal.as_dict` gave it; None if they were changed since."""
    for key in FAMILIES:
        path = REHEARSALS / f"{key}.json"
        if path.exists():
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if found["content_hash"] == content_hash:
                return found
    return None
