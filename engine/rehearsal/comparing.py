"""Run a path again, watched, and hold it against the reference engine."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from engine.model.findings import Finding, finding
from engine.model.process_model import ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.limits import Limits
from engine.rehearsal.reference.driver import Difference, Reference
from engine.rehearsal.reference.faults import Fault, known
from engine.rehearsal.reference.oracle import listening
from engine.rehearsal.sentences import PREFIX, element, say
from engine.rehearsal.world import World

AGREES, DIFFERS, NOT_COMPARED = "agrees", "differs", "not compared"


class Comparison:
    """All paths of a deployment against the reference engine, within a limit of time."""

    def __init__(self, files: Mapping[str, bytes], model: ProcessModel, limits: Limits) -> None:
        self.model = model
        self.limits = limits
        self.reference = Reference(files, model)
        self.findings: dict[tuple[str, str], Finding] = {}
        self.compared: dict[str, str] = dict(self.reference.refused)
        self.is_late = False
        self._left = limits.reference_seconds

    def path(self, acts: Iterable[Act], deciding: frozenset[str], model: ProcessModel) -> tuple[World, str]:
        """The world after the acts, and whether the engines agree on them. `model` may have forced decisions."""
        world = World(model, deciding, self.limits.budget)
        world.model = listening(model, world.log)
        world.is_watching = True
        for act in acts:
            world.do(act)
        if self._left < 0:
            self.is_late = True
            return world, NOT_COMPARED
        began = time.process_time()
        verdict = self._verdict(world)
        self._left -= time.process_time() - began
        return world, verdict

    def _verdict(self, world: World) -> str:
        verdict = NOT_COMPARED
        for index, running in enumerate(world.running):
            if running.process_id in self.reference.refused:
                continue
            watched = [watch for watch in world.watched if watch.act.instance == index]
            difference = self.reference.run(running.process_id, watched)
            self.compared.setdefault(running.process_id, "compared")
            if difference is None:
                verdict = AGREES if verdict == NOT_COMPARED else verdict
                continue
            fault = known(self.model, watched, difference)
            self._note(running.process_id, difference, fault)
            verdict = DIFFERS
        return verdict

    def _note(self, process_id: str, difference: Difference, fault: Fault | None) -> None:
        place = difference.nodes[0] if difference.nodes else process_id
        if fault is None:
            self.findings.setdefault(("difference", place), say("difference", self.model, place, detail=difference.detail))
            return
        node = element(self.model, place)
        self.findings.setdefault(
            (fault.id, place),
            finding(
                "info",
                f"{PREFIX}known_fault.{fault.id}",
                fault.reason,
                file=node.file if node is not None else "",
                element_id=place,
                line=node.line if node is not None else 0,
            ),
        )
