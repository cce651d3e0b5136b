"""Where SpiffWorkflow 3.2 is known to be wrong: each fault is recognised by the construct that the path went through.

A fault explains a difference only if the path met its construct and every element that differs can be affected by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.model.process_model import ProcessModel
from engine.model.texts import Text
from engine.rehearsal.reference import recognising
from engine.rehearsal.reference.driver import Difference
from engine.rehearsal.reference.recognising import Story
from engine.rehearsal.world import Watch


@dataclass(frozen=True)
class Fault:
    id: str
    reason: Text  # what SpiffWorkflow does, and the sentence of BPMN 2.0.2 that says otherwise
    explains: Callable[[Story, Difference], bool]


FAULTS: tuple[Fault, ...] = (
    Fault(
        "event_sub_process",
        Text(
            "SpiffWorkflow starts event sub-processes with their scope and ignores isInterrupting; BPMN 2.0.2, 13.5.4: they "
            "start when their event happens.",
            "SpiffWorkflow 会随其作用域一起启动事件子流程，并忽略 isInterrupting；BPMN 2.0.2 第 13.5.4 节：事件发生时才启动。",
        ),
        recognising.event_sub_process,
    ),
    Fault(
        "non_interrupting_once",
        Text(
            "SpiffWorkflow fires a non-interrupting boundary event once; BPMN 2.0.2, 13.5.3: it may happen as long as its "
            "activity runs.",
            "SpiffWorkflow 的非中断边界事件只触发一次；BPMN 2.0.2 第 13.5.3 节：活动进行期间可以多次发生。",
        ),
        recognising.repeats,
    ),
    Fault(
        "inclusive_join_in_a_loop",
        Text(
            "SpiffWorkflow lets an inclusive join on a loop go on although a token can still reach an empty flow; BPMN "
            "2.0.2, 13.4.3: "
            "it waits.",
            "SpiffWorkflow 让循环中的包容汇合在令牌仍可到达空流时继续；BPMN 2.0.2 第 13.4.3 节：应当等待。",
        ),
        recognising.joins_in_a_circle,
    ),
    Fault(
        "parallel_join_in_a_loop",
        Text(
            "In a second round of a loop SpiffWorkflow lets a parallel join go on with the arrivals of the first; "
            "BPMN 2.0.2, 13.4.1: it needs a token of every flow each time.",
            "循环的第二轮中，SpiffWorkflow 让并行汇合凭第一轮的到达继续；BPMN 2.0.2 第 13.4.1 节：每次都需要每条流各有一个令牌。",
        ),
        recognising.second_round_of_a_join,
    ),
    Fault(
        "error_reaches_all",
        Text(
            "SpiffWorkflow tells an error to every boundary event of the scope that catches its code; BPMN 2.0.2, 10.5.6: the "
            "nearest around it catches it.",
            "SpiffWorkflow 把错误通知给作用域内捕获该代码的所有边界事件；BPMN 2.0.2 第 10.5.6 节：由最近的外层事件捕获。",
        ),
        recognising.error_reaches_all,
    ),
    Fault(
        "join_beside_a_started_activity",
        Text(
            "SpiffWorkflow's inclusive join does not see a token inside a running sub-process, call or loop before it; "
            "BPMN 2.0.2, 13.4.3: it waits for it.",
            "SpiffWorkflow 的包容汇合看不到上游正在运行的子流程、调用或循环中的令牌；BPMN 2.0.2 第 13.4.3 节：应当等待。",
        ),
        recognising.join_beside_a_started_activity,
    ),
    Fault(
        "join_behind_a_merge",
        Text(
            "Looking back from an inclusive join, SpiffWorkflow follows one flow of each merge and misses tokens on the others; "
            "BPMN 2.0.2, 13.4.3: every directed path counts.",
            "SpiffWorkflow 从包容汇合向上游查找时，每个合并处只沿一条流，漏掉其他流上的令牌；"
            "BPMN 2.0.2 第 13.4.3 节：每条有向路径都算。",
        ),
        recognising.join_behind_a_merge,
    ),
    Fault(
        "catches_all_too",
        Text(
            "SpiffWorkflow lets an event that catches every code happen beside the one of the very code; BPMN 2.0.2, 10.5.6: "
            "one handler takes it.",
            "SpiffWorkflow 让捕获任意代码的事件与匹配该代码的事件同时发生；BPMN 2.0.2 第 10.5.6 节：只由一个处理者接收。",
        ),
        recognising.catches_all_too,
    ),
    Fault(
        "conditional_event",
        Text(
            "SpiffWorkflow looks at conditional events after a step, not in it; BPMN 2.0.2, 10.5.5: they happen "
            "when the condition "
            "becomes true.",
            "SpiffWorkflow 在一步结束后才检查条件事件；BPMN 2.0.2 第 10.5.5 节：条件变为真时即发生。",
        ),
        recognising.condition,
    ),
    Fault(
        "link_event",
        Text(
            "SpiffWorkflow makes link events none events; BPMN 2.0.2, 10.5.1: the token goes on at the link of the same name.",
            "SpiffWorkflow 把链接事件当作空事件；BPMN 2.0.2 第 10.5.1 节：令牌从同名链接继续。",
        ),
        recognising.link,
    ),
    Fault(
        "compensation",
        Text(
            "SpiffWorkflow makes compensation throws and ends none events; BPMN 2.0.2, 13.5.5: handlers run in reverse order.",
            "SpiffWorkflow 把补偿抛出和结束事件当作空事件；BPMN 2.0.2 第 13.5.5 节：按逆序执行补偿处理。",
        ),
        recognising.compensation,
    ),
    Fault(
        "signal_end",
        Text(
            "SpiffWorkflow makes a signal end event a none event; BPMN 2.0.2, 13.5.6: the signal is broadcast.",
            "SpiffWorkflow 把信号结束事件当作空事件；BPMN 2.0.2 第 13.5.6 节：应当广播信号。",
        ),
        recognising.signal_end,
    ),
    Fault(
        "runs_on_after_interruption",
        Text(
            "In SpiffWorkflow the next inner task still runs after a signal or escalation interrupted its sub-process; "
            "BPMN 2.0.2, 13.5.3: "
            "the activity is terminated.",
            "SpiffWorkflow 中信号或升级中断子流程后，其下一个内部任务仍会执行；BPMN 2.0.2 第 13.5.3 节：活动应被终止。",
        ),
        recognising.interrupted,
    ),
    Fault(
        "excess_tokens",
        Text(
            "SpiffWorkflow does not keep a second token on a flow into a join; BPMN 2.0.2, 13.4.1: what is left over "
            "stays on its flow.",
            "SpiffWorkflow 不保留流入汇合网关的同一条流上的第二个令牌；BPMN 2.0.2 第 13.4.1 节：多余的令牌留在该流上。",
        ),
        recognising.excess_tokens,
    ),
    Fault(
        "rounds_behind_an_event",
        Text(
            "SpiffWorkflow raises “Attempt to add non-predicted child” where a loop or multi-instance activity stands "
            "behind a boundary event; BPMN 2.0.2, 13.3.6 and 13.3.7: its rounds begin.",
            "边界事件之后的循环或多实例活动会让 SpiffWorkflow 报错“Attempt to add non-predicted child”；"
            "BPMN 2.0.2 第 13.3.6、13.3.7 节：各轮应当开始。",
        ),
        recognising.rounds_behind_an_event,
    ),
    Fault(
        "long_loop",
        Text(
            "SpiffWorkflow's task tree ends at depth 1,000, and with it a loop of some hundred rounds.",
            "SpiffWorkflow 的任务树深度止于 1000，循环几百次后即中止。",
        ),
        recognising.long_loop,
    ),
)


def known(model: ProcessModel, watched: Sequence[Watch], difference: Difference) -> Fault | None:
    """The fault that explains a difference, None if none does."""
    story = Story(model, watched, difference)
    return next((fault for fault in FAULTS if fault.explains(story, difference)), None)
