"""What an incident says, in Chinese: the history keeps it in English, and whoever reads it reads their own language."""

from __future__ import annotations

from engine.dmn.chinese import DMN
from engine.feel.chinese import FEEL, Sentences

RUNTIME = {
    "Expected candidate groups as a string or a list of strings, found {}.": "候选组应为文本或文本列表，实际为 {}。",
    "Expected the assignee as a username, found {}.": "办理人应为用户名，实际为 {}。",
    "Due and follow-up dates of a user task: {}.": "人工任务的截止与跟进时间：{}。",
    "Expected the priority as a whole number, found {}.": "优先级应为整数，实际为 {}。",
    "Expected “{}” to hold when every activity of {} is done.": "{1} 的全部活动完成后，“{0}”应成立。",
    "Expected a boundary event or event sub-process that catches the error “{}”{}.": "应有边界事件或事件子流程捕获错误“{}”{}。",
    "Expected a boundary event or event sub-process that catches the error “{}”.": "应有边界事件或事件子流程捕获错误“{}”。",
    "Expected one of the flows {} to apply, but no condition is true and there is no default.": (
        "流向 {} 中应有一条成立，但所有条件均不成立，也没有默认流向。"
    ),
    "Expected a list from “{}” for the instances.": "多实例的“{}”应为列表。",
    "Expected at most {} instances, found {}.": "最多允许 {} 个实例，实际为 {} 个。",
    "Expected at most {} characters as a candidate group, found {}.": "候选组最多 {} 个字符，实际为 {} 个。",
    "Expected a priority of at most {}, found {}.": "优先级最大为 {}，实际为 {}。",
    "Expected variables of other names: {} is what the engine itself knows of the instance.": (
        "请使用其他变量名：{} 是引擎自身记录的实例信息。"
    ),
    "Expected a whole number from 0 from “{}” for the instances.": "多实例的“{}”应为不小于 0 的整数。",
    "Expected a correlation key from “{}”, found nothing.": "“{}”应给出关联键，实际为空。",
    "Expected a string or a whole number as correlation key from “{}”.": "“{}”给出的关联键应为文本或整数。",
    "Expected the id of an organisation from “{}”.": "“{}”应给出机构编号。",
    "Expected the called process {} to have a none start event.": "被调用的流程 {} 应有无触发的开始事件。",
    "The timer of {}, “{}”: {}.": "{} 的定时器“{}”：{}。",
    "Expected at most {} processes and sub-processes inside each other.": "流程与子流程最多嵌套 {} 层。",
    "Expected a calendar “{}” in the directory of the organisation, found {}.": "机构目录中应有日历“{}”，现有：{}。",
    "Expected at most {} steps of all expressions in one advance.": "一次推进中所有表达式合计最多 {} 步。",
    "Expected at most {} bytes to be written into variables in one advance. Setting {} goes over it.": (
        "一次推进中写入变量最多 {} 字节；设置 {} 超出限额。"
    ),
    "Expected at most {} bytes of variables; setting {} goes over it.": "变量最多 {} 字节；设置 {} 超出限额。",
    "The value of {}: {}": "{} 的值：{}",
    "Expected at most {} steps in one advance; the model seems not to come to rest.": "一次推进最多 {} 步；模型似乎无法停下。",
    "Expected a token on {}, but none can come any more.": "{} 上应有令牌到达，但已不可能再有。",
    "there is no calendar '{}'": "没有日历“{}”",
    "this is no calendar: {}": "这不是日历：{}",
    "the day lies before the birth": "该日期早于出生日期",
    "a roster is a list of contexts with 'person', 'from' and 'to'": "排班表应为含“person”“from”“to”的上下文列表",
    "expected a date": "应为日期",
    "expected a date and time": "应为日期时间",
}
_SENTENCES = Sentences(FEEL, DMN, RUNTIME)


def in_chinese(sentence: str) -> str:
    """An incident's or a warning's sentence in Chinese; as it is where it was written by somebody else (a service, a person)."""
    return _SENTENCES.in_chinese(sentence)
