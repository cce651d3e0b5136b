"""Whether a path went through a construct that SpiffWorkflow gets wrong, and whether what differs can come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.compensate_event_definition import CompensateDefinition
from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.end_event import EndEvent
from engine.model.elements.error_event_definition import ErrorDefinition
from engine.model.elements.escalation_event_definition import EscalationDefinition
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.link_event_definition import LinkDefinition
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.lint.graph import Graph
from engine.model.process_model import Node, ProcessModel
from engine.rehearsal.reference.driver import Difference
from engine.rehearsal.world import Watch
from engine.runtime.events import Event

MOST_STEPS = 300  # the reference engine loses tokens of loops somewhere above


class Story:
    """A path up to where the engines parted."""

    def __init__(self, model: ProcessModel, watched: Sequence[Watch], difference: Difference) -> None:
        self.model = model
        self.graph = Graph(model)
        self.called: dict[int, list[int]] = {}  # call activity → nodes of what it calls
        self.callers: dict[int, list[int]] = {}  # process → call activities that call it
        for node in model.nodes:
            name = getattr(node, "called_process", "")
            if name and model.has_process(name):
                process = model.process(name).index
                self.callers.setdefault(process, []).append(node.index)
                self.called[node.index] = [each.index for each in model.nodes if each.process == process]
        until = next((number for number, watch in enumerate(watched) if watch.act is difference.act), len(watched) - 1)
        self.watched = watched[: until + 1]
        self.events = [event for watch in self.watched for event in watch.events]
        self.times = Counter(event.activity_id for event in self.events if event.kind == "activity_completed")
        self.taken = Counter(event.activity_id for event in self.events if event.kind == "flow_taken")
        self.acts = Counter(watch.act.node for watch in self.watched)

    def passed(self, kind: type) -> list[Node]:
        """Nodes with an event definition of this kind that were completed on the path."""
        return [node for node in self.model.nodes if isinstance(getattr(node, "definition", None), kind) and self.times[node.id]]

    def affects(self, sources: Iterable[Node], difference: Difference) -> bool:
        """Whether every element that differs is one of these, behind one, or in a scope around or inside one."""
        sources = list(sources)
        if not sources:
            return False
        reached = self.behind([node.index for node in sources])
        return all(self.model.node(name).index in reached for name in difference.nodes)

    def running(self) -> set[str]:
        """Elements that have begun and are neither completed nor cancelled."""
        begun = Counter(event.activity_id for event in self.events if event.kind == "activity_started")
        ended = Counter(event.activity_id for event in self.events if event.kind in ("activity_completed", "activity_cancelled"))
        return {name for name, count in begun.items() if count > ended[name]}

    def behind(self, first: Iterable[int]) -> set[int]:
        waiting = list(first)
        seen = set(waiting)
        while waiting:
            index = waiting.pop()
            scope = self.model.scopes[self.model.nodes[index].scope]
            after = [*self.graph.beside[index], *self.graph.inside.get(index, ())]
            after += [scope.node] if scope.node >= 0 else self.callers.get(scope.process, [])
            after += self.called.get(index, [])
            for target in after:
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    def inside(self, node: Node) -> list[Node]:
        """Everything in the scopes that a node opens."""
        found, scopes = [], {scope.index for scope in self.model.scopes if scope.node == node.index}
        for scope in self.model.scopes:
            if scope.parent in scopes:
                scopes.add(scope.index)
        for each in self.model.nodes:
            if each.scope in scopes:
                found.append(each)
        return found


def event_sub_process(story: Story, difference: Difference) -> bool:
    found = [node for node in story.model.nodes if isinstance(node, EventSubProcess)]
    for node in found:
        scope = story.model.scopes[node.scope]
        around = {each.id for each in story.model.nodes if each.process == scope.process}
        if set(difference.nodes) <= around:
            return True
    return False


def repeats(story: Story, difference: Difference) -> bool:
    again = [
        node
        for node in story.model.nodes
        if isinstance(node, BoundaryEvent) and not node.interrupting and story.times[node.id] + story.acts[node.id] > 2
    ]
    return story.affects(again, difference)


def joins_in_a_circle(story: Story, difference: Difference) -> bool:
    joins = [node for node in story.model.nodes if node.tag == "inclusiveGateway" and len(node.incoming) > 1]
    circling = [node for node in joins if node.index in story.behind(story.graph.beside[node.index])]
    return story.affects(circling, difference)


def second_round_of_a_join(story: Story, difference: Difference) -> bool:
    joins = [node for node in story.model.nodes if node.tag == "parallelGateway" and _is_join(node) and story.times[node.id]]
    circling = [node for node in joins if node.index in story.behind(story.graph.beside[node.index])]
    return story.affects(circling, difference)


def catches_all_too(story: Story, difference: Difference) -> bool:
    found: list[Node] = []
    for node in story.model.nodes:
        events = [story.model.nodes[index] for index in getattr(node, "boundary", ())]
        for kind in (ErrorDefinition, EscalationDefinition):
            same = [event for event in events if isinstance(event.definition, kind)]
            if len(same) > 1 and any(not event.definition.code for event in same):
                found += [node, *same, *story.inside(node)]
    return story.affects(found, difference)


def condition(story: Story, difference: Difference) -> bool:
    if not any(event.kind == "condition_met" for event in story.events):
        return False
    events = [node for node in story.model.nodes if isinstance(getattr(node, "definition", None), ConditionalDefinition)]
    held = [story.model.nodes[node.attached_to] for node in events if isinstance(node, BoundaryEvent)]
    around = [
        each
        for node in events
        if story.model.scopes[node.scope].parent >= 0
        for each in story.model.nodes
        if each.scope == node.scope
    ]
    return story.affects([*events, *held, *around, *(each for node in held for each in story.inside(node))], difference)


def signal_end(story: Story, difference: Difference) -> bool:
    ends = [node for node in story.passed(SignalDefinition) if isinstance(node, EndEvent)]
    names = {node.definition for node in ends}
    heard = [node for node in story.model.nodes if getattr(node, "definition", None) in names and node not in ends]
    held = [story.model.nodes[node.attached_to] for node in heard if isinstance(node, BoundaryEvent)]
    inner = [each for node in held for each in story.inside(node)]
    return bool(ends) and story.affects([*heard, *held, *inner], difference)


def interrupted(story: Story, difference: Difference) -> bool:
    """The next task inside still runs."""
    fired = [
        node for node in story.passed(SignalDefinition) + story.passed(EscalationDefinition) if isinstance(node, BoundaryEvent)
    ]
    inner = [each for node in fired if node.interrupting for each in story.inside(story.model.nodes[node.attached_to])]
    return story.affects(inner, difference)


def excess_tokens(story: Story, difference: Difference) -> bool:
    """A second token came by a flow before the join had taken the first."""
    into = {flow.id: flow for node in story.model.nodes if _is_join(node) for flow in node.incoming}
    waiting: Counter[tuple[int | None, int, int]] = Counter()  # scope, join, flow
    joins: set[int] = set()
    for event in story.events:
        flow = into.get(event.activity_id) if event.kind == "flow_taken" else None
        if flow is not None:
            waiting[event.scope_id, flow.target, flow.index] += 1
            if waiting[event.scope_id, flow.target, flow.index] > 1:
                joins.add(flow.target)
        elif event.kind == "activity_completed":
            for key in [
                key for key, count in waiting.items() if count and (key[0], story.model.nodes[key[1]].id) == _place(event)
            ]:
                waiting[key] -= 1
    return story.affects([story.model.nodes[index] for index in joins], difference)


def _place(event: Event) -> tuple[int | None, str]:
    return event.scope_id, event.activity_id


def _is_join(node: Node) -> bool:
    return node.tag in ("parallelGateway", "inclusiveGateway") and len(node.incoming) > 1


def rounds_behind_an_event(story: Story, difference: Difference) -> bool:
    if "non-predicted child" not in difference.detail:
        return False
    behind = story.behind(node.index for node in story.model.nodes if isinstance(node, BoundaryEvent))
    return any(getattr(story.model.nodes[index], "loop", None) is not None for index in behind)


def error_reaches_all(story: Story, difference: Difference) -> bool:
    """Another activity of the scope has a boundary event for the same code."""
    codes = {event.data.get("error_code") for event in story.events if event.kind == "error_thrown"}
    events = [
        node for node in story.model.nodes if isinstance(node, BoundaryEvent) and isinstance(node.definition, ErrorDefinition)
    ]
    same = [node for node in events if codes and (not node.definition.code or node.definition.code in codes)]  # type: ignore[union-attr]
    if len(same) < 2:
        return False
    held = [story.model.nodes[node.attached_to] for node in same]
    return story.affects([*same, *held, *(each for node in held for each in story.inside(node))], difference)


def join_beside_a_started_activity(story: Story, difference: Difference) -> bool:
    """A token upstream of an inclusive join stands in a sub-process, a call or an activity with rounds."""
    running = story.running()
    joins = [
        story.model.nodes[index]
        for index in story.model.upstream
        if any(each.id in running and _holds_others(each) for each in _upstream(story.model, index))
    ]
    return story.affects(joins, difference)


def join_behind_a_merge(story: Story, difference: Difference) -> bool:
    """An inclusive join waits, and flows merge before it: SpiffWorkflow looks back along one flow of each merge only."""
    running = story.running()
    joins = [
        story.model.nodes[index]
        for index in story.model.upstream
        if story.model.nodes[index].id in running
        and any(len(each.incoming) > 1 for each in _upstream(story.model, index))
        and any(each.id in running for each in _upstream(story.model, index))
    ]
    return story.affects(joins, difference)


def _upstream(model: ProcessModel, join: int) -> list[Node]:
    before = 0
    for bits in model.upstream[join]:
        before |= bits
    return [node for node in model.nodes if before >> node.index & 1 and node.index != join]


def _holds_others(node: Node) -> bool:
    return hasattr(node, "inner_scope") or hasattr(node, "called_process") or getattr(node, "loop", None) is not None


def long_loop(story: Story, difference: Difference) -> bool:
    return bool(story.times) and max(story.times.values()) > MOST_STEPS


def link(story: Story, difference: Difference) -> bool:
    return story.affects(story.passed(LinkDefinition), difference)


def compensation(story: Story, difference: Difference) -> bool:
    """The handlers, and whatever else goes on in the scope that is undone."""
    thrown = story.passed(CompensateDefinition)
    handlers = [node for node in story.model.nodes if getattr(node, "is_for_compensation", False)]
    inner = [each for node in handlers for each in story.inside(node)]
    return bool(thrown) and story.affects([*thrown, *handlers, *inner], difference)
