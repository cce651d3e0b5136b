"""A boundary event on an activity that is over at once."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.timer_event_definition import TimerDefinition
from engine.model.lint.graph import definitions_of
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text

WAITED_FOR = TimerDefinition | MessageDefinition | SignalDefinition | ConditionalDefinition
AT_ONCE = ("task", "manualTask", "scriptTask", "sendTask", "businessRuleTask")


def places(subject: Subject) -> Iterator[Place]:
    for node in subject.model.nodes:
        if not isinstance(node, BoundaryEvent) or node.attached_to < 0:
            continue
        holder = subject.model.nodes[node.attached_to]
        if holder.tag in AT_ONCE and any(isinstance(each, WAITED_FOR) for each in definitions_of(node)):
            yield at(node, activity=holder.id)


RULE = LintRule(
    id="boundary_never_fires",
    severity="warning",
    message=Text(
        "The boundary event “{name}” can never fire: {activity} is over at once.",
        "边界事件“{name}”永远不会触发：{activity} 会立即完成。",
    ),
    documentation=Text(
        "Script, send, decision, manual and abstract tasks do not wait: no timer, message or condition can come in between.",
        "脚本、发送、决策、手动和抽象任务不会等待，其间不可能有定时器、消息或条件发生。",
    ),
    quick_fix=Text(
        "Attach it to an activity that waits, or draw an intermediate event.", "请附着到会等待的活动上，或改用中间事件。"
    ),
    places=places,
)
