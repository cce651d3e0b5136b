"""A wait that nothing in the deployment can end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.conditional_event_definition import ConditionalDefinition
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.start_event import StartEvent
from engine.model.lint.graph import definitions_of
from engine.model.lint.message_without_receiver import catches, message_names
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node, ProcessModel
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    model = subject.model
    sent = message_names(model, caught=False)
    thrown = {
        each.name
        for node in model.nodes
        if not catches(node)
        for each in definitions_of(node)
        if isinstance(each, SignalDefinition)
    }
    written = frozenset().union(*subject.writes) if subject.writes else frozenset()
    for node in model.nodes:
        for each in definitions_of(node) if _hangs(node, model) else ():
            if isinstance(each, MessageDefinition) and each.name not in sent:
                yield at(node, what=Text(f"the message “{each.name}”", f"消息“{each.name}”"))
            elif isinstance(each, SignalDefinition) and each.name not in thrown:
                yield at(node, what=Text(f"the signal “{each.name}”", f"信号“{each.name}”"))
            elif isinstance(each, ConditionalDefinition) and written.isdisjoint(each.condition.names):
                names = ", ".join(sorted(each.condition.names)) or each.condition.source[:60]
                yield at(node, what=Text(f"a change of {names}", f"{names} 的变化"))


def _hangs(node: Node, model: ProcessModel) -> bool:
    """A start event of a process waits for the world: nothing hangs if nobody sends."""
    return catches(node) and not (isinstance(node, StartEvent) and model.scopes[node.scope].node < 0)


RULE = LintRule(
    id="wait_nobody_serves",
    severity="info",
    message=Text(
        "“{name}” waits for {what}, which nothing in this deployment brings about.",
        "“{name}”等待{what}，但本部署中没有任何步骤会引发它。",
    ),
    documentation=Text(
        "Fine where another system or a person brings it; else the wait never ends.",
        "若由其他系统或人员引发则无妨；否则将永远等待。",
    ),
    quick_fix=Text(
        "Draw what brings it, or accept this finding and name who does.", "请绘制引发它的步骤，或接受此项并写明由谁引发。"
    ),
    places=places,
)
