"""Two processes act on the same user task at the same moment, again and again. Argument: how many pairs."""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections import Counter
from typing import Any

from django.core.management import call_command
from django.db import connections

from engine.actor import SYSTEM
from engine.commands.start_instance import StartInstance, start_instance
from tests.faults.prepare import deploy
from tests.faults.racer import racer


def prepare(count: int) -> tuple[list[tuple[str, Any, Any]], int]:
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    deploy()
    organisation = 1
    pairs = []
    ways = ["complete"] * count + ["claim", "cancel"] * (count // 10)
    for number, way in enumerate(ways):
        started = start_instance(StartInstance(SYSTEM, "shift", organisation, {"to_organisation_id": 2}, f"R-{number}"))
        pairs.append((way, started.opened_user_tasks[0], started.instance_id))
    connections.close_all()
    return pairs, organisation


def main() -> None:
    pairs, organisation = prepare(int(sys.argv[1]))
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(2), context.Queue()
    racers = [
        context.Process(target=racer, args=(number, pairs, organisation, barrier, results), daemon=True) for number in range(2)
    ]
    for process in racers:
        process.start()
    outcomes: dict[int, list[str]] = {index: [] for index in range(len(pairs))}
    for _answer in range(2 * len(pairs)):
        index, outcome = results.get(timeout=600)
        outcomes[index].append(outcome)
    for process in racers:
        process.join(30)
    by_way = Counter(f"{pairs[index][0]}: {' + '.join(sorted(pair))}" for index, pair in outcomes.items())
    print(json.dumps({"pairs": by_way}))


if __name__ == "__main__":
    main()
