"""The BPMN elements that can be read: tag → reader. What does not stand here is refused by name."""

from __future__ import annotations

from collections.abc import Callable

from engine.model.elements import (
    abstract_task,
    ad_hoc_sub_process,
    boundary_event,
    business_rule_task,
    call_activity,
    complex_gateway,
    end_event,
    event_based_gateway,
    exclusive_gateway,
    inclusive_gateway,
    intermediate_catch_event,
    intermediate_throw_event,
    manual_task,
    parallel_gateway,
    receive_task,
    script_task,
    send_task,
    service_task,
    start_event,
    sub_process,
    transaction,
    user_task,
)
from engine.model.process_model import Node
from engine.model.reading import Reading

ELEMENTS: dict[str, Callable[[Reading], Node]] = {
    "startEvent": start_event.read,
    "endEvent": end_event.read,
    "intermediateCatchEvent": intermediate_catch_event.read,
    "intermediateThrowEvent": intermediate_throw_event.read,
    "boundaryEvent": boundary_event.read,
    "task": abstract_task.read,
    "userTask": user_task.read,
    "manualTask": manual_task.read,
    "serviceTask": service_task.read,
    "scriptTask": script_task.read,
    "businessRuleTask": business_rule_task.read,
    "sendTask": send_task.read,
    "receiveTask": receive_task.read,
    "subProcess": sub_process.read,
    "transaction": transaction.read,
    "adHocSubProcess": ad_hoc_sub_process.read,
    "callActivity": call_activity.read,
    "exclusiveGateway": exclusive_gateway.read,
    "inclusiveGateway": inclusive_gateway.read,
    "parallelGateway": parallel_gateway.read,
    "complexGateway": complex_gateway.read,
    "eventBasedGateway": event_based_gateway.read,
}
