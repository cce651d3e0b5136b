import pytest

pytestmark = pytest.mark.faults


def test_of_two_who_act_at_once_one_succeeds_and_one_is_refused(installation, size, table):
    found = installation.script("tests.faults.race", str(size["pairs"]), timeout=7200)
    print(f"races ({'PostgreSQL' if installation.is_postgresql else 'SQLite'}): {found['pairs']}")
    right = sum(count for outcome, count in found["pairs"].items() if outcome.endswith(": 409 + done"))
    table("races", f"{sum(found['pairs'].values())} pairs", f"{right} with one success and one 409", "all")
    others = size["pairs"] // 10
    assert found["pairs"] == {
        "complete: 409 + done": size["pairs"],
        "claim: 409 + done": others,
        "cancel: 409 + done": others,
    }
