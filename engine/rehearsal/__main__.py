"""`python -m engine.rehearsal`: files as JSON on standard input, the result as JSON on standard output. A process of its own."""

from __future__ import annotations

import json
import os
import sys

from engine.rehearsal import rehearse


def main() -> None:
    os.nice(10)  # people's work goes first
    files = {name: text.encode() for name, text in json.load(sys.stdin).items()}
    json.dump(rehearse(files).as_dict(), sys.stdout, ensure_ascii=False, separators=(",", ":"))


main()
