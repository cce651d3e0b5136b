"""Random sound models: blocks inside blocks, each with one way in and one way out, so that every run must reach the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.unit.runtime.instance import HEAD

LEAVES = st.sampled_from(["task", "user", "script", "timer", "message", "service"])
BLOCKS = st.recursive(
    LEAVES.map(lambda kind: (kind,)),
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["xor", "and", "or"]), st.lists(inner, min_size=2, max_size=3), st.integers(0, 7)),
        st.tuples(st.just("loop"), st.lists(inner, min_size=1, max_size=1), st.integers(1, 3)),
        st.tuples(st.just("sub"), st.lists(inner, min_size=1, max_size=2)),
        st.tuples(st.just("multi"), st.lists(inner, min_size=1, max_size=1), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("repeat"), st.lists(inner, min_size=1, max_size=1), st.integers(1, 3)),
        st.tuples(st.just("beside"), st.lists(inner, min_size=2, max_size=2), st.booleans()),
        st.tuples(st.sampled_from(["deadline", "reminder", "event"]), st.lists(inner, min_size=2, max_size=2)),
    ),
    max_leaves=8,
)


@dataclass
class Drawing:
    """Collects XML; `scopes` holds the nodes and flows of the open sub-processes."""

    scopes: list[list[str]] = field(default_factory=lambda: [[]])
    count: int = 0

    def node(self, tag: str, content: str = "", attributes: str = "") -> str:
        self.count += 1
        name = f"n{self.count}"
        self.scopes[-1].append(f'<{tag} id="{name}" {attributes}>{content}</{tag}>')
        return name

    def flow(self, source: str, target: str, condition: str = "") -> str:
        self.count += 1
        name = f"f{self.count}"
        inside = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
        self.scopes[-1].append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>')
        return name

    def default(self, gateway: str, flow: str) -> None:
        place = next(index for index, line in enumerate(self.scopes[-1]) if f'id="{gateway}"' in line)
        self.scopes[-1][place] = self.scopes[-1][place].replace(f'id="{gateway}"', f'id="{gateway}" default="{flow}"')

    def block(self, block: Any) -> tuple[str, str]:
        """Draw a block; its first and last node."""
        return getattr(self, f"_{block[0]}")(*block[1:])

    def _task(self):
        return (self.node("task"),) * 2

    def _user(self):
        return (self.node("userTask", "", 'carelane:candidateGroups="a@b" carelane:due="PT24H"'),) * 2

    def _script(self):
        return (self.node("scriptTask", f"<script>{{v{self.count % 3}: {self.count}}}</script>"),) * 2

    def _service(self):
        return (self.node("serviceTask", "", 'carelane:topic="t"'),) * 2

    def _timer(self):
        return (self.node("intermediateCatchEvent", _timer("PT1H")),) * 2

    def _message(self):
        return (self.node("receiveTask", "", 'messageRef="M"'),) * 2

    def _sequence(self, blocks):
        ends = [self.block(block) for block in blocks]
        for (_, last), (first, _) in pairwise(ends):
            self.flow(last, first)
        return ends[0][0], ends[-1][1]

    def _split(self, tag, blocks, bits):
        split, join = self.node(tag), self.node(tag)
        for number, block in enumerate(blocks):
            first, last = self.block(block)
            is_default = number == 0 and tag != "parallelGateway"
            condition = "" if tag == "parallelGateway" or is_default else str(bool(bits >> number & 1)).lower()
            flow = self.flow(split, first, condition)
            if is_default:
                self.default(split, flow)
            self.flow(last, join)
        return split, join

    def _xor(self, blocks, bits):
        return self._split("exclusiveGateway", blocks, bits)

    def _and(self, blocks, bits):
        return self._split("parallelGateway", blocks, bits)

    def _or(self, blocks, bits):
        return self._split("inclusiveGateway", blocks, bits)

    def _loop(self, blocks, times):
        merge, again = self.node("exclusiveGateway"), self.node("exclusiveGateway")
        counter = f"c{self.count}"
        count = self.node("scriptTask", f"<script>{{{counter}: if {counter} = null then 1 else {counter} + 1}}</script>")
        first, last = self.block(blocks[0])
        self.flow(merge, count)
        self.flow(count, first)
        self.flow(last, again)
        self.flow(again, merge, f"modulo({counter}, {times}) != 0")
        after = self.node("task")
        self.default(again, self.flow(again, after))
        return merge, after

    def _multi(self, blocks, count, is_sequential):
        cardinality = f'<loopCardinality xsi:type="tFormalExpression">{count}</loopCardinality>'
        kind = f'isSequential="{str(is_sequential).lower()}"'
        return self._sub(blocks, f"<multiInstanceLoopCharacteristics {kind}>{cardinality}</multiInstanceLoopCharacteristics>")

    def _repeat(self, blocks, maximum):
        return self._sub(blocks, f'<standardLoopCharacteristics loopMaximum="{maximum}"/>')

    def _beside(self, blocks, interrupting):
        """A sub-process with an event sub-process inside."""
        self.scopes.append([])
        event = self.node("startEvent", _timer("PT25M"), f'isInterrupting="{str(interrupting).lower()}"')
        first, last = self._sequence([blocks[1]])
        self.flow(event, first)
        self.flow(last, self.node("endEvent"))
        inner = f'<subProcess id="n{self.count}x" triggeredByEvent="true">{"".join(self.scopes.pop())}</subProcess>'
        return self._sub([blocks[0]], inner)

    def _sub(self, blocks, head=""):
        self.scopes.append([head])
        start = self.node("startEvent")
        first, last = self._sequence(blocks)
        end = self.node("endEvent")
        self.flow(start, first)
        self.flow(last, end)
        content = "".join(self.scopes.pop())
        return (self.node("subProcess", content),) * 2

    def _deadline(self, blocks):
        (activity, _), merge = self._sub([blocks[0]]), self.node("exclusiveGateway")
        event = self.node("boundaryEvent", _timer("PT30M"), f'attachedToRef="{activity}"')
        first, last = self.block(blocks[1])
        self.flow(activity, merge)
        self.flow(event, first)
        self.flow(last, merge)
        return activity, merge

    def _reminder(self, blocks):
        activity, _ = self._sub([blocks[0]])
        event = self.node("boundaryEvent", _timer("R2/PT20M", "timeCycle"), f'attachedToRef="{activity}" cancelActivity="false"')
        first, last = self.block(blocks[1])
        self.flow(event, first)
        self.flow(last, self.node("endEvent"))
        return activity, activity

    def _event(self, blocks):
        gateway, merge = self.node("eventBasedGateway"), self.node("exclusiveGateway")
        for definition, block in zip((_timer("PT45M"), '<messageEventDefinition messageRef="M"/>'), blocks, strict=True):
            event = self.node("intermediateCatchEvent", definition)
            first, last = self.block(block)
            self.flow(gateway, event)
            self.flow(event, first)
            self.flow(last, merge)
        return gateway, merge


def _timer(text: str, tag: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{tag}>{text}</{tag}></timerEventDefinition>"


def drawn(block: Any) -> bytes:
    """The whole document of one random block."""
    drawing = Drawing()
    start = drawing.node("startEvent")
    first, last = drawing.block(block)
    drawing.flow(start, first)
    drawing.flow(last, drawing.node("endEvent"))
    body = "".join(drawing.scopes[0])
    return f'{HEAD}<message id="M" name="M"/><process id="p" isExecutable="true">{body}</process></definitions>'.encode()
