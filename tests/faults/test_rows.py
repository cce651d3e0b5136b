"""The other rows of the reliability table: timers after downtime, clock, messages, poison."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.faults


def test_timers_that_came_due_while_everything_was_down_fire_once_each_within_a_minute(shared, size, table):
    # given timers that came due within ten minutes without worker
    count = size["timers"]
    assert shared.script("tests.faults.rows", "arm", str(count), timeout=3000)["armed"] == count

    # when worker and beat come back
    began = time.monotonic()
    shared.start("worker")
    shared.start("beat")
    while shared.script("tests.faults.rows", "armed", "0")["armed"] and time.monotonic() - began < 300:
        time.sleep(0.5)
    seconds = time.monotonic() - began
    shared.stop()

    # then
    found = shared.script("tests.faults.rows", "fired_once", "0")
    table(
        "timers due while down",
        f"{count} timers",
        f"{found['fired'].get('1', 0)} once, all within {seconds:.0f} s",
        "once, ≤ 60 s",
    )
    assert found == {"fired": {"1": count}, "incidents": 0}
    if size["timed"]:
        assert seconds <= 60


def test_a_clock_that_jumps_fires_nothing_early_and_nothing_twice(shared, size, table):
    found = shared.script("tests.faults.rows", "jumps", str(size["jumps"]), timeout=3000)
    table("clock jumps ± 1 h", f"{found['timers']} timers", f"{found['once']} once, {found['early']} early", "0 early, 0 double")
    assert (found["once"], found["early"]) == (size["jumps"], 0)


def test_messages_that_come_early_twice_or_out_of_order_are_applied_once(shared, size, table):
    count = size["messages"]
    found = shared.script("tests.faults.rows", "messages", str(count), timeout=3000)
    table(
        "messages early, twice, out of order",
        f"{count} each",
        f"{found['early']}, {found['twice']}, {found['order']} once",
        "all once",
    )
    assert found == {"early": count, "twice": count, "order": count, "left": 0}


def test_poison_becomes_an_incident_and_neighbours_go_on(shared, size, table):
    found = shared.script("tests.faults.rows", "poison", str(size["neighbours"]), timeout=3000)
    slowest = max(found["seconds"].values())
    table("poison", f"{len(found['seconds'])} kinds", f"incident after {slowest:.1f} s at most", "≤ 10 s")
    shown = f"p99 × {found['ratio']} ({found['p99_beside_ms']:.0f} ms)"
    table(
        "  its neighbours", f"{size['neighbours']} completions", shown, "< 2 ×" if shared.is_postgresql else "one writer: ≤ 2 s"
    )
    assert found["incidents"] == len(found["seconds"])
    if size["timed"]:
        assert slowest <= 10
        if shared.is_postgresql:
            assert found["ratio"] < 2
        else:  # SQLite has one writer: whoever comes meanwhile waits for the step that runs into its budget
            assert found["p99_beside_ms"] <= 2_000
