"""SIGKILL to web, worker and beat at random moments under load."""

from __future__ import annotations

import json
import random
import threading
import time

import pytest

from tests.faults.clients import Client
from tests.faults.effects.deaths import STEPS

pytestmark = pytest.mark.faults


def test_nothing_acknowledged_is_lost_and_no_effect_happens_twice(installation, receiver, size, table):
    # given a running installation under load from six clients
    told = installation.script("tests.faults.prepare")
    installation.start_all()
    stop = threading.Event()
    clients = [Client(installation.url, told, stop) for _ in range(6)]
    for client in clients:
        client.start()

    # when its processes are killed again and again
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    kills = {"web": 0, "worker": 0, "beat": 0}
    every = max(1, size["kills"] // size["wipes"])
    for number in range(size["kills"]):
        if number % every == 0:
            installation.wipe_broker()
        name = ("web", "worker", "beat")[number % 3]
        time.sleep(chance.uniform(0.2, 1.5))
        installation.kill(name)
        kills[name] += 1
        installation.start(name)
        if name == "web":
            installation.wait_for_page()  # so that the next kills, too, meet work in progress
    stop.set()
    for client in clients:
        client.join(240)

    # then everything that was acknowledged is there once, and every instance ends
    acknowledged = {
        "started": [key for client in clients for key in client.started],
        "completed": [pair for client in clients for pair in client.completed],
    }
    report = installation.folder / "acknowledged.json"
    report.write_text(json.dumps(acknowledged))
    found = settle(installation, str(report))
    shown = {**found, "outside": len(found["outside"])}
    repeated = sum(count > 1 for count in receiver.requests.values())
    print(f"kills {kills} (seed {seed}): {shown}; outside: {len(receiver.effects)} effects, {repeated} delivered again")
    rebuilt = installation.script("tests.faults.rows", "replay", "0", timeout=3000)
    lost = len(found["lost_starts"]) + len(found["lost_completions"])
    doubled = len(found["double_effects"]) + len(found["double_completions"]) + found["double_starts"]
    table(
        "kills of web, worker and beat",
        f"{sum(kills.values())}",
        f"{found['acknowledged_completions']} acknowledged, {lost} lost, {doubled} double, {found['unfinished']} unfinished",
        "0 lost, 0 double",
    )
    table(
        "  effects outside the database", f"{len(receiver.effects)}", f"{repeated} delivered again, 0 done again", "once per key"
    )
    table("broker wiped in mid-load", f"{-(-size['kills'] // every)} times", f"{lost} lost", "0 lost")
    table("rebuilt from history", f"{rebuilt['instances']}", f"{len(rebuilt['diverging'])} diverge", "0")
    refusals = [line for client in clients for line in client.refusals]
    assert refusals == []
    assert found["acknowledged_completions"] >= size["kills"], "there was hardly any load"
    for lost in ("lost_starts", "lost_completions", "double_completions", "double_effects", "broken_histories", "incidents"):
        assert found[lost] == [], lost
    assert found["missing_effects"] == 0
    assert found["double_starts"] == 0
    assert found["not_completed"] == 0
    assert (rebuilt["diverging"], rebuilt["broken"]) == ([], [])
    # and outside the database each was delivered, under one key however often
    assert receiver.contradictions == []
    assert sorted(receiver.effects.values()) == found["outside"], "a visit without its effect, or under two keys"
    assert (found["jobs_left"], found["outbox_left"], found["messages_left"]) == (0, 0, 0)


def test_a_death_at_every_named_step_loses_and_doubles_nothing(installation, receiver, table):
    # given processes of which each dies once at each of its steps
    told = installation.script("tests.faults.prepare")
    died = installation.folder / "deaths"
    died.mkdir()
    installation.environment["FAULTS_DEATHS"] = str(died)
    installation.start_all()
    stop = threading.Event()
    clients = [Client(installation.url, told, stop) for _ in range(3)]
    for client in clients:
        client.start()

    # when whatever died is started again, until all steps have had their death
    end = time.monotonic() + 120
    while time.monotonic() < end and {path.name for path in died.iterdir()} != set(STEPS):
        installation.revive()
        time.sleep(0.1)
    stop.set()
    while any(client.is_alive() for client in clients) and time.monotonic() < end + 240:
        installation.revive()
        time.sleep(0.1)

    # then nothing is missing and nothing there twice
    assert {path.name for path in died.iterdir()} == set(STEPS), "a step that nobody came to"
    report = installation.folder / "acknowledged.json"
    started = [key for client in clients for key in client.started]
    completed = [pair for client in clients for pair in client.completed]
    report.write_text(json.dumps({"started": started, "completed": completed}))
    found = settle(installation, str(report))
    table("deaths at named steps", f"{len(STEPS)}", f"{len(found['double_effects'])} double effects", "0 lost, 0 double")
    for wrong in ("lost_starts", "lost_completions", "double_completions", "double_effects", "broken_histories", "incidents"):
        assert found[wrong] == [], wrong
    assert (found["missing_effects"], found["double_starts"], found["not_completed"], found["outbox_left"]) == (0, 0, 0, 0)
    # and the effect outside, whose worker died before it could write that it was done, came again under the same key
    assert max(receiver.requests.values()) > 1
    assert sorted(receiver.effects.values()) == found["outside"]
    assert receiver.contradictions == []


def settle(installation, report: str, seconds: float = 120):
    """Wait until nothing runs any more: leases of killed workers end after a minute."""
    end = time.monotonic() + seconds
    while True:
        found = installation.script("tests.faults.verify", report)
        if (found["unfinished"] == 0 and found["outbox_left"] == 0) or time.monotonic() > end:
            return found
        time.sleep(3)
