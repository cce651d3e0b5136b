"""What stops or leaves out a part of a decision, in Chinese. Findings on files carry both languages (`problems.py`)."""

from __future__ import annotations

from engine.feel.chinese import FEEL, Sentences

DMN = {
    "“{}”: rules {} match at once; hit policy UNIQUE allows one.": "“{}”：规则 {} 同时匹配；命中策略 UNIQUE 只允许一条。",
    "“{}”: rules {} match and differ in what they give; hit policy ANY wants them to agree.": (
        "“{}”：规则 {} 同时匹配但输出不同；命中策略 ANY 要求结果一致。"
    ),
    "“{}” takes too much: {}": "“{}” 超出限额：{}",
    "There is no decision “{}”; there are {}.": "没有决策“{}”；现有：{}。",
    "The decision '{}' has no logic.": "决策“{}”没有逻辑。",
    "{} takes {} arguments, not {}.": "{} 需要 {} 个参数，实际为 {} 个。",
    "{} takes the arguments {}.": "{} 的参数为 {}。",
    "Expected a function to invoke, got a {}.": "应调用函数，实际为{}。",
    "{}: {} is not one of the values that the table allows.": "{}：{} 不在决策表的允许值之列。",
    "Rule {}: {} is not one of the values that the output allows.": "规则 {}：{} 不在输出的允许值之列。",
    "{}: expected {}, got a {} that is not one.": "{}：应为{}，实际的{}不符合。",
    "nested too deep": "嵌套过深",
    "“{}”: {}": "“{}”：{}",
    "{}: {}": "{}：{}",
}
_SENTENCES = Sentences(FEEL, DMN)


def in_chinese(sentence: str) -> str:
    """A remark or refusal of a decision, or of FEEL in it, in Chinese."""
    return _SENTENCES.in_chinese(sentence)
