"""A process that somebody should start, but nobody may."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    called = {getattr(node, "called_element", "") for node in subject.model.nodes}
    for process in subject.model.processes:
        if process.start_events and not process.starter_groups and process.id not in called:
            yield at(process)


RULE = LintRule(
    id="process_without_starter",
    severity="info",
    message=Text("The process “{name}” does not say who may start it.", "流程“{name}”没有说明谁可以启动。"),
    documentation=Text(
        "Nobody may start it by hand, neither on the start page nor through the interface; only another process can call it.",
        "任何人都不能手动启动它，无论在发起页面还是通过接口；只能由其他流程调用。",
    ),
    quick_fix=Text(
        "Set carelane:starterGroups, such as community_doctor.", "请填写 carelane:starterGroups，例如 community_doctor。"
    ),
    places=places,
)
