"""Random processes for the differential: blocks inside blocks, and graphs that are no blocks, each sound by construction.

Only constructs on which SpiffWorkflow is right are drawn; where chance still meets one of its known faults, that is recognised.
"""

from __future__ import annotations

import random
from typing import Any

from tests.unit.runtime.instance import HEAD
from tests.unit.runtime.random_models import Drawing, _timer

LEAVES = ("task", "user", "user", "script", "timer", "message", "service")
BLOCKS = (
    *("sequence", "sequence", "xor", "and", "or", "loop", "sub", "multi", "repeat", "deadline", "event"),
    *("error", "failing", "net", "machine", "called", "choice"),
)


class Process(Drawing):
    """A drawing with the blocks that the unit tests do not have."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice = dice
        self.others: list[str] = []  # processes that are called

    def _choice(self, blocks: list[Any]) -> tuple[str, str]:
        """A decision on what a person said."""
        ask, split, merge = self.node("userTask"), self.node("exclusiveGateway"), self.node("exclusiveGateway")
        self.flow(ask, split)
        for number, block in enumerate(blocks):
            first, last = self.block(block)
            flow = self.flow(split, first, "" if number == 0 else f"v0 = {number}")
            if number == 0:
                self.default(split, flow)
            self.flow(last, merge)
        return ask, merge

    def _error(self, blocks: list[Any]) -> tuple[str, str]:
        """A sub-process that may end with an error, caught at its boundary."""
        self.scopes.append([])
        start, split = self.node("startEvent"), self.node("exclusiveGateway")
        first, last = self.block(blocks[0])
        good, bad = self.node("endEvent"), self.node("endEvent", '<errorEventDefinition errorRef="E"/>')
        self.flow(start, first)
        self.flow(last, split)
        self.flow(split, bad, str(self.dice.random() < 0.5).lower())
        self.default(split, self.flow(split, good))
        activity, merge = self.node("subProcess", "".join(self.scopes.pop())), self.node("exclusiveGateway")
        self._caught(activity, merge, blocks[1], '<errorEventDefinition errorRef="E"/>')
        return activity, merge

    def _failing(self, blocks: list[Any]) -> tuple[str, str]:
        """A service task that may fail with an error."""
        activity, merge = self.node("serviceTask", "", 'carelane:topic="t"'), self.node("exclusiveGateway")
        self._caught(activity, merge, blocks[0], '<errorEventDefinition errorRef="E"/>')
        return activity, merge

    def _caught(self, activity: str, merge: str, block: Any, definition: str) -> None:
        event = self.node("boundaryEvent", definition, f'attachedToRef="{activity}"')
        first, last = self.block(block)
        self.flow(activity, merge)
        self.flow(event, first)
        self.flow(last, merge)

    def _net(self, blocks: list[Any]) -> tuple[str, str]:
        """No block: activities in parallel that wait for each other crosswise. Each is a fork or a join of all its flows."""
        names = [self.block(block) for block in blocks]
        after: dict[int, list[int]] = {number: [] for number in range(len(names))}
        for number in range(1, len(names)):
            for before in sorted(self.dice.sample(range(number), k=min(number, self.dice.randint(1, 2)))):
                after[before].append(number)
        into = {number: [before for before, targets in after.items() if number in targets] for number in after}
        entry = {number: self._gate(len(into[number]), names[number][0], is_join=True) for number in after}
        leaving = {number: [entry[target] for target in after[number]] for number in after}
        last_join = self.node("parallelGateway")
        ends = [number for number in after if not after[number]]
        for number, targets in leaving.items():
            source = self._gate(len(targets), names[number][1], is_join=False)
            for target in targets or [last_join]:
                self.flow(source, target)
        if len(ends) == 1:  # nothing to wait for
            return entry[0], last_join
        return entry[0], last_join

    def _gate(self, count: int, name: str, *, is_join: bool) -> str:
        if count < 2:
            return name
        gate = self.node("parallelGateway")
        self.flow(*((gate, name) if is_join else (name, gate)))
        return gate

    def _machine(self, blocks: list[Any]) -> tuple[str, str]:
        """No block: states with jumps to any other, forwards and back, until enough steps are done."""
        counter = f"m{self.count}"
        begin = self.node("scriptTask", f"<script>{{{counter}: 0}}</script>")
        names = [self.block(block) for block in blocks]
        merges = [self.node("exclusiveGateway") for _ in names]
        done = self.node("exclusiveGateway")
        self.flow(begin, merges[0])
        for number, (first, last) in enumerate(names):
            step = self.node("scriptTask", f"<script>{{{counter}: {counter} + 1}}</script>")
            jump = self.node("exclusiveGateway")
            self.flow(merges[number], step)
            self.flow(step, first)
            self.flow(last, jump)
            self.flow(jump, done, f"{counter} &gt;= {len(names) + 3}")
            targets = self.dice.sample(range(len(names)), k=self.dice.randint(1, len(names)))
            for position, target in enumerate(targets):
                is_last = position == len(targets) - 1
                flow = self.flow(jump, merges[target], "" if is_last else f"modulo({counter}, {position + 2}) = {position}")
                if is_last:
                    self.default(jump, flow)
        return begin, done

    def _called(self, blocks: list[Any]) -> tuple[str, str]:
        """A process of its own."""
        name = f"called{self.count}"
        scopes, self.scopes = self.scopes, [[]]
        start = self.node("startEvent")
        first, last = self.block(blocks[0])
        self.flow(start, first)
        self.flow(last, self.node("endEvent"))
        self.others.append(f'<process id="{name}" isExecutable="true">{"".join(self.scopes[0])}</process>')
        self.scopes = scopes
        return (self.node("callActivity", "", f'calledElement="{name}"'),) * 2


def random_block(dice: random.Random, budget: list[int], depth: int = 0) -> Any:
    """A block as `Drawing.block` takes it. `budget` holds how many leaves may still be drawn."""
    budget[0] -= 1
    if budget[0] <= 0 or depth > 4 or dice.random() < (0.05, 0.15, 0.3, 0.4, 0.5)[depth]:
        return (dice.choice(LEAVES),)

    def inner(least: int, most: int) -> list[Any]:
        return [random_block(dice, budget, depth + 1) for _ in range(dice.randint(least, most))]

    match kind := dice.choice(BLOCKS):
        case "sequence":
            return kind, inner(1, 3)
        case "xor" | "and" | "or":
            return kind, inner(2, 3), dice.randrange(8)
        case "loop" | "repeat":
            return kind, inner(1, 1), dice.randint(1, 3)
        case "multi":
            return kind, inner(1, 1), dice.randrange(4), dice.random() < 0.5
        case "sub":
            return kind, inner(1, 2)
        case "net" | "machine":
            return kind, inner(3, 5)
        case "failing" | "called":
            return kind, inner(1, 1)
        case _:
            return kind, inner(2, 2)


def random_process(dice: random.Random) -> bytes:
    """The document of one random process `p`."""
    drawing = Process(dice)
    block = random_block(dice, [dice.randint(3, 24)])
    start = drawing.node("startEvent")
    first, last = drawing.block(block)
    drawing.flow(start, first)
    drawing.flow(last, drawing.node("endEvent"))
    roots = '<message id="M" name="M"/><error id="E" name="E" errorCode="E"/>'
    body = f'<process id="p" isExecutable="true">{"".join(drawing.scopes[0])}</process>{"".join(drawing.others)}'
    return f"{HEAD}{roots}{body}</definitions>".encode()


__all__ = ["Process", "_timer", "random_block", "random_process"]
