from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.runtime import compact_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(value=VALUES)
def test_is_the_text_that_json_writes(value):
    assert compact_json.encode(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_refuses_what_json_has_no_word_for():
    with pytest.raises(TypeError, match="Decimal"):
        compact_json.encode({"dose": Decimal("1.5")})
