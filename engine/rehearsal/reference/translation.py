"""The document as SpiffWorkflow can take it: expressions become names that the oracle answers, whatever waits gets an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from engine.model.elements.signal_event_definition import SignalDefinition
from engine.model.process_model import ProcessModel

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
WAIT = "wait_"  # prefix of the message that stands for whatever an event waits for
FLOW, ROUNDS, GOES_ON, IS_ENOUGH = "flow:", "rounds:", "goes:", "done:"  # what the oracle is asked
_DROPPED = (
    *("extensionElements", "ioSpecification", "dataInputAssociation", "dataOutputAssociation", "property", "dataObject"),
    *("dataObjectReference", "dataStoreReference", "laneSet", "potentialOwner", "performer", "humanPerformer", "resourceRole"),
    *("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"),
)
_ROOT_DROPPED = ("collaboration", "dataStore", "itemDefinition", "category", "interface", "BPMNDiagram")
_DECIDING = (BPMN + "exclusiveGateway", BPMN + "inclusiveGateway")
_FLOW_NODES = (
    "Task",
    "task",
    "Gateway",
    "Activity",
    "subProcess",
    "SubProcess",
    "transaction",
    "ThrowEvent",
    "CatchEvent",
    "endEvent",
)
_CATCHING = ("intermediateCatchEvent", "boundaryEvent", "startEvent")
_TAKEN_OVER = ("timerEventDefinition", "messageEventDefinition", "conditionalEventDefinition", "signalEventDefinition")


def translate(files: Mapping[str, bytes], model: ProcessModel) -> list[Any]:
    """One lxml tree a BPMN file. The files have passed the gate."""
    return [_Translation(model, raw).tree() for name, raw in sorted(files.items()) if name.endswith(".bpmn")]


class _Translation:
    def __init__(self, model: ProcessModel, raw: bytes) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        self.root = etree.fromstring(raw, parser)
        self.model = model
        self.tags = {node.id: node for node in model.nodes}
        self.thrown = {
            node.definition.name  # type: ignore[attr-defined]
            for node in model.nodes
            if isinstance(getattr(node, "definition", None), SignalDefinition)
            and node.tag in ("endEvent", "intermediateThrowEvent")
        }
        self.messages: list[str] = []

    def tree(self) -> Any:
        for child in list(self.root):
            if etree.QName(child).localname in _ROOT_DROPPED:
                self.root.remove(child)
        for process in self.root.iter(BPMN + "process"):
            process.set("isExecutable", "true")
        for element in list(self.root.iter()):
            if isinstance(element.tag, str) and element.tag.startswith(BPMN):
                self._element(element, element.tag.removeprefix(BPMN))
        for scope in [
            *self.root.iter(BPMN + "process"),
            *self.root.iter(BPMN + "subProcess"),
            *self.root.iter(BPMN + "transaction"),
        ]:
            _complete(scope)
        for name in self.messages:
            etree.SubElement(self.root, BPMN + "message", id=name, name=name)
        return self.root

    def _element(self, element: Any, tag: str) -> None:
        if tag in _DROPPED and element.getparent() is not None:
            element.getparent().remove(element)
        elif tag == "sequenceFlow":
            self._flow(element)
        elif tag in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
            _loop(element, element.getparent().get("id"))
        elif tag in _CATCHING:
            self._catching(element, tag)
        elif tag in ("intermediateThrowEvent", "endEvent"):
            _without(element, "messageEventDefinition")
        elif tag == "task" or tag.endswith("Task"):
            self._task(element, tag)

    def _flow(self, element: Any) -> None:
        if element.get("id") is None:
            element.set("id", f"{element.get('sourceRef')}->{element.get('targetRef')}")
        condition = element.find(BPMN + "conditionExpression")
        source = self.root.find(f".//*[@id='{element.get('sourceRef')}']")
        is_default = source is not None and source.get("default") == element.get("id")
        if condition is not None and is_default:
            element.remove(condition)
        elif condition is None and not is_default and self._decides(source):
            # An unconditional flow beside others: legal, and SpiffWorkflow reads none.
            condition = etree.SubElement(element, BPMN + "conditionExpression")
        if condition is not None and not is_default:
            condition.text = FLOW + element.get("id")

    def _decides(self, source: Any) -> bool:
        return source is not None and source.tag in _DECIDING and len(_leaving(source)) > 1

    def _task(self, element: Any, tag: str) -> None:
        node_id = element.get("id")
        if tag == "receiveTask":
            element.set("messageRef", self._message(node_id))
            return
        node = self.tags.get(node_id)
        waits = node is not None and type(node).waits
        for child in list(element):
            if child.tag == BPMN + "script":
                element.remove(child)
        element.tag = BPMN + ("userTask" if waits else "scriptTask")
        if not waits:
            etree.SubElement(element, BPMN + "script").text = "pass"

    def _catching(self, element: Any, tag: str) -> None:
        for child in element.findall(BPMN + "eventDefinitionRef"):  # SpiffWorkflow ignores it
            child.tag, child.text = BPMN + "conditionalEventDefinition", None
        definitions = [child for child in element if isinstance(child.tag, str) and child.tag.endswith("EventDefinition")]
        in_process = tag == "startEvent" and element.getparent().tag == BPMN + "process"
        for child in definitions:
            name = etree.QName(child).localname
            if name not in _TAKEN_OVER:
                continue
            if in_process:
                element.remove(child)
            elif name != "signalEventDefinition" or self._signal_of(element) not in self.thrown:
                for inner in list(child):
                    child.remove(inner)
                child.tag = BPMN + "messageEventDefinition"
                child.attrib.clear()
                child.set("messageRef", self._message(element.get("id")))

    def _signal_of(self, element: Any) -> str:
        return getattr(getattr(self.tags.get(element.get("id")), "definition", None), "name", "")

    def _message(self, node_id: str) -> str:
        name = WAIT + node_id
        if name not in self.messages:
            self.messages.append(name)
        return name


def _without(element: Any, name: str) -> None:
    for child in element.findall(BPMN + name):
        element.remove(child)


def _loop(element: Any, node_id: str) -> None:
    if element.tag == BPMN + "standardLoopCharacteristics":
        for child in element.findall(BPMN + "loopCondition"):
            child.text = GOES_ON + node_id
        return
    for child in element.findall(BPMN + "completionCondition"):
        child.text = IS_ENOUGH + node_id
    _without(element, "loopCardinality")
    cardinality = etree.Element(BPMN + "loopCardinality")
    cardinality.text = ROUNDS + node_id
    element.insert(0, cardinality)


def _leaving(element: Any) -> list[Any]:
    flows = element.getparent().findall(BPMN + "sequenceFlow")
    return [flow for flow in flows if flow.get("sourceRef") == element.get("id")]


def _complete(scope: Any) -> None:
    """What BPMN allows to be left out and SpiffWorkflow wants: start and end events, gateways where an activity forks."""
    if scope.get("triggeredByEvent") == "true":
        return
    flows = scope.findall(BPMN + "sequenceFlow")
    for element in list(scope):
        tag = etree.QName(element).localname
        if tag != "sequenceFlow" and not tag.endswith("Gateway") and element.get("id"):
            _fork(scope, element, [flow for flow in flows if flow.get("sourceRef") == element.get("id")])
    entered = {flow.get("targetRef") for flow in flows}
    first = [
        element
        for element in scope
        if etree.QName(element).localname.endswith(_FLOW_NODES)
        and element.get("id") not in entered
        and element.get("isForCompensation") != "true"
        and element.get("triggeredByEvent") != "true"
    ]
    if scope.find(BPMN + "startEvent") is None and first:
        name = f"start_of_{scope.get('id')}"
        etree.SubElement(scope, BPMN + "startEvent", id=name)
        if len(first) > 1:
            etree.SubElement(scope, BPMN + "parallelGateway", id=f"fork_of_{scope.get('id')}")
            _connect(scope, name, f"fork_of_{scope.get('id')}")
            name = f"fork_of_{scope.get('id')}"
        for element in first:
            _connect(scope, name, element.get("id"))
    if scope.find(BPMN + "endEvent") is None:
        etree.SubElement(scope, BPMN + "endEvent", id=f"end_of_{scope.get('id')}")


def _connect(scope: Any, source: str, target: str) -> None:
    etree.SubElement(scope, BPMN + "sequenceFlow", id=f"{source}->{target}", sourceRef=source, targetRef=target)


def _fork(scope: Any, element: Any, flows: list[Any]) -> None:
    has_condition = any(flow.find(BPMN + "conditionExpression") is not None for flow in flows)
    if len(flows) < 2 and not has_condition:
        return
    gateway = f"fork_after_{element.get('id')}"
    etree.SubElement(scope, BPMN + "inclusiveGateway", id=gateway)
    element.attrib.pop("default", None)
    for flow in flows:
        flow.set("sourceRef", gateway)
        condition = flow.find(BPMN + "conditionExpression")
        if condition is None:
            condition = etree.SubElement(flow, BPMN + "conditionExpression")
        condition.text = FLOW + flow.get("id")
    _connect(scope, element.get("id"), gateway)
