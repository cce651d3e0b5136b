"""A condition that the file marks as prose, and that reads only like prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine import feel
from engine.model.bpmn_elements import XSI_TYPE, ProcessElement
from engine.model.documents import Document
from engine.model.elements.business_rule_task import BusinessRuleTask
from engine.model.elements.call_activity import CallActivity
from engine.model.elements.message_event_definition import MessageDefinition
from engine.model.elements.service_task import ServiceTask
from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.elements.user_task import UserTask
from engine.model.lint.graph import definitions_of
from engine.model.lint.rule import LintRule, Place, Subject
from engine.model.lint.variable_never_written import known_names
from engine.model.process_model import Node
from engine.model.reading import BPMN, bpmn_name, children, text_of
from engine.model.texts import Text

EXPRESSIONS = (
    "conditionExpression",
    "condition",
    "completionCondition",
    "activationCondition",
    "loopCondition",
    "loopCardinality",
)
_WORDS = re.compile(r"[^\W\d][\w\s,.;:!?’'-]*")  # without operator, number, text or call: `x = 1` is an expression at sight
# What the engine itself puts beside the variables where such a condition is looked at.
GATEWAY_NAMES = frozenset({"activationCount", "waitingForStart"})


def places(subject: Subject) -> Iterator[Place]:
    """Nothing to say where a step may bring variables that the model does not name."""
    if subject.documents is None or any(_brings_anything(node, subject) for node in subject.model.nodes):
        return
    known = known_names(subject) | GATEWAY_NAMES
    run = {process.id for process in subject.model.processes}
    for document in subject.documents.documents:
        for process in document.processes:
            if process.id in run:
                yield from _prose(document, process, known)


def _prose(document: Document, process: ProcessElement, known: set[str]) -> Iterator[Place]:
    for element in process.element.iter(*(BPMN + name for name in EXPRESSIONS)):
        text = text_of(element)
        if element.get(XSI_TYPE) or element.get("language") or not _WORDS.fullmatch(text):
            continue
        unknown = feel.compile_expression(text).names - known - _flow_names(element)
        if unknown:
            holder = _holder(element)
            yield Place(document.file, holder.get("id"), document.line_of(element), {"text": text[:80], "variable": min(unknown)})


def _holder(element: Any) -> Any:
    while element.get("id") is None:
        element = element.getparent()
    return element


def _flow_names(element: Any) -> frozenset[str]:
    """An activation condition may count the tokens of a flow by the flow's id."""
    if bpmn_name(element) != "activationCondition":
        return frozenset()
    return frozenset(text_of(each) for each in children(element.getparent(), "incoming"))


def _brings_anything(node: Node, subject: Subject) -> bool:
    """Whether a step brings variables whose names the model does not say."""
    if isinstance(node, UserTask):
        return not node.outputs and node.form_key not in subject.forms
    if isinstance(node, ServiceTask | BusinessRuleTask | CallActivity):
        return not node.outputs
    brought = (MessageDefinition, SignalDefinition)
    return any(isinstance(each, brought) for each in definitions_of(node)) and not getattr(node, "outputs", ())


RULE = LintRule(
    id="prose_as_condition",
    severity="error",
    message=Text(
        "“{text}” is written as prose, without xsi:type, and nothing in the deployment writes “{variable}”.",
        "“{text}”没有 xsi:type，属于说明文字，且部署中没有任何步骤写入“{variable}”。",
    ),
    documentation=Text(
        "BPMN 2.0.2, 8.4.6 and 8.4.7: an expression without the type tFormalExpression is natural language and is not executed.",
        "BPMN 2.0.2 第 8.4.6、8.4.7 节：未标明 tFormalExpression 类型的表达式是自然语言，不可执行。",
    ),
    quick_fix=Text(
        'Write FEEL, with xsi:type="tFormalExpression", or list the name in carelane:startVariables of the process.',
        '请改写为 FEEL 并标明 xsi:type="tFormalExpression"，或将该名称列入流程的 carelane:startVariables。',
    ),
    places=places,
)
