from __future__ import annotations

import pytest

from webui.sent_json import DEEPEST, NotStorable, read_json


def test_reads_what_can_be_stored():
    assert read_json('{"a": ["转诊", 1, null]}') == {"a": ["转诊", 1, None]}


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud800"',
        '"\\u0000"',
        '{"\\udfff": 1}',
        '["\\ud83d"]',
        "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2),
        "[" * 100_000,
    ],
)
def test_what_no_database_keeps_is_refused(text):
    with pytest.raises(NotStorable):
        read_json(text)


def test_what_is_no_json_is_refused():
    with pytest.raises(ValueError, match="Expecting"):
        read_json("{")
