"""`camunda:`, `activiti:` and `flowable:` extension elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from engine.model.reading import bpmn_name, text_of
from engine.model.texts import Text
from engine.model.vendors import juel
from engine.model.vendors.translation import Translation, prefixed

_MAPPING = Text("Write input and output mappings in FEEL.", "请用 FEEL 填写输入和输出映射。")
_LISTENER = Text("listeners run code of the other engine", "监听器运行其他引擎的代码")
_AS_STEP = Text("Draw what it does as a step of the process, or leave it out.", "请将其作用画成流程步骤，或删除。")
_FORM = Text("forms are files of the deployment", "表单是部署中的文件")
_DRAW_FORM = Text(
    "Draw these fields as <key>.form.json and name it in carelane:formKey.",
    "请将这些字段绘制为 <key>.form.json，并在 carelane:formKey 中引用。",
)
_HANDLER = Text("Register a handler in the product and name its topic.", "请在系统中注册处理程序并填写其主题。")
_JAVA = Text("a field of a Java object cannot be filled in", "无法为 Java 对象注入字段")
_CONNECTOR = Text("there are no connectors", "没有连接器")
_SCRIPT = Text("the value is computed by a script in {language}", "其值由 {language} 脚本计算")
_ALL = "all"
KEPT_ELSEWHERE = Text("it stands on an element that the engine does not read", "它所在的元素不由引擎读取")


def input_output(translation: Translation, element: Any, child: Any) -> None:
    """Parameters one by one: text, lists and maps of text, or what is lost."""
    for parameter in child:
        if not isinstance(parameter.tag, str):
            continue
        name = prefixed(parameter.tag)
        target = (parameter.get("name") or "").strip()
        direction = "input" if etree.QName(parameter).localname == "inputParameter" else "output"
        source = _parameter(translation, parameter, f"{name} {target}")
        if source is not None:
            translation.map(element, direction, source, target, parameter)
            translation.honour(parameter, name)
    translation.honour(child, prefixed(child.tag))


def _parameter(translation: Translation, parameter: Any, name: str) -> str | None:
    inner = [each for each in parameter if isinstance(each.tag, str)]
    if not inner:
        text = text_of(parameter)
        value = translation.value(parameter, name, text)
        return '=""' if value == "" else value  # an empty parameter is an empty text
    feel = _structure(translation, inner[0], name)
    return None if feel is None else f"={feel}"


def _structure(translation: Translation, element: Any, name: str) -> str | None:
    """A FEEL list or context; None after a report. Lists in lists do not occur deeper than the gate lets XML be."""
    kind = etree.QName(element).localname
    if kind == "value" or (not len(element) and kind not in ("list", "map", "script")):
        text = text_of(element)
        return translation.expression(element, name, text) if juel.is_juel(text) else juel.quoted(text)
    if kind == "list":
        items = [_structure(translation, each, name) for each in element if isinstance(each.tag, str)]
        return None if None in items else "[" + ", ".join(str(each) for each in items) + "]"
    if kind == "map":
        entries = []
        for entry in element:
            if isinstance(entry.tag, str):
                inner = next((each for each in entry if isinstance(each.tag, str)), None)
                value = _text_value(translation, entry, name) if inner is None else _structure(translation, inner, name)
                if value is None:
                    return None
                entries.append(f"{juel.quoted(entry.get('key') or '')}: {value}")
        return "{" + ", ".join(entries) + "}"
    language = element.get("scriptFormat") or kind
    translation.lose(element, name, _SCRIPT.format(language=language), _MAPPING)
    return None


def _text_value(translation: Translation, element: Any, name: str) -> str | None:
    text = text_of(element)
    return translation.expression(element, name, text) if juel.is_juel(text) else juel.quoted(text)


def call_mapping(translation: Translation, element: Any, child: Any) -> None:
    """`<camunda:in>` and `<camunda:out>` of a call activity, or of a signal."""
    name, local = prefixed(child.tag), etree.QName(child).localname
    if bpmn_name(element) != "callActivity":
        why = Text("an event carries no mapping of this kind", "事件不支持此类映射")
        translation.lose(child, name, why, _MAPPING)
    elif child.get("businessKey") is not None:
        if re.sub(r"[\s{}$#]", "", child.get("businessKey")) in ("execution.processBusinessKey", "execution.businessKey"):
            translation.honour(child, name)  # a called process is part of the same instance
        else:
            why = Text("a called process has the business key of its caller", "被调用流程沿用调用方的业务主键")
            translation.lose(child, name, why, _MAPPING)
    elif child.get("variables") == _ALL:
        siblings = [each for each in element.iter(child.tag) if each is not child and each.get("businessKey") is None]
        if siblings:
            why = Text("all variables and single ones cannot be mapped together", "不能同时映射全部变量与个别变量")
            translation.lose(child, name, why, _MAPPING)
        else:
            translation.honour(child, name)  # our default
    else:
        source = child.get("source") or child.get("sourceExpression") or ""
        value = translation.value(child, name, source) if juel.is_juel(source) else f"={source}"
        if value is not None:
            translation.map(element, "input" if local == "in" else "output", value, child.get("target") or "", child)
            translation.honour(child, name)


def retry_cycle(translation: Translation, element: Any, child: Any) -> None:
    """`R5/PT5M`: five attempts; how long is waited between them is the product's."""
    found = re.fullmatch(r"R(\d+)/P\w+", text_of(child))
    name = prefixed(child.tag)
    if found is None or int(found[1]) < 1:
        why = Text("“{text}” names no number of attempts", "“{text}”没有写明尝试次数").format(text=text_of(child)[:60])
        translation.lose(child, name, why, Text("Set carelane:maxAttempts.", "请填写 carelane:maxAttempts。"), severity="warning")
        return
    if bpmn_name(element) == "serviceTask":
        translation.set(element, "maxAttempts", found[1])
    translation.honour(child, name)


def properties(translation: Translation, element: Any, child: Any) -> None:
    translation.keep(child, prefixed(child.tag), Text("the engine does not read it", "引擎不读取它"))


def lost_each(why: Text, hint: Text) -> Callable[[Translation, Any, Any], None]:
    """Reported line by line: the members where there are some, else the element."""

    def read(translation: Translation, element: Any, child: Any) -> None:
        members = [each for each in child if isinstance(each.tag, str)] if etree.QName(child).localname == "formData" else []
        for each in members or [child]:
            label = prefixed(each.tag)
            called = each.get("id") or each.get("name") or each.get("event") or ""
            translation.lose(each, f"{label} {called}".strip(), why, hint)
        if members:
            translation.honour(child, prefixed(child.tag))

    return read


EXTENSIONS: dict[str, Callable[[Translation, Any, Any], None]] = {
    "inputOutput": input_output,
    "in": call_mapping,
    "out": call_mapping,
    "failedJobRetryTimeCycle": retry_cycle,
    "properties": properties,
    "property": properties,
    "executionListener": lost_each(_LISTENER, _AS_STEP),
    "taskListener": lost_each(_LISTENER, _AS_STEP),
    "formData": lost_each(_FORM, _DRAW_FORM),
    "formProperty": lost_each(_FORM, _DRAW_FORM),
    "field": lost_each(_JAVA, _HANDLER),
    "connector": lost_each(_CONNECTOR, _HANDLER),
    "errorEventDefinition": lost_each(Text("a handler throws BPMN errors itself", "由处理程序自行抛出 BPMN 错误"), _HANDLER),
}
UNKNOWN = lost_each(
    Text("nothing of this name is known", "没有这样的名称"),
    Text("Remove it, or say the same with carelane: attributes.", "请删除，或改用 carelane: 属性表达。"),
)
