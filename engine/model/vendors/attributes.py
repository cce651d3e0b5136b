"""`camunda:`, `activiti:` and `flowable:` attributes: what means the same, what changes nothing here, what is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from engine.model.reading import BPMN, bpmn_name
from engine.model.texts import Text
from engine.model.vendors.translation import Translation

_JAVA = Text("it is Java code of the other engine", "它是其他引擎的 Java 代码")
_HANDLER = Text(
    "Register a handler in the product and name its topic in carelane:topic.",
    "请在系统中注册处理程序，并在 carelane:topic 中填写其主题。",
)
_NO_FORM = Text("the deployment has no form “{key}”", "部署中没有表单“{key}”")
_ADD_FORM = Text(
    "Draw the form and add it as <key>.form.json, then name it in carelane:formKey.",
    "请绘制表单并以 <key>.form.json 加入部署，然后在 carelane:formKey 中引用。",
)


def as_value(name: str) -> Callable[[Translation, Any, str, str], None]:
    """The same value under a name of ours."""

    def read(translation: Translation, element: Any, attribute: str, text: str) -> None:
        value = translation.value(element, attribute, text)
        if value is not None:
            translation.set(element, name, value)
            translation.honour(element, attribute)

    return read


def without_effect(en: str, zh: str) -> Callable[[Translation, Any, str, str], None]:
    def read(translation: Translation, element: Any, attribute: str, text: str) -> None:
        translation.keep(element, attribute, Text(en, zh))

    return read


def lost(why: Text, hint: Text) -> Callable[[Translation, Any, str, str], None]:
    def read(translation: Translation, element: Any, attribute: str, text: str) -> None:
        translation.lose(element, attribute, why, hint)

    return read


def form_key(translation: Translation, element: Any, attribute: str, text: str) -> None:
    """`embedded:app:forms/slip.html` and the like: honoured where a form of that name is in the deployment."""
    name = text.strip().rpartition("/")[2].rpartition(":")[2]
    for suffix in (".form.json", ".form", ".html", ".xhtml", ".jsf"):
        name = name.removesuffix(suffix)
    if bpmn_name(element) == "userTask" and name in translation.form_keys:
        translation.set(element, "formKey", name)
        translation.honour(element, attribute)
    elif bpmn_name(element) == "userTask":
        translation.lose(element, attribute, _NO_FORM.format(key=text.strip()[:100]), _ADD_FORM)
    else:
        why = Text("a process is started without a form of its own", "流程启动时没有自己的表单")
        hint = Text("Let the first user task ask for it.", "请由第一个用户任务填写。")
        translation.lose(element, attribute, why, hint, severity="warning")


def form_binding(translation: Translation, element: Any, attribute: str, text: str) -> None:
    if text.strip() == "deployment":
        translation.honour(element, attribute)
        return
    why = Text("a form is always the one of its own deployment", "表单始终取自所在部署")
    translation.lose(element, attribute, why, _ADD_FORM, severity="warning")


def called_binding(translation: Translation, element: Any, attribute: str, text: str) -> None:
    """Our calls are bound to their own deployment."""
    if text.strip() == "deployment":
        translation.honour(element, attribute)
        return
    why = Text("a call always runs the process of its own deployment", "调用始终执行所在部署中的流程")
    hint = Text("Upload the called process in the same deployment.", "请在同一部署中上传被调用的流程。")
    severity = "warning" if text.strip() == "latest" else "error"
    translation.lose(element, attribute, why, hint, severity=severity)  # type: ignore[arg-type]


def service_type(translation: Translation, element: Any, attribute: str, text: str) -> None:
    if text.strip() == "external":
        translation.honour(element, attribute)
    else:
        why = Text("there is no built-in “{kind}” task", "没有内置的“{kind}”任务").format(kind=text.strip()[:40])
        translation.lose(element, attribute, why, _HANDLER)


def service_expression(translation: Translation, element: Any, attribute: str, text: str) -> None:
    """An expression that FEEL can say is what a script task does: the element is read as one."""
    if bpmn_name(element) != "serviceTask":
        translation.lose(element, attribute, _JAVA, _HANDLER)
        return
    feel = translation.expression(element, attribute, text)
    if feel is None:
        return
    variable = next((value for key, value in element.attrib.items() if key.endswith("}resultVariable")), "")
    element.tag = BPMN + "scriptTask"
    script = etree.SubElement(element, BPMN + "script")
    script.text, script.sourceline = (feel if variable else "{}"), element.sourceline
    translation.honour(element, attribute)


def result_variable(translation: Translation, element: Any, attribute: str, text: str) -> None:
    if bpmn_name(element) in ("scriptTask", "businessRuleTask"):
        translation.set(element, "resultVariable", text.strip())
        translation.honour(element, attribute)
    else:
        why = Text("a service task names its results in output mappings", "服务任务的结果由输出映射命名")
        translation.lose(element, attribute, why, _MAPPING)


def collection(translation: Translation, element: Any, attribute: str, text: str) -> None:
    value = translation.value(element, attribute, text)
    if value is not None:
        translation.set(element, "collection", value if value.startswith("=") else f"={value}")
        translation.honour(element, attribute)


def read_by_element(translation: Translation, element: Any, attribute: str, text: str) -> None:
    """The element's own reader knows it."""
    translation.honour(element, attribute)


def condition_variable(translation: Translation, element: Any, attribute: str, text: str) -> None:
    why = Text("a condition is looked at whenever any variable that it reads changes", "条件会在其读取的任一变量变化时重新判断")
    hint = Text("Let the condition read this variable alone.", "请让条件只读取该变量。")
    translation.lose(element, attribute, why, hint, severity="warning")


_MAPPING = Text("Write input and output mappings.", "请填写输入和输出映射。")
_ASYNC = without_effect("every step that waits ends its own transaction", "每个等待步骤都自成一个事务")
_JOBS = without_effect("jobs are taken in the order in which they are due", "作业按到期顺序执行")
_DESIGN = without_effect("it is for drawing tools", "它仅供绘图工具使用")
_USERS = Text("processes are started by roles, not by single users", "流程由角色发起，而非单个用户")
_ERROR_DATA = Text("code and message of a caught event are not set as variables", "捕获事件的代码和消息不会写入变量")
_NO_CASES = Text("case models (CMMN) are not executed", "不执行案例模型（CMMN）")
_REDRAW = Text("Draw it as a process.", "请改绘为流程。")
_TENANT = Text("organisations are kept apart by the product itself", "系统本身按机构隔离")

ATTRIBUTES: dict[str, Callable[[Translation, Any, str, str], None]] = {
    "assignee": as_value("assignee"),
    "candidateGroups": as_value("candidateGroups"),
    "candidateUsers": as_value("candidateUsers"),
    "candidateStarterGroups": as_value("starterGroups"),
    "dueDate": as_value("due"),
    "followUpDate": as_value("followUp"),
    "priority": as_value("priority"),
    "topic": as_value("topic"),
    "elementVariable": as_value("elementVariable"),
    "collection": collection,
    "formKey": form_key,
    "formRef": form_key,
    "formRefBinding": form_binding,
    "formRefVersion": form_binding,
    "calledElementBinding": called_binding,
    "calledElementVersion": called_binding,
    "calledElementVersionTag": called_binding,
    "calledElementTenantId": lost(_TENANT, _MAPPING),
    "type": service_type,
    "expression": service_expression,
    "resultVariable": result_variable,
    "resultVariableName": result_variable,
    "decisionRef": read_by_element,
    "mapDecisionResult": read_by_element,
    "decisionRefBinding": called_binding,
    "decisionRefVersion": called_binding,
    "decisionRefVersionTag": called_binding,
    "class": lost(_JAVA, _HANDLER),
    "delegateExpression": lost(_JAVA, _HANDLER),
    "formHandlerClass": lost(_JAVA, _ADD_FORM),
    "variableMappingClass": lost(_JAVA, _MAPPING),
    "variableMappingDelegateExpression": lost(_JAVA, _MAPPING),
    "resource": lost(Text("the script is not in the model", "脚本不在模型中"), Text("Write it as FEEL.", "请改写为 FEEL。")),
    "initiator": lost(
        Text("who started it is starter_id, not a variable of this name", "发起人为 starter_id，不会写入该变量"),
        Text("Read starter_id in FEEL.", "请在 FEEL 中读取 starter_id。"),
    ),
    "candidateStarterUsers": lost(
        _USERS, Text("Name roles in carelane:starterGroups.", "请在 carelane:starterGroups 中填写角色。")
    ),
    "errorCodeVariable": lost(_ERROR_DATA, _MAPPING),
    "errorMessageVariable": lost(_ERROR_DATA, _MAPPING),
    "escalationCodeVariable": lost(_ERROR_DATA, _MAPPING),
    "variableName": condition_variable,
    "variableEvents": condition_variable,
    "caseRef": lost(_NO_CASES, _REDRAW),
    "caseBinding": lost(_NO_CASES, _REDRAW),
    "caseVersion": lost(_NO_CASES, _REDRAW),
    "caseTenantId": lost(_NO_CASES, _REDRAW),
    "async": _ASYNC,
    "asyncBefore": _ASYNC,
    "asyncAfter": _ASYNC,
    "exclusive": _ASYNC,
    "jobPriority": _JOBS,
    "taskPriority": _JOBS,
    "historyTimeToLive": without_effect("history is kept", "历史会保留"),
    "versionTag": without_effect("versions are numbered here", "此处按编号管理版本"),
    "isStartableInTasklist": without_effect(
        "carelane:starterGroups says who may start it", "由 carelane:starterGroups 决定谁可以发起"
    ),
    "errorMessage": without_effect("an error is known by its code", "错误以代码识别"),
    "diagramRelationId": _DESIGN,
    "modelerTemplate": _DESIGN,
    "modelerTemplateVersion": _DESIGN,
    "modelerTemplateIcon": _DESIGN,
}
UNKNOWN = lost(
    Text("nothing of this name is known", "没有这样的名称"),
    Text("Remove it, or say the same with carelane: attributes.", "请删除，或改用 carelane: 属性表达。"),
)


def read_attribute(translation: Translation, element: Any, key: str, text: str, name: str) -> None:
    local = etree.QName(key).localname
    zeebe_or_design = ATTRIBUTES.get(local, UNKNOWN)
    zeebe_or_design(translation, element, name, text)


def order_of(key: str) -> int:
    """`expression` first: it may turn the element into a script task, whose result has a name."""
    return 0 if etree.QName(key).localname == "expression" else 1
