"""Everything that could happen next in a world: each way to fill a form, each timer, message, error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.start_event import StartEvent
from engine.model.process_model import Node, ProcessModel
from engine.rehearsal.acts import Act
from engine.rehearsal.values import Values
from engine.rehearsal.world import Running, World
from engine.runtime import effects

ANY_CODE = "REHEARSED_ERROR"  # thrown where every code is caught


class Moves:
    """Knows of a model what comes from inside it and what from outside."""

    def __init__(self, model: ProcessModel, values: Values) -> None:
        self.model = model
        self.values = values
        self.sent = {name for node in model.nodes for name in _thrown(node)}
        self._sent_within = {process.id: self._sent_from(process.index) for process in model.processes}
        self.codes = self._codes()
        callers = ((getattr(node, "called_process", ""), model.processes[node.process].id) for node in model.nodes)
        self._called = {called for called, caller in callers if called != caller}

    def starts(self) -> Iterator[Act]:
        """How anything begins: at each none start event, and at message starts whose message nobody in the deployment sends."""
        for process in self.model.processes:
            events: list[str] = list(process.start_events)
            events += [node for node, name in process.message_starts if name not in self.sent]
            if not process.start_events and not process.message_starts and process.id not in self._called:
                events = [process.id]
            if process.id in self._called and any(each.id not in self._called for each in self.model.processes):
                continue
            for event in events:
                for values in self.values.at_start(process.index):
                    yield Act("start", -1, event, values)

    def _sent_from(self, root: int) -> set[str]:
        """What is sent in a world that began with this process: by it, and by those that its messages and calls start."""
        inside, waiting, sent = {root}, [root], set[str]()
        while waiting:
            process = waiting.pop()
            mine = [node for node in self.model.nodes if node.process == process]
            sent |= {name for node in mine for name in _thrown(node)}
            called = {getattr(node, "called_process", None) for node in mine}
            for other in self.model.processes:
                is_started = other.id in called or any(name in sent for _, name in other.message_starts)
                if is_started and other.index not in inside:
                    inside.add(other.index)
                    waiting.append(other.index)
        return sent

    def after(self, world: World) -> list[Act]:
        """The acts that are possible now. A job that nothing can disturb is simply done: its order changes nothing."""
        found: list[Act] = []
        for index, running in enumerate(world.running):
            if running.outcome:
                continue
            for job in running.jobs.values():
                if not self._is_disturbed(job.activity_id):
                    return list(self._job(index, job))
            found += self._of(world, index, running)
        return found

    def _of(self, world: World, index: int, running: Running) -> Iterator[Act]:
        done: set[tuple[str, str]] = set()
        for job in running.jobs.values():
            yield from self._job(index, job)
        for task in running.user_tasks.values():
            if ("task", task.activity_id) not in done:
                done.add(("task", task.activity_id))
                for values in self.values.of_form(task.form_key, task.form_values):
                    yield Act("complete", index, task.activity_id, values)
        for subscription in running.subscriptions.values():
            if ("event", subscription.activity_id) not in done:
                done.add(("event", subscription.activity_id))
                yield from self._event(world, index, subscription)
        for node in dict.fromkeys(timer.activity_id for timer in running.timers.values()):
            yield Act("timer", index, node)

    def _job(self, index: int, job: effects.OpenJob) -> Iterator[Act]:
        for values in self.values.from_outside(self._read_by_outputs(job.activity_id)):
            yield Act("job", index, job.activity_id, values)
        for code in self.codes.get(job.activity_id, ()):
            yield Act("error", index, job.activity_id, code=code)

    def _event(self, world: World, index: int, subscription: effects.Subscribe | effects.SubscribeSignal) -> Iterator[Act]:
        node = subscription.activity_id
        sent = self._sent_within[world.running[0].process_id]
        if isinstance(subscription, effects.SubscribeSignal):
            if subscription.signal_name not in sent:
                yield Act("signal", index, node)
            return
        for position, mail in enumerate(world.mail):
            if (mail.name, mail.key) == (subscription.message_name, subscription.correlation_key):
                yield Act("message", index, node, mail=position)
                return
        if subscription.message_name not in sent:
            for values in self.values.from_outside(self._read_by_outputs(node)):
                yield Act("message", index, node, values)

    def _read_by_outputs(self, activity_id: str) -> list[str]:
        outputs = getattr(self.model.node(activity_id), "outputs", ())
        names = {name for each in outputs if each.source.expression is not None for name in each.source.expression.names}
        return sorted(names)

    def _is_disturbed(self, activity_id: str) -> bool:
        return bool(getattr(self.model.node(activity_id), "boundary", ())) or activity_id in self.codes

    def _codes(self) -> dict[str, list[str]]:
        """Per activity that does work outside: the error codes that something around it catches."""
        in_scope: dict[int, list[str]] = defaultdict(list)
        on_node: dict[int, list[str]] = defaultdict(list)
        for node in self.model.nodes:
            if isinstance(getattr(node, "definition", None), ErrorDefinition):
                code = node.definition.code or ANY_CODE  # type: ignore[attr-defined]
                if isinstance(node, BoundaryEvent):
                    on_node[node.attached_to].append(code)
                elif isinstance(node, StartEvent) and self.model.scopes[node.scope].parent >= 0:
                    in_scope[self.model.scopes[node.scope].parent].append(code)
        found: dict[str, list[str]] = {}
        for node in self.model.nodes:
            if hasattr(node, "topic"):
                codes = on_node[node.index] + list(self._around(node, in_scope, on_node))
                if codes:
                    found[node.id] = list(dict.fromkeys(codes))
        return found

    def _around(self, node: Node, in_scope: dict[int, list[str]], on_node: dict[int, list[str]]) -> Iterator[str]:
        scope = self.model.scopes[node.scope]
        while True:
            yield from in_scope[scope.index]
            if scope.node < 0:
                return
            yield from on_node[scope.node]
            scope = self.model.scopes[scope.parent]


def _thrown(node: Node) -> set[str]:
    """Names of the messages and signals that a node sends."""
    if node.tag not in ("sendTask", "intermediateThrowEvent", "endEvent"):
        return set()
    definitions = [getattr(node, "definition", None), *getattr(node, "definitions", ())]
    return {name for each in definitions if (name := getattr(each, "name", "")) and not hasattr(each, "target")}
