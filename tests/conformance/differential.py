"""`make differential`: random processes on two engines, through stored states, and again from recorded commands.

    python -m tests.conformance.differential --models 10000 --seed 1

Prints a table; ends with 1 if anything differs without a known reason. A seed that is printed draws the same process again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import django

from engine.model import read_deployment
from engine.model.process_model import ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.reference.driver import Difference, Reference
from engine.rehearsal.reference.faults import known
from engine.rehearsal.reference.oracle import Log, listening
from engine.rehearsal.world import Watch
from engine.runtime import advance, commands, decode_state, encode_state
from tests.conformance.random_processes import random_process
from tests.unit.runtime.instance import NOW, Instance

MOST_COMMANDS = 4_000


@dataclass
class Outcome:
    seed: int
    commands: int = 0
    outcome: str = ""
    stored: str = ""  # what differs between stored states and the straight run
    replayed: str = ""  # what differs between the run and its replay from recorded commands
    reference: str = ""  # agrees, refused, a fault's id, or "unexplained"
    detail: str = ""
    tags: Counter[str] = field(default_factory=Counter)


@dataclass
class Recorded:
    """A command as the history keeps it: JSON, with the moment."""

    at: datetime
    text: str

    @classmethod
    def of(cls, command: commands.Command, at: datetime) -> Recorded:
        from engine.replay import event_of  # beside the engine's tables: not before Django is set up

        return cls(at, json.dumps(event_of(command).data))

    def command(self) -> commands.Command:
        from engine.replay import command_of

        return command_of(json.loads(self.text))


def choices(instance: Instance, dice: random.Random) -> Iterator[tuple[Act, commands.Command]]:
    """What the world may do next: at each place with what was opened first."""
    seen: set[str] = set()
    for token, task in instance.user_tasks.items():
        if task.activity_id not in seen:
            seen.add(task.activity_id)
            yield Act("complete", 0, task.activity_id), commands.CompleteUserTask(token, {"v0": dice.randrange(3)})
    for token, job in instance.jobs.items():
        if job.activity_id not in seen:
            seen.add(job.activity_id)
            yield Act("job", 0, job.activity_id), commands.CompleteJob(token, {"v1": dice.randrange(9)})
            if instance.model.node(job.activity_id).boundary:  # type: ignore[attr-defined]
                yield Act("error", 0, job.activity_id, code="E"), commands.ThrowError(token, "E")
    for number, each in sorted(instance.subscriptions.items()):
        if each.activity_id not in seen:
            seen.add(each.activity_id)
            yield Act("message", 0, each.activity_id), commands.DeliverMessage(number, {"v2": dice.randrange(9)})
    if instance.timers:
        number, timer = min(instance.timers.items(), key=lambda item: (item[1].due_at, item[0]))
        yield Act("timer", 0, timer.activity_id), commands.FireTimer(number)


def run(seed: int) -> Outcome:
    """Draw the process of this seed, run it, and hold the run against the three others."""
    dice = random.Random(seed)
    raw = random_process(dice)
    model = read_deployment({"random.bpmn": raw}).model
    found = Outcome(seed, tags=Counter(node.tag for node in model.nodes))
    log: Log = []
    instance = Instance(listening(model, log))
    recorded = [Recorded.of(commands.Start("p"), NOW)]
    watched = [_watch(Act("start", 0, "p"), instance, log)]
    straight = advance(model, None, commands.Start("p"), NOW).state
    while not instance.outcome and not instance.incidents and found.commands < MOST_COMMANDS:
        possible = list(choices(instance, dice))
        if not possible:
            break
        act, command = dice.choice(possible)
        if isinstance(command, commands.FireTimer):
            instance.now = max(instance.now, instance.timers[command.timer_id].due_at)
        recorded.append(Recorded.of(command, instance.now))
        result = instance.do(command)
        watched.append(_watch(act, instance, log))
        found.commands += 1
        other = advance(model, straight, command, instance.now)
        straight = other.state
        if (other.events, other.effects, encode_state(straight)) != (result.events, result.effects, instance.text):
            found.stored = found.stored or f"after {act.kind} {act.node}"
    found.outcome = instance.outcome or ", ".join(each.code for each in instance.incidents.values()) or "open"
    found.replayed = _replayed(model, recorded, instance)
    _compare(raw, model, watched, found)
    return found


def _watch(act: Act, instance: Instance, log: Log) -> Watch:
    opened = [each.activity_id for table in (instance.user_tasks, instance.jobs) for each in table.values()]  # type: ignore[attr-defined]
    watch = Watch(act, instance.last.events, list(log), opened, bool(instance.outcome))
    log.clear()
    return watch


def _replayed(model: ProcessModel, recorded: list[Recorded], instance: Instance) -> str:
    """The state rebuilt from what was recorded, each command read from its JSON."""
    text, events = "", []
    for entry in recorded:
        result = advance(model, decode_state(text) if text else None, entry.command(), entry.at)
        text = encode_state(result.state)
        events += result.events
    if text != instance.text:
        return "another state"
    return "" if events == instance.events else "another history"


def _compare(raw: bytes, model: ProcessModel, watched: list[Watch], found: Outcome) -> None:
    reference = Reference({"random.bpmn": raw}, model)
    if "p" in reference.refused:
        found.reference, found.detail = "refused", reference.refused["p"]
        return
    difference: Difference | None = reference.run("p", watched)
    if difference is None:
        found.reference = "agrees"
        return
    fault = known(model, watched, difference)
    found.reference = fault.id if fault is not None else "unexplained"
    at = f"{difference.act.kind} {difference.act.node}: " if difference.act else ""
    found.detail = at + difference.detail


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--shown", type=int, default=20, help="differences to print")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    began, totals, bad, commands_run = time.process_time(), Counter[str](), list[Outcome](), 0
    tags: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.models):
        found = run(seed)
        totals[f"reference: {found.reference}"] += 1
        totals[f"outcome: {found.outcome}"] += 1
        commands_run += found.commands
        tags += found.tags
        is_good = found.outcome == "completed" and found.reference not in ("unexplained", "refused")
        if found.stored or found.replayed or not is_good:
            bad.append(found)
    last, seconds = options.seed + options.models - 1, time.process_time() - began
    print(f"seeds {options.seed} to {last}; {commands_run} commands; {seconds:.0f} s of computing")
    print("| figure | count |\n|---|---|")
    print(f"| random models | {options.models} |")
    for name, count in sorted(totals.items()):
        print(f"| {name} | {count} |")
    print(f"| stored state differs | {sum(bool(each.stored) for each in bad)} |")
    print(f"| state rebuilt from recorded commands differs | {sum(bool(each.replayed) for each in bad)} |")
    print("elements drawn: " + ", ".join(f"{tag} {count}" for tag, count in tags.most_common()))
    for each in bad[: options.shown]:
        print(f"seed {each.seed}: {each.outcome}; {each.reference}; {each.stored} {each.replayed} {each.detail}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
