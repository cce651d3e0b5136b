"""Event-based gateway: the first of several events wins."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Node
from engine.model.reading import Reading, bpmn_name, children
from engine.model.texts import Text

TARGETS = ("intermediateCatchEvent", "receiveTask")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBasedGateway(Node):
    tag = "eventBasedGateway"
    waits = True

    instantiate: bool = False  # its events start the process
    is_parallel: bool = False  # of an instantiating one: all its events are needed, each goes its own way


def read(reading: Reading) -> EventBasedGateway:
    instantiate = reading.element.get("instantiate") in ("true", "1")
    is_parallel = reading.element.get("eventGatewayType") == "Parallel"
    _check_instantiate(reading, instantiate=instantiate, is_parallel=is_parallel)
    if len(reading.outgoing) < 2:
        reading.refuse(
            "event_gateway_flows", "An event-based gateway needs at least two flows out.", "事件网关至少需要两条流出的顺序流。"
        )
    _check_targets(reading)
    for flow in reading.outgoing:
        target = reading.reader.elements[flow.target]
        if bpmn_name(target) not in TARGETS:
            reading.refuse(
                "event_gateway_target",
                "The event-based gateway leads to “{target}”, which is neither a catch event nor a receive task.",
                "事件网关流向“{target}”，它既不是捕获事件，也不是接收任务。",
                target=target.get("id"),
            )
    return EventBasedGateway(**reading.node(), instantiate=instantiate, is_parallel=is_parallel)


def _check_instantiate(reading: Reading, *, instantiate: bool, is_parallel: bool) -> None:
    """BPMN 2.0.2, 10.6.6: parallel only where it starts the process, which it does only where nothing leads to it."""
    if is_parallel and not instantiate:
        reading.refuse(
            "parallel_event_gateway",
            "A parallel event-based gateway must start its process: it needs instantiate.",
            "并行事件网关必须用于启动流程：需要设置 instantiate。",
            hint=Text("Use a parallel gateway before catch events.", "请在捕获事件前使用并行网关。"),
        )
    if instantiate and (reading.incoming or bpmn_name(reading.element.getparent()) != "process"):
        reading.refuse(
            "instantiate_inside",
            "An instantiating event-based gateway stands at the beginning of a process: no flow leads to it.",
            "可实例化的事件网关位于流程开头：没有流入的顺序流。",
            hint=Text("Remove instantiate, or its flows in.", "请去掉 instantiate，或去掉流入的顺序流。"),
        )


def _check_targets(reading: Reading) -> None:
    """BPMN 2.0.2, 10.6.6: of receive tasks and message events one kind, receive tasks without boundary events."""
    targets = [reading.reader.elements[flow.target] for flow in reading.outgoing]
    receives = [each for each in targets if bpmn_name(each) == "receiveTask"]
    if receives and any(next(children(each, "messageEventDefinition"), None) is not None for each in targets):
        reading.refuse(
            "event_gateway_mixed",
            "An event-based gateway leads to receive tasks or to message events, not to both.",
            "事件网关应流向接收任务或消息事件之一，不能二者混用。",
            hint=Text("Draw message events only.", "请统一使用消息事件。"),
        )
    attached = set(reading.reader.attached.values())
    for task in receives:
        if task.get("id") in attached:
            reading.refuse(
                "event_gateway_boundary",
                "The receive task “{target}” behind an event-based gateway has a boundary event.",
                "事件网关之后的接收任务“{target}”带有边界事件。",
                target=task.get("name") or task.get("id"),
                hint=Text("Let the event be one of the gateway's own.", "请将该事件改为网关的一个分支。"),
            )
