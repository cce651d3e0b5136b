"""`zeebe:` extension elements. Their expressions are FEEL already and begin with `=`, as ours do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from engine.model.bpmn_elements import local_id
from engine.model.reading import BPMN, bpmn_name
from engine.model.texts import Text
from engine.model.vendors.attributes import called_binding, form_key
from engine.model.vendors.translation import Translation, prefixed

_FIXED = Text("the topic is fixed when the model is published", "主题在发布时即已确定")
_TOPIC = Text("Write the topic as text.", "请直接填写主题文本。")
_MAPPING = Text("Write input and output mappings.", "请填写输入和输出映射。")
_WORKERS = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask")


def task_definition(translation: Translation, element: Any, child: Any) -> None:
    """A job for a worker, whatever task carries it."""
    name, topic = prefixed(child.tag), (child.get("type") or "").strip()
    if bpmn_name(element) not in _WORKERS:
        why = Text("an event is not carried out by a worker", "事件不由外部程序执行")
        translation.lose(child, name, why, Text("Put a service task before it.", "请在其前放置服务任务。"))
        return
    if topic.startswith("="):
        translation.lose(child, name, _FIXED, _TOPIC)
        return
    element.tag = BPMN + "serviceTask"
    translation.set(element, "topic", topic)
    retries = (child.get("retries") or "").strip()
    if retries.isdecimal() and int(retries) > 0:
        translation.set(element, "maxAttempts", retries)
    elif retries:
        why = Text("the number of attempts is fixed when the model is published", "尝试次数在发布时即已确定")
        translation.lose(child, f"{name} retries", why, Text("Set carelane:maxAttempts.", "请填写 carelane:maxAttempts。"))
    translation.honour(child, name)


def io_mapping(translation: Translation, element: Any, child: Any) -> None:
    for line in child:
        if isinstance(line.tag, str):
            direction = etree.QName(line).localname
            source = line.get("source") or ""
            translation.map(element, direction, source if source.strip() else "=null", line.get("target") or "", line)
            translation.honour(line, prefixed(line.tag))
    translation.honour(child, prefixed(child.tag))


def task_headers(translation: Translation, element: Any, child: Any) -> None:
    """Fixed values for the worker: they join its payload."""
    for header in child:
        if isinstance(header.tag, str):
            value = header.get("value") or ""
            translation.map(
                element, "input", value if value and not value.startswith("=") else '=""', header.get("key") or "", header
            )
            translation.honour(header, prefixed(header.tag))
    translation.honour(child, prefixed(child.tag))


def attributes_as(**names: str) -> Callable[[Translation, Any, Any], None]:
    """Each attribute of the child under a name of ours on the element."""

    def read(translation: Translation, element: Any, child: Any) -> None:
        for key, text in child.attrib.items():
            if key in names and text.strip():
                translation.set(element, names[key], text.strip())
            elif key not in names:
                why = Text("nothing of this name is known", "没有这样的名称")
                translation.lose(child, f"{prefixed(child.tag)} {key}", why, _MAPPING)
        translation.honour(child, prefixed(child.tag))

    return read


def form_definition(translation: Translation, element: Any, child: Any) -> None:
    name = prefixed(child.tag)
    for key, text in child.attrib.items():
        if key in ("formKey", "formId", "externalReference"):
            form_key(translation, element, f"{name} {key}", text)
        elif text.strip() not in ("deployment",):
            why = Text("a form is always the one of its own deployment", "表单始终取自所在部署")
            translation.lose(child, f"{name} {key}", why, _MAPPING, severity="warning")
    translation.honour(child, name)


def called_element(translation: Translation, element: Any, child: Any) -> None:
    name, process = prefixed(child.tag), (child.get("processId") or "").strip()
    if process.startswith("="):
        why = Text("which process is called is fixed when the model is published", "被调用的流程在发布时即已确定")
        translation.lose(child, name, why, Text("Name the process.", "请写明流程。"))
        return
    if process and not element.get("calledElement"):
        element.set("calledElement", process)
    for key in ("bindingType", "versionTag"):
        if child.get(key):
            called_binding(translation, child, f"{name} {key}", child.get(key))
    translation.honour(child, name)


def subscription(translation: Translation, element: Any, child: Any) -> None:
    """On a message: the key goes to everything that waits for it."""
    key, message = (child.get("correlationKey") or "").strip(), element.get("id")
    for definition in translation.document.root.iter(BPMN + "messageEventDefinition", BPMN + "receiveTask"):
        if local_id(definition.get("messageRef")) == message:
            waiting = definition if bpmn_name(definition) == "receiveTask" else definition.getparent()
            if bpmn_name(waiting) in ("receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent") and key:
                translation.set(waiting, "correlationKey", key if key.startswith("=") else f"={key}")
    translation.honour(child, prefixed(child.tag))


def loop(translation: Translation, element: Any, child: Any) -> None:
    """Inside `multiInstanceLoopCharacteristics`."""
    pairs = {"inputCollection": "collection", "outputElement": "outputElement"}
    for key, name in (pairs | {"inputElement": "elementVariable", "outputCollection": "outputCollection"}).items():
        text = (child.get(key) or "").strip()
        if text:
            translation.set(element, name, text)
    translation.honour(child, prefixed(child.tag))


def script(translation: Translation, element: Any, child: Any) -> None:
    made = etree.SubElement(element, BPMN + "script")
    made.text, made.sourceline = (child.get("expression") or "").strip(), child.sourceline
    if child.get("resultVariable"):
        translation.set(element, "resultVariable", child.get("resultVariable"))
    translation.honour(child, prefixed(child.tag))


def publish(translation: Translation, element: Any, child: Any) -> None:
    if child.get("correlationKey"):
        translation.set(element, "correlationKey", child.get("correlationKey"))
    if child.get("timeToLive"):
        translation.set(element, "timeToLive", child.get("timeToLive"))
    if child.get("messageId"):
        why = Text("messages are told apart by the engine itself", "消息由引擎自行去重")
        translation.lose(child, f"{prefixed(child.tag)} messageId", why, _MAPPING, severity="warning")
    translation.honour(child, prefixed(child.tag))


def read_by_element(translation: Translation, element: Any, child: Any) -> None:
    translation.honour(child, prefixed(child.tag))


def without_effect(translation: Translation, element: Any, child: Any) -> None:
    translation.keep(child, prefixed(child.tag), Text("the engine does not read it", "引擎不读取它"))


def embedded_form(translation: Translation, element: Any, child: Any) -> None:
    if (child.get("id") or "") in translation.form_keys:
        translation.honour(child, prefixed(child.tag))
        return
    why = Text("forms are files of the deployment", "表单是部署中的文件")
    hint = Text("Save its JSON as <key>.form.json in the deployment.", "请将其 JSON 另存为部署中的 <key>.form.json。")
    translation.lose(child, f"{prefixed(child.tag)} {child.get('id') or ''}".strip(), why, hint)


def listeners(translation: Translation, element: Any, child: Any) -> None:
    why = Text("listeners run code of the other engine", "监听器运行其他引擎的代码")
    hint = Text("Draw what it does as a step of the process, or leave it out.", "请将其作用画成流程步骤，或删除。")
    translation.lose(child, prefixed(child.tag), why, hint)


EXTENSIONS: dict[str, Callable[[Translation, Any, Any], None]] = {
    "taskDefinition": task_definition,
    "ioMapping": io_mapping,
    "taskHeaders": task_headers,
    "assignmentDefinition": attributes_as(
        assignee="assignee", candidateGroups="candidateGroups", candidateUsers="candidateUsers"
    ),
    "taskSchedule": attributes_as(dueDate="due", followUpDate="followUp"),
    "priorityDefinition": attributes_as(priority="priority"),
    "formDefinition": form_definition,
    "calledElement": called_element,
    "subscription": subscription,
    "loopCharacteristics": loop,
    "script": script,
    "publishMessage": publish,
    "calledDecision": read_by_element,
    "userTask": read_by_element,
    "userTaskForm": embedded_form,
    "properties": without_effect,
    "versionTag": without_effect,
    "executionListeners": listeners,
    "taskListeners": listeners,
}
