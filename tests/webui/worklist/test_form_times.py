"""Times of a form stand in the zone of its process, in both directions."""

from __future__ import annotations

import pytest

from webui.form_times import in_zone

SLOT = {"type": "datetime", "subtype": "datetime", "key": "slot_at", "timeSerializingFormat": "utc_offset"}
DAY = {"type": "datetime", "subtype": "date", "key": "valid_to"}
NOTE = {"type": "textfield", "key": "note"}


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-03-12T05:45:00Z", "2026-03-12T13:45:00"),
        ("2026-03-12T20:00:00-05:00", "2026-03-13T09:00:00"),
        ("2026-03-12T13:45:00", "2026-03-12T13:45:00"),  # already of that zone
        ("T", "T"),  # typed and refused: comes back as it was
    ],
)
def test_a_time_reads_as_in_the_zone(stored, shown):
    document = in_zone({"components": [{**SLOT, "defaultValue": stored}]}, {"slot_at": stored}, "Asia/Shanghai")
    [component] = document["schema"]["components"]
    assert (document["data"]["slot_at"], component["defaultValue"]) == (shown, shown)
    assert component["timeSerializingFormat"] == "no_timezone"
    assert document["zone"] == "Asia/Shanghai"


def test_days_and_texts_stay_as_they_are():
    data = {"valid_to": "2026-03-12", "note": "2026-03-12T05:45:00Z"}
    assert in_zone({"components": [DAY, NOTE]}, data, "Asia/Shanghai")["data"] == data


def test_groups_and_rows_are_reached():
    group = {"type": "group", "path": "visit", "components": [SLOT]}
    plain = {"type": "group", "components": [{**SLOT, "key": "seen_at"}]}
    rows = {"type": "dynamiclist", "path": "visits", "components": [SLOT]}
    at, local = "2026-03-12T05:45:00Z", "2026-03-12T13:45:00"
    data = {"visit": {"slot_at": at}, "seen_at": at, "visits": [{"slot_at": at}, {}]}
    shown = in_zone({"components": [group, plain, rows]}, data, "Asia/Shanghai")
    assert shown["data"] == {"visit": {"slot_at": local}, "seen_at": local, "visits": [{"slot_at": local}, {}]}
    assert shown["schema"]["components"][2]["components"][0]["timeSerializingFormat"] == "no_timezone"
