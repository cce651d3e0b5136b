"""An activity that wants more tokens than can ever come: it never begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from engine.model.elements.event_based_gateway import EventBasedGateway
from engine.model.elements.exclusive_gateway import ExclusiveGateway
from engine.model.elements.start_event import StartEvent
from engine.model.lint.dominators import forks
from engine.model.lint.graph import closure
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Activity, Node, ProcessModel
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    model = subject.model
    before: dict[int, list[int]] = defaultdict(list)
    for index, targets in subject.graph.beside.items() if model.gathers else ():
        for target in targets:
            before[target].append(index)
    for index in sorted(model.gathers):
        node = model.nodes[index]
        assert isinstance(node, Activity)
        if node.incoming and not _several_may_come(model, node, before):
            yield at(node, quantity=node.start_quantity)


def _several_may_come(model: ProcessModel, node: Activity, before: Mapping[int, list[int]]) -> bool:
    """Whether more than one token of its scope can lie before it. What it would give itself does not count: it never begins."""
    found = closure([node.index], before) - {node.index}
    scope = model.scopes[node.scope]
    begun = [index for index in scope.starts if index in found and not isinstance(model.nodes[index], StartEvent)]
    return len(begun) > 1 or any(_multiplies(model.nodes[index], model) for index in found)


def _multiplies(node: Node, model: ProcessModel) -> bool:
    if isinstance(node, ExclusiveGateway):
        return False
    if isinstance(node, EventBasedGateway):
        return node.is_parallel
    if isinstance(node, Activity) and (node.completion_quantity > 1 or (node.boundary and node.loop is not None)):
        return True  # instances of a multi-instance activity may each throw what stands on its border
    return len(node.outgoing) > 1 or forks(node, model)


RULE = LintRule(
    id="never_enough_tokens",
    severity="warning",
    message=Text(
        "“{name}” needs {quantity} tokens to begin (startQuantity), and never more than one can come.",
        "“{name}”需要 {quantity} 个令牌才能开始（startQuantity），但最多只会有一个令牌到达。",
    ),
    documentation=Text(
        "An activity with startQuantity waits until so many tokens have arrived. With one on its way it waits for ever.",
        "设置了 startQuantity 的活动要等到相应数量的令牌到达。若途中只有一个令牌，则永远等待。",
    ),
    quick_fix=Text(
        "Remove startQuantity, or draw what brings the other tokens: parallel branches, or a completionQuantity before it.",
        "请去掉 startQuantity，或绘制带来其他令牌的步骤：并行分支，或在其前设置 completionQuantity。",
    ),
    places=places,
)
