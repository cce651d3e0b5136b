"""Where sequence flows may lead, and what an element must have of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from engine.model.bpmn_elements import local_id
from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children, text_of

GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway")


def check(reader: Reader, document: Document, process: Any) -> None:
    incoming: defaultdict[str, list[Any]] = defaultdict(list)
    outgoing: defaultdict[str, list[Any]] = defaultdict(list)
    for flow in process.iter(BPMN + "sequenceFlow"):
        outgoing[local_id(flow.get("sourceRef"))].append(flow)
        incoming[local_id(flow.get("targetRef"))].append(flow)
    for node in process.iter(f"{BPMN}*"):
        name, node_id = bpmn_name(node), node.get("id")
        coming, going = incoming[node_id], outgoing[node_id]
        if name in GATEWAYS:
            _gateway(reader, document, node, coming, going)
        elif name == "boundaryEvent":
            _boundary(reader, document, node, going)
        elif name in ("intermediateCatchEvent", "intermediateThrowEvent"):
            _intermediate(reader, document, node, coming, going)
        elif name.endswith(("Task", "task", "rocess", "transaction", "callActivity")) and name != "process":
            _activity(reader, document, node, going)


def _gateway(reader: Reader, document: Document, node: Any, coming: list[Any], going: list[Any]) -> None:
    direction = node.get("gatewayDirection", "Unspecified")
    wrong = {
        "Diverging": len(coming) > 1,
        "Converging": len(going) > 1,
        "Mixed": len(coming) < 2 or len(going) < 2,
    }.get(direction, False)
    if wrong:
        reader.report(
            document.file,
            node,
            "gateway_direction",
            "gatewayDirection is {direction}, but the gateway has {coming} flows in and {going} out.",
            "gatewayDirection 为 {direction}，但网关有 {coming} 条流入、{going} 条流出的顺序流。",
            direction=direction,
            coming=len(coming),
            going=len(going),
        )
    if bpmn_name(node) == "eventBasedGateway":
        for flow in going:
            if next(children(flow, "conditionExpression"), None) is not None:
                reader.report(
                    document.file,
                    flow,
                    "event_gateway_condition",
                    "A flow out of an event-based gateway has no condition: the event decides.",
                    "事件网关流出的顺序流不能有条件：由事件决定。",
                )


def _boundary(reader: Reader, document: Document, node: Any, going: list[Any]) -> None:
    if not going and next(children(node, "compensateEventDefinition"), None) is None:
        reader.report(
            document.file,
            node,
            "boundary_event_without_flow",
            "A boundary event needs a flow out: nothing says what happens when it occurs.",
            "边界事件必须有流出的顺序流：未说明事件发生后如何继续。",
        )


def _intermediate(reader: Reader, document: Document, node: Any, coming: list[Any], going: list[Any]) -> None:
    is_throw = bpmn_name(node) == "intermediateThrowEvent"
    is_link = next(children(node, "linkEventDefinition"), None) is not None
    if is_link and (going if is_throw else coming):
        reader.report(
            document.file,
            node,
            "link_with_flow",
            "A link throws without a flow out and catches without a flow in.",
            "链接抛出事件不能有流出的顺序流，链接捕获事件不能有流入的顺序流。",
        )
    if not going and not (is_link and is_throw):
        reader.report(
            document.file,
            node,
            "intermediate_event_without_flow",
            "An intermediate event needs a flow out; at the end of a path stands an end event.",
            "中间事件必须有流出的顺序流；路径末尾应使用结束事件。",
        )


def _activity(reader: Reader, document: Document, node: Any, going: list[Any]) -> None:
    conditions = [next(children(flow, "conditionExpression"), None) for flow in going]
    if len(going) == 1 and conditions[0] is not None and text_of(conditions[0]):
        reader.report(
            document.file,
            going[0],
            "only_flow_with_condition",
            "The only flow out of an activity has a condition: nothing says what happens when it does not hold.",
            "活动唯一的流出顺序流带有条件：未说明条件不成立时如何继续。",
        )
