from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.hostile import watching


@pytest.fixture(autouse=True)
def nothing_is_executed() -> Iterator[None]:
    with watching.nothing_is_executed():
        yield
