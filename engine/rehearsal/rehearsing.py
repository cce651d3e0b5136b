"""One rehearsal from beginning to end: explore, force what no value brought about, compare, say what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from engine.model import Deployment
from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.findings import Finding, in_reading_order
from engine.model.lint.graph import Graph
from engine.model.process_model import ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.comparing import Comparison
from engine.rehearsal.exploring import Exploration, Explorer, facts_of, looped, to_an_end, traps
from engine.rehearsal.forcing import decidable, forced
from engine.rehearsal.knowledge import know
from engine.rehearsal.limits import Limits
from engine.rehearsal.report import Path, Rehearsal, Unreached
from engine.rehearsal.sentences import say
from engine.rehearsal.values import Values
from engine.rehearsal.world import World

FORCED_ROUNDS = 4
_ATTACHED = ("boundaryEvent", "subProcess", "startEvent", "intermediateCatchEvent")


class Rehearsing:
    def __init__(self, files: Mapping[str, bytes], deployment: Deployment, limits: Limits) -> None:
        self.model = deployment.model
        self.content_hash = deployment.content_hash
        self.limits = limits
        self.values = Values(know(self.model), deployment.forms)
        self.names = [*(node.id for node in self.model.nodes), *(flow.id for flow in self.model.flows)]
        self.comparison = Comparison(files, self.model, limits)
        self.forced: dict[str, None] = {}
        self.paths: list[Path] = []

    def run(self) -> Rehearsal:
        found = Explorer(self.model, self.values, self.limits).explore()
        self._keep_paths(found, self.model, found.reached)
        reached = set(found.reached)
        self._force(reached)
        unreached = self._unreached(found, reached)
        bounds = sorted(found.bounds | ({"reference_seconds"} if self.comparison.is_late else set()))
        findings = [*self._stops(found), *self._coverage(unreached), *self._compared(), *self.comparison.findings.values()]
        if hit := [bound for bound in bounds if bound != "quiet"]:
            findings.append(say("bound_hit", self.model, self._first(), bounds=", ".join(hit), looked_at=found.looked_at))
        elif bounds:
            findings.append(say("settled", self.model, self._first(), looked_at=found.looked_at))
        return Rehearsal(
            content_hash=self.content_hash,
            nodes=len(self.model.nodes),
            flows=len(self.model.flows),
            reached=tuple(name for name in self.names if name in reached),
            forced=tuple(self.forced),
            unreached=tuple(unreached),
            findings=tuple(in_reading_order(findings)),
            paths=tuple(self.paths),
            bounds=tuple(bounds),
            looked_at=found.looked_at,
            compared=dict(sorted(self.comparison.compared.items())),
        )

    def _first(self) -> str:
        return self.model.processes[0].id if self.model.processes else ""

    # Paths -----------------------------------------------------------------------------------------------------------

    def _keep_paths(self, found: Exploration, model: ProcessModel, wanted: Iterable[str], is_forced: bool = False) -> None:
        """Run on both engines: paths that reach everything, then those that show something else, then others up to the limit."""
        kept = list(self._covering(found, set(wanted), lambda world: set(world.seen)))
        room = self.limits.paths - len(self.paths)
        if not is_forced and len(kept) < room:
            rounds = looped(model)
            shown = {fact for world in found.news for fact in facts_of(world, rounds)}
            more = self._covering(found, shown, lambda world: facts_of(world, rounds))
            kept += [acts for acts in more if acts not in kept][: room - len(kept)]
        if not is_forced and len(kept) < room:
            others = [acts for world in found.ends if (acts := tuple(world.acts)) not in kept]
            kept += others[:: max(1, len(others) // (room - len(kept)))][: room - len(kept)]
        for acts in kept:
            world, verdict = self.comparison.path(acts, self.values.deciding, model)
            told = tuple(act.as_dict(self.values.deciding) for act in world.acts)
            self.paths.append(Path(told, _outcome(world), verdict, is_forced))

    def _covering(self, found: Exploration, missing: set[str], facts: Callable[[World], set[str]]) -> Iterator[tuple[Act, ...]]:
        """Whole paths first, then the beginnings of paths, each led on to an end."""
        for world in [stop.world for stop in found.stops] + found.ends:
            if new := missing & facts(world):
                missing -= new
                yield tuple(world.acts)
        for world in reversed(found.news):
            if new := missing & facts(world):
                missing -= new
                yield (*world.acts, *to_an_end(found, world))

    def _force(self, reached: set[str]) -> None:
        """Decisions that no value brought about are taken by force, one of each gateway at a time."""
        limits = replace(self.limits, worlds=max(200, self.limits.worlds // 8), seconds=self.limits.seconds / 4)
        for _ in range(FORCED_ROUNDS):
            flows = decidable(self.model, [name for name in self.names if name not in reached])
            if not flows:
                return
            model = forced(self.model, flows)
            found = Explorer(model, self.values, limits).explore()
            new = [name for name in self.names if name in found.reached and name not in reached]
            if not new:
                return
            self._keep_paths(found, model, new, is_forced=True)
            self.forced.update(dict.fromkeys(flow for flow in flows if flow in new))
            reached.update(new)

    # What is said ----------------------------------------------------------------------------------------------------

    def _unreached(self, found: Exploration, reached: set[str]) -> list[Unreached]:
        reachable = {self.model.nodes[index].id for index in Graph(self.model).reachable()}
        for node in self.model.nodes:  # a compensation boundary event only marks its handler
            if getattr(node, "compensation", -1) >= 0 and self.model.nodes[node.compensation].id in reached:  # type: ignore[attr-defined]
                boundary = [self.model.nodes[index] for index in node.boundary]  # type: ignore[attr-defined]
                reached.update(each.id for each in boundary if isinstance(each.definition, CompensateDefinition))
        missing = [node for node in self.model.nodes if node.id not in reached]
        unreached = []
        for node in missing:
            if node.id not in reachable:
                reason = "no_path"
            elif found.bounds:
                reason = "bound"
            else:
                reason = "never_happens" if node.tag in _ATTACHED and not node.incoming else "behind"
            unreached.append(Unreached(node.id, reason))
        by_id = {node.id for node in missing}
        for flow in self.model.flows:
            if flow.id not in reached:
                source = self.model.nodes[flow.source].id
                reason = "behind" if source in by_id or not found.bounds else "bound"
                unreached.append(Unreached(flow.id, reason))
        return unreached

    def _coverage(self, unreached: list[Unreached]) -> Iterator[Finding]:
        """One finding for each place where the way ends; what stands behind it is in the list without a sentence of its own."""
        missing = {each.element_id for each in unreached}
        sources = {flow.id: self.model.nodes[flow.source].id for flow in self.model.flows}
        flows_in = {node.id: [sources[flow.id] for flow in node.incoming] for node in self.model.nodes}
        for each in unreached:
            if each.element_id in sources:
                is_first = sources[each.element_id] not in missing
            else:
                before = flows_in[each.element_id]
                is_first = not before or any(source in missing for source in before) is False
                is_first = is_first and not any(flow.id in missing for flow in self.model.node(each.element_id).incoming)
            if is_first or each.reason == "no_path":
                yield say(each.reason, self.model, each.element_id)
        for flow in self.forced:
            yield say("forced", self.model, flow)

    def _stops(self, found: Exploration) -> Iterator[Finding]:
        said: set[tuple[str, str]] = set()
        for stop in found.stops:
            if (stop.kind, stop.node) not in said:
                said.add((stop.kind, stop.node))
                yield say(stop.kind, self.model, stop.node or self._first(), detail=stop.message, code=stop.code)
        for world, _ in traps(found):
            waiting = sorted(
                {self.model.nodes[token[0]].id for each in world.running if not each.outcome for token in each.shape[0]}
            )
            for node in waiting[:3]:
                if ("endless_loop", node) not in said:
                    said.add(("endless_loop", node))
                    yield say("endless_loop", self.model, node)

    def _compared(self) -> Iterator[Finding]:
        for process_id, reason in sorted(self.comparison.reference.refused.items()):
            yield say("not_compared", self.model, process_id, detail=reason)


def _outcome(world: World) -> str:
    if world.incidents():
        return "stopped"
    if not world.has_ended:
        return "open"
    return world.running[0].outcome
