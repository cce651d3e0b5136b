from __future__ import annotations

import pytest

from tests.processes.referral.region import Region


@pytest.fixture
def region() -> Region:
    """Hexi, Yuanshan and TCM on 2 March 2026, 08:00 in Shanghai, with nothing going on."""
    return Region()
