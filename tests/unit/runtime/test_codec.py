"""Stored states: small, checked, versioned."""

from __future__ import annotations

import pytest

from engine.errors import EngineError
from engine.runtime import StateUnreadable, decode_state, encode_state
from tests.unit.runtime.instance import Instance


def test_a_state_survives_being_stored():
    instance = Instance("messages", "boundary", business_key="R1", starter_id=3, organisation_id=4, zone="Asia/Shanghai")
    instance.send("InterimNote", {"note": "危急值"})
    state = decode_state(instance.text)
    assert (state.business_key, state.starter_id, state.organisation_id, state.zone) == ("R1", 3, 4, "Asia/Shanghai")
    assert state.variables()["notes"] == ["危急值"]
    assert encode_state(state) == instance.text


DAMAGE = {
    "foreign version": lambda text: "3" + text[1:],
    "changed": lambda text: text.replace("R1", "R2"),
    "cut": lambda text: text[:-1],
    "empty": lambda text: "",
    "other JSON": lambda text: "{}",
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_or_foreign_state_is_refused(change):
    text = Instance("messages", "boundary", business_key="R1").text
    with pytest.raises(StateUnreadable):
        decode_state(change(text))
    assert issubclass(StateUnreadable, EngineError)


def test_names_of_the_engine_are_readable_in_expressions():
    instance = Instance("messages", business_key="R9", variables={"referral_number": 1, "to_organisation_id": 2, "urgency": ""})
    instance.send("ReferralDecision")
    assert instance.messages[1].correlation_key == "R9"


def test_a_state_of_the_version_before_is_read():
    import json
    from zlib import crc32

    instance = Instance("messages", "boundary", business_key="R1")
    row = json.loads(instance.text.partition(":")[2].partition(":")[2])
    row[-1] = {"review": 7}
    body = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    old = f"1:{crc32(body.encode()):08x}:{body}"
    assert encode_state(decode_state(old)) == instance.text
