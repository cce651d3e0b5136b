"""Processes that call each other in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.model.elements.call_activity import CallActivity
from engine.model.lint.graph import closure
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    model = subject.model
    calls: dict[str, set[str]] = defaultdict(set)
    for node in model.nodes:
        if isinstance(node, CallActivity):
            calls[model.processes[node.process].id].add(node.called_process)
    for node in model.nodes:
        if isinstance(node, CallActivity):
            own = model.processes[node.process].id
            if own in closure([node.called_process], calls):
                yield at(node, called=node.called_process, process=own)


RULE = LintRule(
    id="call_cycle",
    severity="warning",
    message=Text("“{name}” calls {called}, which leads back to {process}.", "“{name}”调用 {called}，最终又回到 {process}。"),
    documentation=Text(
        "Each round opens a process inside the last; at 50 inside each other the instance stops with an incident.",
        "每一轮都会在上一层中再打开一个流程；嵌套达到 50 层时实例将停止并产生异常。",
    ),
    quick_fix=Text("Use a loop or a multi-instance activity instead.", "请改用循环或多实例活动。"),
    places=places,
)
