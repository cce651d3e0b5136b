"""Collects `@pytest.mark.proves(element, position)`: `python -m tests.conformance.proofs tests/unit/runtime` prints JSON."""

from __future__ import annotations

import json
import sys

import pytest


class Proofs:
    """A pytest plugin that only listens to what was collected."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("proves"):
                element, position = (*mark.args, "")[:2]
                path, _, name = item.nodeid.partition("::")
                self.found.setdefault((element, position), f"{path}::{name.partition('[')[0]}")


def main() -> int:
    proofs = Proofs()
    pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[1:]], plugins=[proofs])
    print()
    print(json.dumps([[*cell, test] for cell, test in sorted(proofs.found.items())]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
