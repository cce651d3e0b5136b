"""Business rule task: evaluates a decision of the deployment's DMN files, or is a job for a rule engine outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.dmn import Decisions
from engine.model.elements.service_task import DEFAULT_ATTEMPTS, ServiceTask
from engine.model.process_model import Activity
from engine.model.reading import BPMN, Reading
from engine.model.texts import Text

CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
# How `camunda:mapDecisionResult` wants the result; ours is the value itself.
RESULTS = ("", "singleEntry", "singleResult", "collectEntries", "resultList")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessRuleTask(Activity):
    tag = "businessRuleTask"

    decision: str = ""
    result_variable: str = ""  # "": a context sets a variable for each entry, anything else the one named like the decision
    decisions: Decisions | None = field(default=None, repr=False, compare=False)
    reads: tuple[str, ...] = ()  # names of the inputs that the decision needs, directly or through others


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalRuleTask(ServiceTask):
    """A rule that no decision of the deployment holds: who serves the topic applies it, as with a service task."""

    tag = "businessRuleTask"


def read(reading: Reading) -> BusinessRuleTask | ExternalRuleTask:
    called = reading.element.find(f"{BPMN}extensionElements/{ZEEBE}calledDecision")
    decision = reading.attribute("decision") or _of(called, "decisionId") or _of(reading.element, CAMUNDA + "decisionRef")
    variable = (
        reading.attribute("resultVariable") or _of(called, "resultVariable") or _of(reading.element, CAMUNDA + "resultVariable")
    )
    decisions = reading.reader.decisions
    reads: tuple[str, ...] = ()
    if not decision:
        return _external(reading)
    if decision.startswith(("=", "${")):
        reading.refuse(
            "decision_not_fixed",
            "The decision “{decision}” must be named, not computed: what decides is fixed when the model is published.",
            "决策“{decision}”必须直接写明，不能由表达式计算：发布时即确定由谁决策。",
            decision=decision[:100],
        )
    elif decisions is None or decisions.find(decision) is None:
        reading.refuse(
            "decision_unknown",
            "No .dmn file of the deployment holds the decision “{decision}”.",
            "部署中的 .dmn 文件里没有决策“{decision}”。",
            decision=decision[:100],
        )
    else:
        reads = decisions.inputs_of(decision)
    result = _of(reading.element, CAMUNDA + "mapDecisionResult")
    if result not in RESULTS:
        reading.warn("decision_result", "“{result}” is no known mapping.", "未知的结果映射“{result}”。", result=result[:40])
    return BusinessRuleTask(**reading.activity(), decision=decision, result_variable=variable, decisions=decisions, reads=reads)


def _external(reading: Reading) -> ExternalRuleTask:
    """BPMN leaves open what applies the rule (`implementation="##unspecified"`): without a decision of ours, a job does."""
    topic = reading.attribute("topic")
    if not topic:
        topic = reading.element.get("id")
        reading.warn(
            "business_rule_without_decision",
            "The business rule task names no decision: it waits for a job of the topic “{topic}”, its id.",
            "业务规则任务没有指定决策：它等待以其 id“{topic}”为主题的作业。",
            hint=Text(
                "Add a .dmn file to the deployment and name its decision in carelane:decision.",
                "请在部署中加入 .dmn 文件，并在 carelane:decision 中填写其中的决策。",
            ),
            topic=topic,
        )
    attempts = reading.integer("maxAttempts", DEFAULT_ATTEMPTS, least=1)
    return ExternalRuleTask(**reading.activity(), topic=topic, max_attempts=attempts)


def _of(element: Any, name: str) -> str:
    return (element.get(name) or "").strip() if element is not None else ""
