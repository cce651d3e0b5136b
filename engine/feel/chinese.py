"""FEEL's sentences in Chinese: `in_chinese("'+' cannot join a number and a string.")`.

Warnings and refusals are made, stored and compared in English; whoever shows one asks here for the reader's language, also for
those that stand in a history since long. A sentence is known by its shape; a test finds those that lack here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KINDS = {
    "any": "任意值",
    "value": "值",
    "a value": "值",
    "number": "数字",
    "string": "文本",
    "boolean": "布尔值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "天时时长",
    "years and months duration": "年月时长",
    "duration": "时长",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "point": "点值",
    "function": "函数",
}
FEEL = {
    # api, evaluation
    "The expression or its data nest too deep.": "表达式或其数据嵌套过深。",
    "The expression meets a number that FEEL does not have.": "表达式遇到了 FEEL 中不存在的数字。",
    "The expression takes more than {} steps.": "表达式超过了 {} 步。",
    "The expression takes longer than {} seconds.": "表达式用时超过 {} 秒。",
    "A text grows longer than {} characters.": "文本超过 {} 个字符。",
    "A list grows longer than {} items.": "列表超过 {} 项。",
    "The expression makes more than {} characters and items.": "表达式生成的字符和元素超过 {} 个。",
    "The result holds more than {} characters and items.": "结果含有的字符和元素超过 {} 个。",
    "Functions call each other deeper than {}.": "函数相互调用超过 {} 层。",
    # reading
    "The expression is longer than {} characters.": "表达式超过 {} 个字符。",
    "The expression is not valid Unicode text.": "表达式不是有效的 Unicode 文本。",
    "The expression nests deeper than {}.": "表达式嵌套超过 {} 层。",
    "Brackets nest deeper than {}.": "括号嵌套超过 {} 层。",
    "Expected an expression, found nothing.": "应有表达式，但内容为空。",
    "This is not a FEEL expression.": "这不是 FEEL 表达式。",
    "Unexpected here: the expression ends.": "表达式在此处意外结束。",
    "Unexpected here: the expression ends; expected {}.": "表达式在此处意外结束；应为 {}。",
    "Unexpected here: '{}' stands.": "此处不应出现“{}”。",
    "Unexpected here: '{}' stands; expected {}.": "此处不应出现“{}”；应为 {}。",
    "'{}' is full-width punctuation; write '{}'.": "“{}”是全角标点；请写成“{}”。",
    "'{}' has no meaning here.": "“{}”在此处没有含义。",
    "More than {} keys hold operator characters or keywords.": "含运算符或关键字的键超过 {} 个。",
    "This string has no closing quotation mark.": "文本缺少结束引号。",
    "A string cannot hold the character U+0000.": "文本不能含有字符 U+0000。",
    'Expected a quoted date, time or duration after "@".': "“@”之后应为带引号的日期、时间或时长。",
    "The number is too large.": "数字过大。",
    "{} (line {}, column {})": "{}（第 {} 行，第 {} 列）",
    # operators, literals, functions
    "Division by zero.": "除数为零。",
    "division by zero.": "除数为零。",
    "The duration is too long.": "时长过长。",
    "This power has no real value.": "该乘方没有实数值。",
    "A {} cannot be compared with a {}.": "{}不能与{}比较。",
    "{} and {} cannot be compared.": "{}与{}不能比较。",
    "A comparison with null has no answer.": "与 null 比较没有结果。",
    "A time with a zone and one without cannot be compared.": "带时区的时间与不带时区的时间不能比较。",
    "A time with a zone and one without cannot be subtracted.": "带时区的时间与不带时区的时间不能相减。",
    "A date and time with a time zone and one without cannot be compared.": "带时区与不带时区的日期时间不能比较。",
    "'{}' has no value where one side is null.": "“{}”的一侧为 null，没有结果。",
    "'{}' cannot join a {} and a {}.": "“{}”不能连接{}与{}。",
    "The result of '{}' is too large.": "“{}”的结果过大。",
    "'-' has no value before null.": "“-”不能用于 null。",
    "'-' cannot stand before a {}.": "“-”不能用于{}。",
    "'{}' needs true or false, not a {}.": "“{}”需要 true 或 false，而不是{}。",
    "'if' needs true or false, not a {}.": "“if”需要 true 或 false，而不是{}。",
    "There is nothing named '{}' here.": "此处没有名为“{}”的变量。",
    "There is no function {}.": "没有函数 {}。",
    "'{}' is a {}, not a function.": "“{}”是{}，不是函数。",
    "This is a {}, not a function.": "这是{}，不是函数。",
    "There is no type '{}'.": "没有类型“{}”。",
    "A context has two entries of the same name.": "上下文中有两个同名条目。",
    "The context has no entry '{}'.": "上下文没有条目“{}”。",
    "A range needs two ends.": "区间需要两个端点。",
    "A range cannot reach from {} to {}.": "区间不能从{}到{}。",
    "A range cannot end before it starts.": "区间的终点不能早于起点。",
    "'!=' does not describe a range.": "“!=”不能描述区间。",
    "External functions are not allowed.": "不允许使用外部函数。",
    "The function takes {} arguments, not {}.": "该函数需要 {} 个参数，实际为 {} 个。",
    "The function takes the arguments {}.": "该函数的参数为 {}。",
    "A filter needs true, false or a position, not a {}.": "筛选条件应为 true、false 或位置，而不是{}。",
    "A condition needs true or false, not a {}.": "条件应为 true 或 false，而不是{}。",
    "The list of {} has no item at this position.": "共 {} 项的列表在该位置没有元素。",
    "There is nothing to iterate over.": "没有可遍历的内容。",
    "Nothing can be counted from {} to {}.": "无法从{}数到{}。",
    "'{}' cannot be read from null.": "不能从 null 读取“{}”。",
    "A {} has no '{}'.": "{}没有“{}”。",
    "FEEL has no value for a {}.": "FEEL 没有与 {} 对应的值。",
    "A function cannot be stored.": "函数不能保存。",
    "{} is not a number that FEEL can hold.": "{} 不是 FEEL 能表示的数字。",
    # dates, times, durations
    "'{}' is not a date such as 2026-01-31.": "“{}”不是日期（如 2026-01-31）。",
    "'{}' is not a time such as 08:30:00 or 08:30:00+08:00.": "“{}”不是时间（如 08:30:00 或 08:30:00+08:00）。",
    "'{}' is not a date and time such as 2026-01-31T08:30:00.": "“{}”不是日期时间（如 2026-01-31T08:30:00）。",
    "'{}' is not a duration such as PT24H, P3D or P1Y6M.": "“{}”不是时长（如 PT24H、P3D 或 P1Y6M）。",
    "'{}' has an impossible offset.": "“{}”的时差不可能存在。",
    "'{}' has no time zone.": "“{}”没有时区。",
    "'{}' is outside the years 1 to 9999.": "“{}”超出公元 1 年至 9999 年。",
    "There is no time zone '{}'.": "没有时区“{}”。",
    "There is no time {}:{}:{}.": "没有 {}:{}:{} 这一时间。",
    "There is no date {}-{}-{}.": "没有 {}-{}-{} 这一日期。",
    # built-ins
    "'{}' must be a {}, not null.": "“{}”应为{}，不能为 null。",
    "'{}' must be a {}, not a {}.": "“{}”应为{}，而不是{}。",
    "{}() does not take {} arguments.": "{}() 不接受 {} 个参数。",
    "{}() does not take the arguments {}.": "{}() 不接受参数 {}。",
    "'from' must not be null.": "“from”不能为 null。",
    "the pattern ends too early.": "正则表达式不完整。",
    "'(?' may only be followed by ':' in a pattern.": "正则表达式中“(?”之后只能是“:”。",
    r"expected '{' and '}' after '\p'.": r"“\p”之后应为“{”和“}”。",
    "'\\{}' is not allowed in a pattern.": "正则表达式中不允许“\\{}”。",
    "a negated category cannot stand inside '[ ]' here.": "此处“[ ]”内不能使用取反的类别。",
    "a negated block cannot stand inside '[ ]' here.": "此处“[ ]”内不能使用取反的区块。",
    "'{}' must be escaped in a pattern.": "正则表达式中的“{}”需要转义。",
    "every item must be true or false, not a {}.": "每一项都应为 true 或 false，而不是{}。",
    "expected ']' after the part that is taken away.": "被排除部分之后应为“]”。",
    "there is no category '{}'.": "没有类别“{}”。",
    "the delimiter must not match the empty text.": "分隔符不能匹配空文本。",
    "the pattern must not match the empty text.": "正则表达式不能匹配空文本。",
    "in a replacement, '$' must be followed by a group number and '\\' by '$' or '\\'.": (
        "替换文本中，“$”后应为组号，“\\”后应为“$”或“\\”。"
    ),
    "the pattern or the text is too long.": "正则表达式或文本过长。",
    "the pattern could take too long on this text; use fewer or simpler repetitions.": (
        "该正则表达式在此文本上耗时过长；请减少或简化重复。"
    ),
    "'{}' is not a flag.": "“{}”不是标志。",
    "the pattern is not valid: {}.": "正则表达式无效：{}。",
    "nothing to repeat": "没有可重复的内容",
    "multiple repeat": "重复符号连用",
    "min repeat greater than max repeat": "最少重复次数大于最多次数",
    "the repetition number is too large": "重复次数过大",
    "missing ), unterminated subpattern": "缺少“)”，分组未结束",
    "unbalanced parenthesis": "括号不配对",
    "unterminated character set": "字符集未以“]”结束",
    "bad character range {}": "字符范围 {} 无效",
    "invalid group reference {}": "没有编号为 {} 的分组",
    "cannot refer to an open group": "不能引用尚未结束的分组",
    "bad escape {}": "转义 {} 无效",
    "bad escape (end of pattern)": "正则表达式以不完整的转义结束",
    "every item must be a number, not {}.": "每一项都应为数字，而不是{}。",
    "every item must be a string, not a {}.": "每一项都应为文本，而不是{}。",
    "every item must be a context, not a {}.": "每一项都应为上下文，而不是{}。",
    "every entry must be a context with 'key' (a string) and 'value'.": "每个条目都应为含“key”（文本）和“value”的上下文。",
    "the sum is too large.": "总和过大。",
    "the product is too large.": "乘积过大。",
    "the result is too large.": "结果过大。",
    "a standard deviation needs at least two numbers.": "标准差至少需要两个数字。",
    "the list of {} has no such position.": "共 {} 项的列表没有该位置。",
    "the list has not so many items from there.": "从该位置起列表没有那么多项。",
    "'match' must answer true or false.": "“match”的结果应为 true 或 false。",
    "'size' must be a whole number of at least 1.": "“size”应为不小于 1 的整数。",
    "the start position lies outside the text.": "起始位置超出文本范围。",
    "the length must be at least 1.": "长度应不小于 1。",
    "the scale must lie between {} and {}.": "小数位数应在 {} 到 {} 之间。",
    "the pattern names too many categories of characters.": "正则表达式使用的字符类别过多。",
    "this is not a number that FEEL has.": "这不是 FEEL 能表示的数字。",
    "the number cannot be rounded so.": "该数字不能这样舍入。",
    "the quotient has too many digits.": "商的位数过多。",
    "a negative number has no square root.": "负数没有平方根。",
    "only positive numbers have a logarithm.": "只有正数才有对数。",
    "'negand' must be true or false, not a {}.": "“negand”应为 true 或 false，而不是{}。",
    "these separators cannot be used.": "不能使用这些分隔符。",
    "'{}' is not a number.": "“{}”不是数字。",
    "'{}' has too many digits.": "“{}”的位数过多。",
    "'{}' must be a whole number.": "“{}”应为整数。",
    "'second' must lie between 0 and 60.": "“second”应在 0 到 60 之间。",
    "there is no clock here.": "此处没有时钟。",
    "the context has no entry '{}'.": "上下文没有条目“{}”。",
    "the key '{}' comes twice.": "键“{}”重复。",
    "'keys' must be a list of at least one string.": "“keys”应为至少含一个文本的列表。",
    "'{}' is a {}, not a context.": "“{}”是{}，不是上下文。",
    "'{}' is not a range such as [1..3].": "“{}”不是区间（如 [1..3]）。",
    "'{}' does not start before it ends.": "“{}”的起点不早于终点。",
    "the ends of the range must be literals.": "区间的端点应为字面值。",
    "{}(): {}": "{}()：{}",
}


class Sentences:
    """English shapes with their Chinese. What `{}` stands for is put into Chinese too, a sentence or a kind; a name is not."""

    def __init__(self, *tables: Mapping[str, str]) -> None:
        shapes = {english: chinese for table in tables for english, chinese in table.items()}
        longest_first = sorted(shapes, key=lambda english: (-len(english.replace("{}", "")), english))
        self._shapes = [(*_shape(english), shapes[english]) for english in longest_first]

    def in_chinese(self, sentence: str, depth: int = 4) -> str:
        """The sentence in Chinese; as it is where nothing is known of it."""
        if sentence in KINDS:
            return KINDS[sentence]
        if depth == 0:
            return sentence
        if " Or: " in sentence:
            name, _, reasons = sentence.partition("(): ")
            return f"{name}()：" + "或：".join(self.in_chinese(each, depth - 1) for each in reasons.split(" Or: "))
        for shape, names, chinese in self._shapes:
            found = shape.fullmatch(sentence)
            if found:
                parts = enumerate(found.groups())
                return _filled(chinese, [each if at in names else self.in_chinese(each, depth - 1) for at, each in parts])
        return sentence


def _filled(chinese: str, parts: list[str]) -> str:
    """`{}` takes the next part, `{1}` the part of that number."""
    following = iter(parts)
    return re.sub(r"\{(\d?)\}", lambda place: parts[int(place[1])] if place[1] else next(following), chinese)


def _shape(english: str) -> tuple[re.Pattern[str], frozenset[int]]:
    """What a sentence looks like, and which of its places hold names: those in quotation marks and before `()`."""
    texts = english.split("{}")
    names = (at for at, text in enumerate(texts[:-1]) if text.endswith(("'", "“")) or texts[at + 1].startswith("()"))
    return re.compile("(.+?)".join(re.escape(text) for text in texts), re.DOTALL), frozenset(names)


_SENTENCES = Sentences(FEEL)


def in_chinese(sentence: str) -> str:
    """A warning or refusal of FEEL in Chinese."""
    return _SENTENCES.in_chinese(sentence)
