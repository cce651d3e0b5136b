"""Random sentences give a value or a refusal, in time; nothing else ever comes out."""

from __future__ import annotations

import pytest

from tests.unit.feel.fuzzing import KEPT, run_seed


@pytest.mark.parametrize("seed", KEPT)
def test_kept_seeds_hold(seed):
    assert run_seed(seed, 60) == []
