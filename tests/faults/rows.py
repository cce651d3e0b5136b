"""Rows of the reliability table that need a database and one process: `tests.faults.script tests.faults.rows <row> <count>`.

Each prints what it found as JSON; the tests hold it against the bar.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from engine import clock
from engine.actor import SYSTEM
from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deployments import ReviewDeployment, SaveDraft, publish_deployment, save_draft, submit_deployment
from engine.commands.start_instance import StartInstance, start_instance
from engine.jobs import sweep_until_idle
from engine.models import Incident, Message, ProcessInstance, Timer, UserTask
from engine.queries.recorded_events import first_broken_link, recorded_events
from engine.replay import rebuilt_state

MODELS = Path(__file__).parent / "models"
PLACE = 1


def prepare(*names: str) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    for name in names:
        files = {f"{name}.bpmn": (MODELS / f"{name}.bpmn").read_bytes()}
        draft = save_draft(SaveDraft(SYSTEM, name, name, files))
        submit_deployment(ReviewDeployment(SYSTEM, draft.pk))
        publish_deployment(ReviewDeployment(SYSTEM, draft.pk))


class Hand:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def fired(instance_ids: Any) -> list[tuple[datetime, datetime]]:
    """(due, fired) of every timer that fired."""
    found = []
    for instance_id in instance_ids:
        for event in recorded_events(instance_id):
            if event.kind == "timer_fired":
                found.append((datetime.fromisoformat(event.data["due_at"]), event.at))
    return found


def arm(count: int) -> dict[str, Any]:
    """Timers that came due while nothing ran: started ten minutes ago, due within the five minutes after."""
    prepare("wait")
    hand = Hand(datetime.now(UTC) - timedelta(minutes=10))
    with clock.fixed(hand):
        for number in range(count):
            start_instance(StartInstance(SYSTEM, "wait", PLACE, {"delay": f"PT{number % 300 + 1}S"}, f"T-{number}"))
    return {"armed": Timer.objects.count()}


def armed(_count: int) -> dict[str, Any]:
    return {"armed": Timer.objects.count()}


def fired_once(_count: int) -> dict[str, Any]:
    keys = ProcessInstance.objects.filter(business_key__startswith="T-").values_list("pk", flat=True)
    found = Counter(len(fired([key])) for key in keys)
    return {"fired": {str(times): count for times, count in found.items()}, "incidents": Incident.objects.count()}


def jumps(count: int) -> dict[str, Any]:
    """The clock jumps an hour forth and back between sweeps; timers of half an hour to six hours."""
    prepare("wait")
    chance, seed = random.Random(7), 7
    hand = Hand(datetime(2026, 3, 2, tzinfo=UTC))
    with clock.fixed(hand):
        started = [
            start_instance(StartInstance(SYSTEM, "wait", PLACE, {"delay": f"PT{chance.randint(30, 360)}M"}, f"J-{number}"))
            for number in range(count)
        ]
        while Timer.objects.exists():
            hand.now += chance.choice([timedelta(hours=1), -timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=5)])
            sweep_until_idle()
    each = Counter(len(fired([one.instance_id])) for one in started)
    moments = fired(one.instance_id for one in started)
    return {"seed": seed, "timers": count, "once": each[1], "early": sum(due > at for due, at in moments)}


def messages(count: int) -> dict[str, Any]:
    """`count` each: early (before anybody waits), twice (the same key), out of order (the second before the first)."""
    prepare("wait")
    cases = {way: [f"{way}-{number}" for number in range(count)] for way in ("early", "twice", "order")}
    begun = {
        key: start_instance(StartInstance(SYSTEM, "listen", PLACE, {}, key)).opened_user_tasks[0]
        for keys in cases.values()
        for key in keys
    }

    def begin(key: str) -> None:
        complete_user_task(CompleteUserTask(SYSTEM, begun[key], {}))

    def send(key: str, name: str) -> None:
        deliver_message(DeliverMessage(f"{key}:{name}", name, key, PLACE, {"told": name}))

    for key in cases["early"]:
        send(key, "One")
        begin(key)
        sweep_until_idle()
        send(key, "Two")
    for key in cases["twice"]:
        begin(key)
        for name in ("One", "One", "Two", "Two"):
            send(key, name)
    for key in cases["order"]:
        begin(key)
        send(key, "Two")
        send(key, "One")
    sweep_until_idle()
    return {way: applied_once(keys) for way, keys in cases.items()} | {"left": Message.objects.exclude(state="applied").count()}


def applied_once(business_keys: list[str]) -> int:
    """Instances that ended and heard each of both messages once, in their order."""
    rows = ProcessInstance.objects.filter(business_key__in=business_keys, status="completed")
    heard = ([e.data["name"] for e in recorded_events(row.pk) if e.kind == "message_received"] for row in rows)
    return sum(names == ["One", "Two"] for names in heard)


def poison(count: int) -> dict[str, Any]:
    """Each poison becomes an incident within seconds; neighbours complete their tasks meanwhile, measured alone and beside it."""
    prepare("wait", "poison", "recursion")
    sick = ("endless_loop", "failing_service", "no_matching_flow", "costly_expression", "recursion")
    alone = latencies(count, ())
    seconds: dict[str, float] = {}
    for name in sick:
        began = time.monotonic()
        started = start_instance(StartInstance(SYSTEM, name, PLACE, {"colour": "green"}, name))
        while not Incident.objects.filter(instance_id=started.instance_id).exists() and time.monotonic() - began < 30:
            sweep_until_idle()
            time.sleep(0.05)
        seconds[name] = round(time.monotonic() - began, 2)
    beside = latencies(count, sick)
    return {
        "seconds": seconds,
        "incidents": Incident.objects.filter(instance__business_key__in=sick, state="open").count(),
        "p99_alone_ms": p99(alone),
        "p99_beside_ms": p99(beside),
        "ratio": round(p99(beside) / p99(alone), 2),
    }


def latencies(count: int, sick: tuple[str, ...]) -> list[float]:
    """CPU-bound poison runs in another process, as it does in another worker."""
    import subprocess

    command = [sys.executable, "-m", "tests.faults.script", "tests.faults.rows", "sicken", "1000000"]
    ill = subprocess.Popen(command, stdout=subprocess.DEVNULL) if sick else None
    try:
        if ill is not None:
            while not ProcessInstance.objects.filter(business_key="sicken").exists():
                time.sleep(0.05)
        found = []
        for number in range(count):
            task = start_instance(StartInstance(SYSTEM, "listen", PLACE, {}, f"N-{number}")).opened_user_tasks[0]
            began = time.perf_counter()
            complete_user_task(CompleteUserTask(SYSTEM, task, {}))
            found.append(time.perf_counter() - began)
        return found
    finally:
        if ill is not None:
            ill.kill()
            ill.wait()


def sicken(count: int) -> dict[str, Any]:
    """One endless loop after the other until killed, as many a second as a worker is given."""
    for _number in range(count):
        start_instance(StartInstance(SYSTEM, "endless_loop", PLACE, {}, "sicken"))
        time.sleep(0.2)
    return {}


def p99(seconds: list[float]) -> float:
    return round(1000 * sorted(seconds)[max(0, int(len(seconds) * 0.99) - 1)], 2)


def replay(_count: int) -> dict[str, Any]:
    """Every instance that the storm left behind: rebuilt from its history it is what is stored."""
    keys = list(ProcessInstance.objects.values_list("pk", "state"))
    return {
        "instances": len(keys),
        "diverging": [str(key) for key, state in keys if rebuilt_state(key) != state][:5],
        "broken": [str(key) for key, _state in keys if first_broken_link(key) is not None][:5],
        "open_tasks": UserTask.objects.filter(ended_at=None).count(),
    }


ROWS = {row.__name__: row for row in (arm, armed, fired_once, jumps, messages, poison, sicken, replay)}

if __name__ == "__main__":
    print(json.dumps(ROWS[sys.argv[1]](int(sys.argv[2]))))
