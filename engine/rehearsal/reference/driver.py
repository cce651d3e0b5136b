"""One path on SpiffWorkflow, act by act, compared after each with what our runtime did."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition, SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.model.elements.cancel_event_definition import CancelDefinition
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.loop_characteristics import ALL
from engine.model.elements.multiple_event_definition import MultipleDefinition
from engine.model.process_model import Activity, Node, ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.reference.oracle import Oracle
from engine.rehearsal.reference.translation import WAIT, translate
from engine.rehearsal.world import Watch

_NOT_COMPARED = {
    "adHocSubProcess": "SpiffWorkflow reads its completion condition as Python.",
    "complexGateway": "SpiffWorkflow has none.",
}
# It tells of every change of state, in hundreds of lines a path.
logging.getLogger("spiff").setLevel(logging.WARNING)

# What SpiffWorkflow may raise on a model that it cannot run: its own errors, and those of its Python.
ENGINE_FAULTS = (
    *(SpiffWorkflowException, AttributeError, LookupError, TypeError, ValueError),
    *(SyntaxError, NotImplementedError, RecursionError, AssertionError),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where the engines part: ours against the reference, per element how often."""

    act: Act | None
    ours: Mapping[str, Any]
    reference: Mapping[str, Any]
    nodes: tuple[str, ...]  # elements that one of them has and the other has not
    detail: str


class Reference:
    """SpiffWorkflow's reading of a deployment; `refused` says why a process cannot be run on it."""

    def __init__(self, files: Mapping[str, bytes], model: ProcessModel) -> None:
        self.model = model
        self.refused: dict[str, str] = {}
        self.specs: dict[str, tuple[Any, Any]] = {}
        parser = BpmnParser()
        try:
            for tree in translate(files, model):
                parser.add_bpmn_xml(tree)
        except ENGINE_FAULTS as fault:
            self.refused = {process.id: str(fault) for process in model.processes}
            return
        for process in model.processes:
            if (
                len(starts := [index for index in model.scopes[process.scope].nodes if model.nodes[index].tag == "startEvent"])
                > 1
            ):
                self.refused[process.id] = f"{len(starts)} start events: SpiffWorkflow starts at all of them."
                continue
            if (name := _left_out(model, process.index)) is not None:
                self.refused[process.id] = name
                continue
            try:
                self.specs[process.id] = parser.get_spec(process.id), parser.get_subprocess_specs(process.id)
            except ENGINE_FAULTS as fault:
                self.refused[process.id] = next(iter(str(fault).splitlines()), type(fault).__name__)[:200]

    def run(self, process_id: str, watched: Iterable[Watch]) -> Difference | None:
        """The first difference on this path, None if the engines agree all the way."""
        return _Run(self, process_id).follow(watched)


def _left_out(model: ProcessModel, process: int) -> str | None:
    """Why a process is not tried although SpiffWorkflow might read it."""
    starts = [node for node in model.nodes if node.process == process and node.tag == "startEvent"]
    top = [node for node in starts if model.scopes[node.scope].parent < 0]
    if len(top) > 1:
        return f"{len(top)} start events: SpiffWorkflow starts at all of them."
    for node in model.nodes:
        if node.process != process:
            continue
        if node.tag in _NOT_COMPARED:
            return f"{node.tag} {node.id}: {_NOT_COMPARED[node.tag]}"
        if ignored := _ignored(node):
            return f"{node.tag} {node.id}: SpiffWorkflow ignores {ignored}."
    return None


def _ignored(node: Node) -> str:
    """What of an element SpiffWorkflow does not read at all."""
    if getattr(node, "instantiate", False):
        return "instantiate"
    if getattr(node, "start_quantity", 1) != 1 or getattr(node, "completion_quantity", 1) != 1:
        return "startQuantity and completionQuantity"
    if isinstance(getattr(node, "definition", None), MultipleDefinition):
        return "that an event has several definitions"
    loop = getattr(node, "loop", None)
    return "the behavior of multi-instance" if getattr(loop, "behavior", ALL) != ALL else ""


class _Run:
    def __init__(self, reference: Reference, process_id: str) -> None:
        self.model = reference.model
        self.oracle = Oracle(reference.model)
        self.spec, self.subprocesses = reference.specs[process_id]
        self.workflow: BpmnWorkflow | None = None
        self.completed: Counter[str] = Counter()
        self.done: dict[Any, str] = {}  # task of SpiffWorkflow → element
        self.counted = {node.id for node in self.model.nodes if _is_counted(node)}

    def follow(self, watched: Iterable[Watch]) -> Difference | None:
        for watch in watched:
            if any(event.kind == "incident_raised" for event in watch.events):
                return None  # the token stands with an incident; SpiffWorkflow has no such state
            self.oracle.hear(watch.events, watch.log)
            self.completed.update(
                event.activity_id
                for event in watch.events
                if event.kind == "activity_completed" and event.activity_id in self.counted
            )
            try:
                self._do(watch)
            except ENGINE_FAULTS as fault:
                return self._difference(watch, f"{type(fault).__name__}: {fault}".splitlines()[0][:300])
            if difference := self._difference(watch):
                return difference
        return None

    def _do(self, watch: Watch) -> None:
        act = watch.act
        if act.kind == "start":
            self.workflow = BpmnWorkflow(self.spec, self.subprocesses, script_engine=self.oracle)
        elif act.kind in ("complete", "job"):
            task = next(iter(task for task in self._ready() if task.task_spec.bpmn_id == act.node), None)
            if task is not None:
                task.run()
        elif act.kind == "error":
            self._error(act)
        else:
            self._happen(act.node)
        self._go_on()
        for event in watch.events:
            if event.kind == "condition_met":
                self._happen(event.activity_id)
                self._go_on()

    def _go_on(self) -> None:
        assert self.workflow is not None
        self.workflow.do_engine_steps(did_complete_task=self._note)
        for task in self.workflow.get_tasks():  # asked for completed ones it leaves out what stands below a started one
            self._note(task)

    def _note(self, task: Any) -> None:
        """Remember what was completed: SpiffWorkflow forgets what was inside an interrupted activity."""
        if task.state == TaskState.COMPLETED and task.task_spec.bpmn_id in self.counted:
            self.done[task.id] = task.task_spec.bpmn_id

    def _happen(self, node_id: str) -> None:
        """An event for the first that waits for it: SpiffWorkflow itself would hand a message to all of them."""
        assert self.workflow is not None
        definition: Any = MessageEventDefinition(WAIT + node_id)
        name = getattr(getattr(self.model.node(node_id), "definition", None), "name", "")
        for event in (BpmnEvent(definition, {}), BpmnEvent(SignalEventDefinition(name), {})):
            for task in list(self.workflow.event_manager.tasks.values()):
                if task.task_spec.catches(task, event):
                    task.task_spec.catch(task, event)
                    task.task_spec._update(task)
                    return

    def _error(self, act: Act) -> None:
        assert self.workflow is not None
        task = next(iter(task for task in self._ready() if task.task_spec.bpmn_id == act.node), None)
        if task is None:
            return
        event = BpmnEvent(ErrorEventDefinition("error", act.code), {}, target=task.workflow)
        # To the activity's own boundary first: SpiffWorkflow itself would tell every boundary event of the scope.
        for beside in task.parent.children:
            if beside is not task and beside.state == TaskState.WAITING and beside.task_spec.catches(beside, event):
                beside.task_spec.catch(beside, event)
                beside.task_spec._update(beside)
                return
        self.workflow.catch(event)

    def _ready(self) -> list[Any]:
        """What waits for a person or a job, the longest waiting first: so does our world."""
        assert self.workflow is not None
        ready = [task for task in self.workflow.get_tasks() if task.state == TaskState.READY and task.task_spec.manual]
        return sorted(ready, key=lambda task: task.last_state_change)

    def _difference(self, watch: Watch, fault: str = "") -> Difference | None:
        assert self.workflow is not None or fault
        ours: dict[str, Any] = {"completed": dict(self.completed), "open": Counter(watch.open), "ended": watch.has_ended}
        theirs: dict[str, Any] = {"completed": {}, "open": Counter(), "ended": False}
        if self.workflow is not None:
            theirs = {
                "completed": dict(Counter(self.done.values())),
                "open": Counter(task.task_spec.bpmn_id for task in self._ready()),
                "ended": self.workflow.is_completed(),
            }
        nodes = _unlike(ours["completed"], theirs["completed"]) | _unlike(ours["open"], theirs["open"])
        if not fault and not nodes and ours["ended"] == theirs["ended"]:
            return None
        detail = fault or _told(ours, theirs, sorted(nodes))
        return Difference(watch.act, ours, theirs, tuple(sorted(nodes)), detail)


def _is_counted(node: Any) -> bool:
    """Gateways, scopes and rounds are counted differently by design; what they let through shows in the rest."""
    if isinstance(node, Activity) and node.loop is not None:
        return False
    if isinstance(getattr(node, "definition", None), ErrorDefinition | CancelDefinition) and node.tag == "endEvent":
        return False  # ours hands over to whoever catches, and does not complete
    return not node.tag.endswith(("Gateway", "ubProcess", "transaction", "callActivity"))


def _unlike(one: Mapping[str, int], other: Mapping[str, int]) -> set[str]:
    return {name for name in {*one, *other} if one.get(name, 0) != other.get(name, 0)}


def _told(ours: Mapping[str, Any], theirs: Mapping[str, Any], nodes: list[str]) -> str:
    parts = [
        f"{name}: completed {ours['completed'].get(name, 0)} / {theirs['completed'].get(name, 0)}, "
        f"open {ours['open'].get(name, 0)} / {theirs['open'].get(name, 0)}"
        for name in nodes[:5]
    ]
    if ours["ended"] != theirs["ended"]:
        parts.append(f"ended {ours['ended']} / {theirs['ended']}")
    return "; ".join(parts)
