"""`make conformance`: suites that others wrote, run by the yardstick beside the project, held against what was reached before.

A count may rise and never fall: a better one is written to ratchet.json with `--write`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.conformance import decision_libraries

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CARELANE_SHARED", ROOT.parent / "shared"))
RATCHET = Path(__file__).parent / "ratchet.json"


ADAPTER = "tests.conformance.yardstick_adapter"


def run(
    script: str,
    *arguments: str,
    results: Path,
    adapter: str = ADAPTER,
    more: Mapping[str, str] = MappingProxyType({}),
    patience: int = 900,
) -> str:
    yardstick = SHARED / "yardstick"
    environment = {
        **os.environ,
        **more,
        "YARDSTICK_ENGINE": adapter,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(yardstick), os.environ.get("PYTHONPATH", ""))),
        "SUITES_ROOT": str(SHARED / "suites"),
        "RESULTS_DIR": str(results),
    }
    command = [sys.executable, script, *arguments]
    done = subprocess.run(command, cwd=yardstick, env=environment, capture_output=True, text=True, timeout=patience, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{script} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(printed: str) -> dict[str, tuple[int, int]]:
    """What the yardstick prints at the end: how many of how many, by name."""
    return {name: (int(ok), int(of)) for name, ok, of in re.findall(r"^(\S+)\s+(\d+) of\s+(\d+)$", printed, re.MULTILINE)}


def decision_levels(
    adapter: str = ADAPTER, more: Mapping[str, str] = MappingProxyType({}), patience: int = 900
) -> dict[str, tuple[int, int]]:
    """Cases of the DMN TCK that an adapter passes, by level."""
    with tempfile.TemporaryDirectory() as folder:
        return counts(run("run_dmn_tck.py", results=Path(folder), adapter=adapter, more=more, patience=patience))


def measure() -> dict[str, tuple[int, int]]:
    """What was reached, of how many, by figure."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder)
        betsy = run("run_betsy.py", results=results)
        run("run_drive.py", "--suite", "miwg", results=results)
        driven = rows(results / "drive.csv")
        run("parse_all.py", "--suite", "miwg", results=results)
        parsed = rows(results / "parse.csv")
    totals, levels = counts(betsy), decision_levels()
    ended = Counter(row["status"] for row in driven)["COMPLETED"]
    read = [row for row in parsed if row["mode"] == "forced"]
    whole = sum(row["status"] == "OK" and not row["dropped"].strip() for row in read)
    lost = sum(bool(row["dropped"].strip()) for row in parsed)
    return {
        "betsy cases right": totals["TOTAL"],
        "betsy invalid models refused (as they are)": totals["constraints-plain"],
        "MIWG runs that ended": (ended, len(driven)),
        "MIWG files read whole": (whole, len(read)),
        "MIWG files without silent loss": (len(parsed) - lost, len(parsed)),
        "DMN TCK level 2": levels["compliance-level-2"],
        "DMN TCK level 3": levels["compliance-level-3"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep better counts in ratchet.json")
    options = parser.parse_args()
    if not (SHARED / "yardstick").is_dir():
        print(f"skipped: the public suites are not at {SHARED} (CARELANE_SHARED names another place)")
        return 0
    kept: dict[str, int] = json.loads(RATCHET.read_text(encoding="utf-8")) if RATCHET.exists() else {}
    reached = measure()
    print("| figure | reached | of | before |\n|---|---|---|---|")
    for name, (count, total) in reached.items():
        print(f"| {name} | {count} | {total} | {kept.get(name, '')} |")
    print("\nDecisions, side by side:\n| library | level 2 | level 3 |\n|---|---|---|")
    print(decision_libraries.row("this", {str(level): reached[f"DMN TCK level {level}"] for level in (2, 3)}))
    print(
        decision_libraries.row(
            "SpiffWorkflow", decision_levels(decision_libraries.ADAPTER, {decision_libraries.LIBRARY: "SpiffWorkflow"})
        )
    )
    for library, levels in decision_libraries.KEPT.items():
        print(decision_libraries.row(f"{library} (kept)", levels))
    fallen = [name for name, (count, _total) in reached.items() if count < kept.get(name, 0)]
    for name in fallen:
        print(f"fallen: {name}: {reached[name][0]}, was {kept[name]}")
    if options.write and not fallen:
        best = {name: count for name, (count, _total) in reached.items()}
        RATCHET.write_text(json.dumps(best, indent=2) + "\n", encoding="utf-8")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
