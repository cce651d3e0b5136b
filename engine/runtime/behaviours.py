"""The table of elements: model class → behaviour. A new element is one file in `elements/` and one line here."""

from __future__ import annotations

from engine.model.elements.abstract_task import AbstractTask
from engine.model.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.model.elements.boundary_event import BoundaryEvent
from engine.model.elements.business_rule_task import BusinessRuleTask, ExternalRuleTask
from engine.model.elements.call_activity import CallActivity
from engine.model.elements.complex_gateway import ComplexGateway
from engine.model.elements.end_event import EndEvent
from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.elements.event_sub_process import EventSubProcess
from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.model.elements.intermediate_catch_event import IntermediateCatchEvent
from engine.model.elements.intermediate_throw_event import IntermediateThrowEvent
from engine.model.elements.manual_task import ManualTask
from engine.model.elements.parallel_gateway import ParallelGateway
from engine.model.elements.receive_task import ReceiveTask
from engine.model.elements.script_task import ScriptTask
from engine.model.elements.send_task import SendTask
from engine.model.elements.service_task import ServiceTask
from engine.model.elements.start_event import StartEvent
from engine.model.elements.sub_process import SubProcess
from engine.model.elements.transaction import Transaction
from engine.model.elements.user_task import UserTask
from engine.runtime.elements import (
    ad_hoc_sub_process,
    boundary_event,
    business_rule_task,
    call_activity,
    complex_gateway,
    end_event,
    event_based_gateway,
    event_sub_process,
    exclusive_gateway,
    inclusive_gateway,
    intermediate_catch_event,
    intermediate_throw_event,
    parallel_gateway,
    pass_through,
    receive_task,
    script_task,
    send_task,
    service_task,
    start_event,
    sub_process,
    user_task,
)
from engine.runtime.step import Behaviour

ELEMENTS: dict[type, Behaviour] = {
    StartEvent: start_event.BEHAVIOUR,
    EndEvent: end_event.BEHAVIOUR,
    IntermediateCatchEvent: intermediate_catch_event.BEHAVIOUR,
    IntermediateThrowEvent: intermediate_throw_event.BEHAVIOUR,
    BoundaryEvent: boundary_event.BEHAVIOUR,
    AbstractTask: pass_through.BEHAVIOUR,
    ManualTask: pass_through.BEHAVIOUR,
    UserTask: user_task.BEHAVIOUR,
    ServiceTask: service_task.BEHAVIOUR,
    ScriptTask: script_task.BEHAVIOUR,
    BusinessRuleTask: business_rule_task.BEHAVIOUR,
    ExternalRuleTask: service_task.BEHAVIOUR,
    SendTask: send_task.BEHAVIOUR,
    ReceiveTask: receive_task.BEHAVIOUR,
    SubProcess: sub_process.BEHAVIOUR,
    Transaction: sub_process.BEHAVIOUR,
    AdHocSubProcess: ad_hoc_sub_process.BEHAVIOUR,
    EventSubProcess: event_sub_process.BEHAVIOUR,
    CallActivity: call_activity.BEHAVIOUR,
    ExclusiveGateway: exclusive_gateway.BEHAVIOUR,
    InclusiveGateway: inclusive_gateway.BEHAVIOUR,
    ComplexGateway: complex_gateway.BEHAVIOUR,
    ParallelGateway: parallel_gateway.BEHAVIOUR,
    EventBasedGateway: event_based_gateway.BEHAVIOUR,
}
