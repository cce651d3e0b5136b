"""What a rehearsal says, in both languages: each rule with its sentence, its advice and its severity."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Finding, Severity, finding
from engine.model.process_model import Node, Process, ProcessModel
from engine.model.texts import Text

PREFIX = "rehearsal."
_RULES: dict[str, tuple[Severity, Text, Text]] = {
    "dead_end": (
        "error",
        Text(
            "“{name}” is a dead end: a case can stop here for ever. {detail}",
            "“{name}”是死路：个案可能永远停在这里。{detail}",
        ),
        Text("Draw a way on, or join only branches that are all taken.", "请添加后续路径，或只汇合必然都会执行的分支。"),
    ),
    "endless_loop": (
        "error",
        Text(
            "“{name}” lies on a loop that no rehearsed value ends. {detail}",
            "“{name}”位于循环中，演练过的取值都无法结束该循环。{detail}",
        ),
        Text("Give the loop a condition that ends it, or a limit.", "请为循环设置可以满足的结束条件或次数上限。"),
    ),
    "incident": (
        "error",
        Text("“{name}” stops with an incident ({code}): {detail}", "“{name}”会因异常停止（{code}）：{detail}"),
        Text("Mend the expression, or add a default flow or an error boundary.", "请修正表达式，或添加默认流或错误边界事件。"),
    ),
    "no_path": (
        "error",
        Text("“{name}” was never reached: no flow leads there.", "从未到达“{name}”：没有顺序流通向它。"),
        Text("Connect it or remove it.", "请连接或删除它。"),
    ),
    "never_happens": (
        "error",
        Text("“{name}” was never reached: what it waits for is never thrown.", "从未到达“{name}”：它等待的事件从未抛出。"),
        Text("Throw its error, escalation or signal, or remove it.", "请抛出对应的错误、升级或信号，或将其删除。"),
    ),
    "behind": (
        "error",
        Text("“{name}” was never reached in any rehearsed path.", "所有演练路径都没有到达“{name}”。"),
        Text("Look at the elements before it.", "请检查它之前的元素。"),
    ),
    "bound": (
        "warning",
        Text(
            "“{name}” was not reached before the rehearsal met its limit: it may be reachable.",
            "演练达到上限前没有到达“{name}”：它可能是可以到达的。",
        ),
        Text("Look at this part of the model yourself.", "请人工检查模型的这一部分。"),
    ),
    "forced": (
        "warning",
        Text(
            "“{name}” was reached only by forcing the decision: no values that lead there were found.",
            "只有强制决策才能到达“{name}”：没有找到能走到这里的取值。",
        ),
        Text("See whether the condition can ever be true.", "请确认该条件是否可能为真。"),
    ),
    "bound_hit": (
        "info",
        Text(
            "The rehearsal met its limit ({bounds}) after {looked_at} situations; not every path was tried.",
            "演练在 {looked_at} 个情形后达到上限（{bounds}）；并非所有路径都已尝试。",
        ),
        Text(""),
    ),
    "settled": (
        "info",
        Text(
            "Everything was reached; the rehearsal ended when {looked_at} situations had been looked at and nothing new came.",
            "全部元素均已到达；查看 {looked_at} 个情形后不再有新情况，演练结束。",
        ),
        Text(""),
    ),
    "difference": (
        "error",
        Text(
            "The two engines differ at “{name}” and no known reason fits: {detail}",
            "两个引擎在“{name}”处结果不同，且没有已知原因：{detail}",
        ),
        Text(
            "Report it with the model; publish only after somebody has understood it.", "请连同模型一并报告；弄清原因后才能发布。"
        ),
    ),
    "not_compared": (
        "info",
        Text("“{name}” was not compared with the second engine: {detail}", "“{name}”没有与第二引擎比较：{detail}"),
        Text(""),
    ),
}


def say(rule: str, model: ProcessModel, element_id: str, **params: Any) -> Finding:
    """A finding of a rehearsal at an element."""
    severity, message, hint = _RULES[rule]
    place = element(model, element_id)
    name = name_of(place, element_id)
    params = {"detail": "", **params}
    return finding(
        severity,
        PREFIX + rule,
        message,
        file=place.file if place is not None else "",
        element_id=element_id,
        line=place.line if place is not None else 0,
        hint=hint,
        name=name,
        **params,
    )


def name_of(place: Node | Process | None, element_id: str) -> Text:
    if place is None or not place.name:
        return Text(element_id, element_id)
    return Text(place.name.render("en"), place.name.render("zh"))


def element(model: ProcessModel, element_id: str) -> Node | Process | None:
    """The node or process; for a flow the node that it leaves."""
    for flow in model.flows:
        if flow.id == element_id:
            return model.nodes[flow.source]
    if model.has_process(element_id):
        return model.process(element_id)
    try:
        return model.node(element_id)
    except KeyError:
        return None
