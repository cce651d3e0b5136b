"""What a reader calls a place of a model: its name, or what kind of place it is. Ids are for designers."""

from __future__ import annotations

from collections.abc import Callable

from engine.definitions import LoadedDefinition
from engine.queries.names import in_language

# What is often drawn without a name. A flow is told by the places at its ends.
KINDS = {
    "startEvent": ("Start", "开始"),
    "endEvent": ("End", "结束"),
    "exclusiveGateway": ("Choice", "选择"),
    "parallelGateway": ("Parallel ways", "并行"),
    "inclusiveGateway": ("Choice of several", "多项选择"),
    "eventBasedGateway": ("Whatever comes first", "先到者"),
    "complexGateway": ("Choice", "选择"),
    "boundaryEvent": ("Event at the step", "边界事件"),
    "intermediateCatchEvent": ("Wait", "等待"),
    "intermediateThrowEvent": ("Event on the way", "中间事件"),
    "subProcess": ("Part of the process", "子流程"),
}


def step_names(definition: LoadedDefinition) -> Callable[[str], str]:
    """Names by id, in the reader's language. What the model does not know keeps its id."""
    flows = {flow.id: flow for node in definition.model.nodes for flow in node.outgoing}

    def name(element_id: str) -> str:
        if element_id == definition.process.id:
            return in_language(definition.process.name.en, definition.process.name.zh) or element_id
        if flow := flows.get(element_id):
            nodes = definition.model.nodes
            ends = f"{name(nodes[flow.source].id)} → {name(nodes[flow.target].id)}"
            return in_language(flow.name.en, flow.name.zh) or ends
        try:
            node = definition.model.node(element_id)
        except KeyError:
            return element_id
        return in_language(node.name.en, node.name.zh) or in_language(*KINDS.get(node.tag, ("", ""))) or element_id

    return name
