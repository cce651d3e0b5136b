"""A short form of `make differential`, and what the long form found before."""

from __future__ import annotations

import pytest

from tests.conformance.differential import run


@pytest.mark.parametrize("first", range(1, 121, 60))
def test_random_processes_agree(first):
    # given sixty random processes
    found = [run(seed) for seed in range(first, first + 60)]
    # then each ends, on both engines alike or for a known reason, and neither storing nor replaying changes anything
    assert [each.seed for each in found if each.outcome != "completed"] == []
    assert [(each.seed, each.detail) for each in found if each.reference in ("unexplained", "refused")] == []
    assert [(each.seed, each.stored) for each in found if each.stored] == []
    assert [(each.seed, each.replayed) for each in found if each.replayed] == []


def test_the_engines_agree_on_nearly_all():
    """A fault that explained everything would explain nothing."""
    found = [run(seed).reference for seed in range(301, 361)]
    assert found.count("agrees") >= 55


def test_a_seed_draws_the_same_process_again():
    assert run(7) == run(7)
