"""A message that no process of the deployment waits for."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.start_event import StartEvent
from engine.model.lint.graph import definitions_of
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node, ProcessModel
from engine.model.texts import Text


def catches(node: Node) -> bool:
    return isinstance(node, StartEvent | BoundaryEvent) or node.tag in ("intermediateCatchEvent", "receiveTask")


def message_names(model: ProcessModel, *, caught: bool) -> set[str]:
    """Names of the messages that some node catches, or throws."""
    return {
        each.name
        for node in model.nodes
        if catches(node) is caught
        for each in definitions_of(node)
        if isinstance(each, MessageDefinition)
    }


def places(subject: Subject) -> Iterator[Place]:
    caught = message_names(subject.model, caught=True)
    for node in subject.model.nodes:
        for each in definitions_of(node) if not catches(node) else ():
            if isinstance(each, MessageDefinition) and each.name not in caught:
                yield at(node, sent=each.name)


RULE = LintRule(
    id="message_without_receiver",
    severity="warning",
    message=Text(
        "“{name}” sends “{sent}”, which nothing in this deployment waits for.",
        "“{name}”发送“{sent}”，但本部署中没有任何流程等待它。",
    ),
    documentation=Text(
        "A message without a receiver waits until its time to live is over and is then lost. Another deployment may wait for it.",
        "没有接收方的消息会等到有效期结束后丢失。其他部署可能会接收它。",
    ),
    quick_fix=Text(
        "Draw the event that receives it, or accept this finding and name who does.",
        "请绘制接收它的事件，或接受此项并写明由谁接收。",
    ),
    places=places,
)
