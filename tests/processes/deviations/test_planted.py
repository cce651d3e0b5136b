"""Planted deviations are found, all of them and nothing else: precision and recall over scripted cases. `-s` prints the table."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from tests.processes.deviations.cases import Planted, all_cases
from tests.processes.deviations.recording import World
from tests.processes.deviations.visits import PlantedVisit, Visit, all_visits
from workflows.deviations.registry import RULES

CASES = all_cases()
VISITS = all_visits()


@pytest.fixture(scope="module")
def results() -> list[tuple[Planted | PlantedVisit, Counter[str]]]:
    played: list[tuple[Planted | PlantedVisit, Counter[str]]] = []
    for case in CASES:
        world = World()
        case.play(world)
        played.append((case, world.found()))
    for planted in VISITS:
        visit = Visit()
        planted.play(visit)
        played.append((planted, visit.found()))
    return played


def test_there_are_enough_cases_and_no_two_are_the_same():
    assert len(CASES) >= 200
    assert len({case.name for case in (*CASES, *VISITS)}) == len(CASES) + len(VISITS)


def test_every_rule_is_hit_and_missed(results):
    for rule in RULES:
        hits = [case for case, found in results if found[rule.code]]
        assert hits, rule.code
        assert len(hits) < len(results), rule.code


def test_everything_planted_is_found_and_nothing_else(results):
    wrong = {}
    figures: dict[str, Counter[str]] = defaultdict(Counter)
    for case, found in results:
        expected = Counter(case.expected)
        if found != expected:
            wrong[case.name] = f"expected {dict(expected)}, found {dict(found)}"
        for rule in RULES:
            both = min(expected[rule.code], found[rule.code])
            row = figures[rule.code]
            row["true"] += both
            row["false"] += found[rule.code] - both
            row["missed"] += expected[rule.code] - both
            row["clean"] += not expected[rule.code] and not found[rule.code]
    headings = ("planted", "found", "false", "clean", "precision", "recall")
    print(f"\n{len(results)} scripted cases\n{'rule':28}" + "".join(f"{heading:>11}" for heading in headings))
    for rule in RULES:
        row = figures[rule.code]
        planted, shares = row["true"] + row["missed"], (share(row["true"], row["false"]), share(row["true"], row["missed"]))
        cells = (planted, row["true"], row["false"], row["clean"], *shares)
        print(f"{rule.code:28}" + "".join(f"{cell!s:>11}" for cell in cells))
    assert wrong == {}


def share(good: int, bad: int) -> str:
    return f"{100 * good / (good + bad):.1f} %" if good + bad else "none"
