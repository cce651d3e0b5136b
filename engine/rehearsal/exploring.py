"""Search through the worlds that a model can come into: what is new first, and no situation twice."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.model.process_model import ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.limits import Limits
from engine.rehearsal.moves import Moves
from engine.rehearsal.values import Values
from engine.rehearsal.world import World

MOST_ROUNDS = 5  # an activity with rounds begins once itself, and once a round


@dataclass(slots=True)
class Stop:
    """A world that cannot go on: an incident, or nothing left that could happen."""

    world: World
    kind: str  # dead_end, endless_loop, incident
    node: str
    code: str = ""
    message: str = ""


@dataclass
class Exploration:
    """What was found. `bounds` names every limit that was hit: then what was not seen may still be there."""

    reached: set[str] = field(default_factory=set)
    ends: list[World] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    bounds: set[str] = field(default_factory=set)
    looked_at: int = 0
    after: dict[Any, dict[Any, Act]] = field(default_factory=dict)  # situation → following situations and what leads there
    ended: set[Any] = field(default_factory=set)
    open: set[Any] = field(default_factory=set)  # known, but not looked at any more
    news: list[World] = field(default_factory=list)  # each showed something that none before it did
    worlds: dict[Any, World] = field(default_factory=dict)


class Explorer:
    def __init__(self, model: ProcessModel, values: Values, limits: Limits) -> None:
        self.model = model
        self.moves = Moves(model, values)
        self.values = values
        self.limits = limits
        self.found = Exploration()
        self._facts: set[str] = set()
        self._queue: list[tuple[int, int, int, int, World]] = []
        self._visits: Counter[int] = Counter()  # how often a world with a token at this node was looked at
        self._number = 0
        self._all = len(model.nodes) + len(model.flows)
        self._last_news = 0
        self._looped = looped(model)
        self._known: set[Any] = set()

    def explore(self) -> Exploration:
        found, limits = self.found, self.limits
        finish = time.process_time() + limits.seconds
        for act in self.moves.starts():
            self._consider(World(self.model, self.values.deciding, limits.budget), act, None)
        while self._queue:
            if limit := self._limit(finish):
                found.bounds.add(limit)
                found.open.update(world.signature() for *_, world in self._queue)
                break
            world = heapq.heappop(self._queue)[-1]
            self._expand(world)
        return found

    def _limit(self, finish: float) -> str:
        """The limit that was hit, "" for none."""
        if self.found.looked_at >= self.limits.worlds:
            return "worlds"
        if len(self.found.reached) == self._all and self.found.looked_at - self._last_news > self.limits.quiet:
            return "quiet"
        return "seconds" if time.process_time() > finish else ""

    def _expand(self, world: World) -> None:
        signature = world.signature()
        followers = self.found.after.setdefault(signature, {})
        self._visits.update(_places(world))
        if len(world.acts) >= self.limits.steps:
            self.found.bounds.add("steps")
            self.found.open.add(signature)
            return
        acts = self.moves.after(world)
        if not acts:
            waiting = _waiting_at(world, self.model)
            self.found.stops.append(Stop(world, "dead_end", waiting[0] if waiting else ""))
        for act in acts:
            reached = self._consider(world.copy(), act, signature)
            if reached is not None:
                followers.setdefault(reached, act)

    def _consider(self, world: World, act: Act, before: Any) -> Any:
        """Do the act and keep the world if anything about it is new; its signature."""
        found = self.found
        found.looked_at += 1
        if not world.do(act):
            return None
        signature = world.signature()
        novelty = self._news(world, act)
        found.worlds.setdefault(signature, world)
        if incidents := world.incidents():
            if signature not in self._known or novelty:
                self._known.add(signature)
                found.stops += [Stop(world, _kind_of(each.code), each.activity_id, each.code, each.message) for each in incidents]
            found.ended.add(signature)  # said by itself: not also a trap for what led here
            return signature
        if world.has_ended:
            if signature not in found.ended or novelty:
                found.ends.append(world)
            found.ended.add(signature)
            return signature
        if signature not in self._known or novelty:
            self._known.add(signature)
            self._number += 1
            rarity = min((self._visits[place] for place in _places(world)), default=0)
            heapq.heappush(self._queue, (-novelty, rarity, len(world.acts), self._number, world))
        return signature

    def _news(self, world: World, act: Act) -> int:
        facts = facts_of(world, self._looped) | {f"{act.kind}:{act.node}:{act.code}"}
        new = facts - self._facts
        self._facts |= new
        if new:
            self._last_news = self.found.looked_at
            self.found.news.append(world)
        self.found.reached.update(name for name in new if name in world.seen)
        return len(new)


def facts_of(world: World, looped: frozenset[str]) -> set[str]:
    """What a path has shown: what it reached, what it reached again, how many rounds its loops went."""
    facts = set(world.seen)
    for name, count in world.seen.items():
        if count > 1:
            facts.add(f"{name} again")
        if name in looped:
            facts.add(f"{name} {min(count, MOST_ROUNDS)} times")
    return facts


def looped(model: ProcessModel) -> frozenset[str]:
    """Activities that run in rounds."""
    return frozenset(node.id for node in model.nodes if getattr(node, "loop", None) is not None)


def traps(found: Exploration) -> list[tuple[World, list[Any]]]:
    """Situations from which nothing explored leads to an end: each group of them once, with the world that came in first."""
    before: dict[Any, set[Any]] = {}
    for signature, followers in found.after.items():
        for follower in followers:
            before.setdefault(follower, set()).add(signature)
    good = found.ended | found.open
    waiting = list(good)
    while waiting:
        for signature in before.get(waiting.pop(), ()):
            if signature not in good:
                good.add(signature)
                waiting.append(signature)
    caught = [signature for signature, followers in found.after.items() if signature not in good and followers]
    entries = [signature for signature in caught if not before.get(signature, set()) & set(caught)] or caught[:1]
    return [(found.worlds[signature], caught) for signature in entries[:5]]


def to_an_end(found: Exploration, world: World) -> Iterator[Act]:
    """The shortest known continuation of a world to an end."""
    origin = world.signature()
    came: dict[Any, tuple[Any, Act]] = {origin: (None, Act("start", 0, ""))}
    queue = [origin]
    for signature in queue:
        if signature in found.ended:
            path = []
            while signature != origin:
                signature, act = came[signature]
                path.append(act)
            yield from reversed(path)
            return
        for follower, act in found.after.get(signature, {}).items():
            if follower not in came:
                came[follower] = (signature, act)
                queue.append(follower)


def _places(world: World) -> set[int]:
    return {token[0] for running in world.running if not running.outcome and running.shape for token in running.shape[0]}


def _kind_of(code: str) -> str:
    if code == "JoinNeverCompletes":
        return "dead_end"
    return "endless_loop" if code == "BudgetExceeded" else "incident"


def _waiting_at(world: World, model: ProcessModel) -> list[str]:
    found = []
    for running in world.running:
        if not running.outcome:
            found += [model.nodes[token[0]].id for token in running.shape[0]]
    return found
