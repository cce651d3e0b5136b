"""A model whose decisions are taken for it: for outcomes that no tried value brought about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine import feel
from engine.model.process_model import Flow, Node, ProcessModel

_TRUE = feel.compile_expression("true")
_FALSE = feel.compile_expression("false")


def forced(model: ProcessModel, flow_ids: Iterable[str]) -> ProcessModel:
    """The same model, in which the gateways that these flows leave always take them; indices stay the same."""
    wanted = {flow.index for flow in model.flows if flow.id in set(flow_ids)}
    sources = {flow.source for flow in model.flows if flow.index in wanted}
    if not sources:
        return model
    nodes = tuple(_forced(node, wanted) if node.index in sources else node for node in model.nodes)
    return replace(model, nodes=nodes)


def _forced(node: Node, wanted: set[int]) -> Node:
    def decided(flow: Flow) -> Flow:
        if flow.condition is None:
            return flow
        return replace(flow, condition=_TRUE if flow.index in wanted else _FALSE)

    outgoing = tuple(decided(flow) for flow in node.outgoing)
    conditional = tuple(
        flow for flow in outgoing if flow.condition is not None and flow.index in {each.index for each in node.conditional}
    )
    return replace(node, outgoing=outgoing, conditional=conditional)


def decidable(model: ProcessModel, flow_ids: Iterable[str]) -> list[str]:
    """Those of the flows that a decision can bring about: one for each gateway, in document order."""
    missing = set(flow_ids)
    found: dict[int, str] = {}
    for flow in model.flows:
        if flow.id in missing and model.nodes[flow.source].conditional:
            found.setdefault(flow.source, flow.id)
    return list(found.values())
