"""Branches that run side by side and meet where nothing joins them: all that follows runs once for each."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.elements.end_event import EndEvent
from engine.model.elements.inclusive_gateway import InclusiveGateway
from engine.model.elements.parallel_gateway import ParallelGateway
from engine.model.lint.dominators import ROOT, forks
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.process_model import Node
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    model = subject.model
    for node in model.nodes:
        joins = isinstance(node, ParallelGateway | InclusiveGateway) or node.tag == "complexGateway"
        if joins or isinstance(node, EndEvent) or len(node.incoming) < 2:
            continue
        split = subject.dominators.get(node.index, ROOT)
        if split != ROOT and forks(model.nodes[split], model) and _comes_twice(subject, model.nodes[split], node):
            called = model.nodes[split]
            yield at(
                node, split=Text(called.name.en or called.name.zh or called.id, called.name.zh or called.name.en or called.id)
            )


def _comes_twice(subject: Subject, split: Node, meeting: Node) -> bool:
    """Of an activity that goes on beside its boundary event: whether that event leads here at all."""
    if len(split.outgoing) > 1:
        return True
    staying = [index for index in getattr(split, "boundary", ()) if not getattr(subject.model.nodes[index], "interrupting", True)]
    seen, waiting = {split.index, *staying}, staying
    while waiting:
        for target in subject.graph.beside[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return meeting.index in seen


RULE = LintRule(
    id="runs_more_than_once",
    severity="warning",
    message=Text(
        "“{name}” may run once for each branch that leaves “{split}”: they meet here without a join.",
        "“{name}”可能对离开“{split}”的每个分支各执行一次：它们在此相遇却没有汇合。",
    ),
    documentation=Text(
        "Tokens of parallel branches stay apart until a parallel or inclusive gateway joins them: a task here opens twice.",
        "并行分支的令牌在并行或包容网关汇合之前彼此独立：此处的任务会产生两次。",
    ),
    quick_fix=Text("Join the branches with a parallel or inclusive gateway first.", "请先用并行或包容网关汇合各分支。"),
    places=places,
)
