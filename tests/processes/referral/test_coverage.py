"""Every node and every flow of the model is visited by some path of this folder."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from tests.processes.referral import test_cancel, test_decision, test_down, test_emergency, test_transit, test_up
from tests.processes.referral.region import Region, deployment

PATHS: tuple[ModuleType, ...] = (test_up, test_decision, test_transit, test_cancel, test_emergency, test_down)


def test_paths_visit_every_node_and_flow() -> None:
    # given all paths of the other modules
    paths: list[Callable[[Region], None]] = [
        function for module in PATHS for name, function in vars(module).items() if name.startswith("test_")
    ]

    # when each runs in a region of its own
    nodes: set[str] = set()
    flows: set[str] = set()
    for path in paths:
        region = Region()
        path(region)
        nodes |= region.nodes
        flows |= region.flows

    # then nothing of the model was left out
    model = deployment().model
    all_nodes, all_flows = {node.id for node in model.nodes}, {flow.id for flow in model.flows}
    print(f"\n{len(paths)} paths")
    print(f"nodes: {len(nodes & all_nodes)} of {len(all_nodes)}")
    print(f"flows: {len(flows & all_flows)} of {len(all_flows)}")
    assert all_nodes - nodes == set()
    assert all_flows - flows == set()
