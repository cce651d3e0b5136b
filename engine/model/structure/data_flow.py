"""Data associations, and the data that messages, events and calls carry."""

from __future__ import annotations

from typing import Any

from engine.model.bpmn_elements import XSI_TYPE, local_id
from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children, text_of
from engine.model.structure.items import Item, fits, item_of, referred, same_structure
from engine.model.texts import Text

REFERENCES = {
    "messageEventDefinition": "messageRef",
    "signalEventDefinition": "signalRef",
    "errorEventDefinition": "errorRef",
    "escalationEventDefinition": "escalationRef",
}


def check(reader: Reader, document: Document, process: Any) -> None:
    for name in ("dataInputAssociation", "dataOutputAssociation"):
        for association in process.iter(BPMN + name):
            _association(reader, document, association)
            _assignments(reader, document, association)
    for name in ("subProcess", "adHocSubProcess", "transaction"):
        for element in process.iter(BPMN + name):
            _sub_process(reader, document, element)
    for name, kind, sets in (("sendTask", "dataInput", "inputSet"), ("receiveTask", "dataOutput", "outputSet")):
        for task in process.iter(BPMN + name):
            _message_task(reader, document, task, kind, sets)
    for call in process.iter(BPMN + "callActivity"):
        _call(reader, document, call)
    for event in process.iter(f"{BPMN}*"):
        if bpmn_name(event).endswith("Event"):
            _event(reader, document, event)
    _interface(reader, document, process)


def _association(reader: Reader, document: Document, association: Any) -> None:
    sources = [referred(document, text_of(each)) for each in children(association, "sourceRef")]
    target = next((referred(document, text_of(each)) for each in children(association, "targetRef")), None)
    transformation = next(children(association, "transformation"), None)
    is_mapped = transformation is not None or next(children(association, "assignment"), None) is not None
    if transformation is not None and not text_of(transformation):
        _report(reader, document, association, "transformation_empty", "The transformation is empty.", "转换表达式为空。")
    for each in (*sources, target):
        if each is not None and bpmn_name(each) == "dataStoreReference":
            _store(reader, document, association, each)
    if len(sources) > 1 and transformation is None:
        _report(
            reader,
            document,
            association,
            "several_sources",
            "A data association with several sources needs a transformation.",
            "有多个来源的数据关联必须填写转换表达式。",
        )
    if any(_is_of_process(each, "dataOutput") for each in sources) or _is_of_process(target, "dataInput"):
        _report(
            reader,
            document,
            association,
            "association_direction",
            "A data output of the process cannot be read, and a data input cannot be written.",
            "流程的数据输出不能被读取，数据输入不能被写入。",
        )
    items = [item_of(document, each) for each in (*sources[:1], target) if each is not None]
    if not is_mapped and len(items) == 2 and None not in items and not same_structure(items[0], items[1]):  # type: ignore[arg-type]
        _report(
            reader,
            document,
            association,
            "association_type",
            "Source and target of the data association hold different types; add a transformation.",
            "数据关联的来源与目标类型不同；请添加转换表达式。",
        )


def _store(reader: Reader, document: Document, association: Any, reference: Any) -> None:
    """BPMN 2.0.2, 10.4.1 lets a store outlive the process; ours does not, which must be known before somebody relies on it."""
    reader.report(
        document.file,
        association,
        "data_store_of_the_instance",
        "The data store “{name}” keeps its value as long as the instance: no other instance sees it.",
        "数据存储“{name}”的值只在本实例内有效：其他实例看不到。",
        hint=Text(
            "Share data between instances by messages, signals or a service task.", "实例之间共享数据请使用消息、信号或服务任务。"
        ),
        severity="warning",
        name=reference.get("name") or reference.get("id"),
    )


def _assignments(reader: Reader, document: Document, association: Any) -> None:
    """BPMN 2.0.2, 8.4.6 and 8.4.7: only a formal expression is executed."""
    parts = (part for each in children(association, "assignment") for name in ("from", "to") for part in children(each, name))
    if not all(part.get(XSI_TYPE) for part in parts):
        _report(
            reader,
            document,
            association,
            "assignment_not_formal",
            'An assignment is executed only where from and to are marked xsi:type="tFormalExpression": else it is prose.',
            '赋值的 from 和 to 必须标明 xsi:type="tFormalExpression" 才能执行：否则只是说明文字。',
        )


def _is_of_process(element: Any, name: str) -> bool:
    return element is not None and bpmn_name(element) == name and bpmn_name(element.getparent().getparent()) == "process"


def _sub_process(reader: Reader, document: Document, element: Any) -> None:
    if next(children(element, "ioSpecification"), None) is not None:
        _report(
            reader,
            document,
            element,
            "sub_process_data",
            "A sub-process has no ioSpecification: what is in it sees the data around it.",
            "子流程不能有 ioSpecification：其内部元素可以看到外部数据。",
        )


def _message_task(reader: Reader, document: Document, task: Any, kind: str, sets: str) -> None:
    specification = next(children(task, "ioSpecification"), None)
    if specification is None:
        return
    data, groups = list(children(specification, kind)), list(children(specification, sets))
    if len(data) > 1 or len(groups) > 1:
        _report(
            reader,
            document,
            task,
            "message_data_count",
            "A task that sends or receives carries one message: one data element in one set.",
            "发送或接收任务只传递一条消息：最多一个数据元素和一个数据集。",
        )
    message = item_of(document, referred(document, task.get("messageRef")))
    if len(data) == 1 and message is not None and not fits(item_of(document, data[0]), message):
        _mismatch(reader, document, data[0])


def _event(reader: Reader, document: Document, event: Any) -> None:
    data = [each for name in ("dataInput", "dataOutput") for each in children(event, name)]
    carried = [
        item_of(document, referred(document, each.get(REFERENCES[bpmn_name(each)])))
        for each in event
        if bpmn_name(each) in REFERENCES
    ]
    if data and carried and (len(data) != len(carried) or not _all_fit(document, data, carried)):
        _mismatch(reader, document, data[0])


def _all_fit(document: Document, data: list[Any], carried: list[Item | None]) -> bool:
    pairs = zip((item_of(document, each) for each in data), carried, strict=True)
    return all(found is None or item is None or same_structure(found, item) for found, item in pairs)


def _call(reader: Reader, document: Document, call: Any) -> None:
    called = referred(document, call.get("calledElement"))
    mine, theirs = next(children(call, "ioSpecification"), None), None
    if called is not None:
        theirs = next(children(called, "ioSpecification"), None)
    if mine is None or theirs is None:
        return
    for kind in ("dataInput", "dataOutput"):
        given = [item_of(document, each) for each in children(mine, kind)]
        wanted = [item_of(document, each) for each in children(theirs, kind)]
        left = list(wanted)
        for item in given:
            match = next((each for each in left if fits(item, each)), left)
            if match is left:
                break
            left.remove(match)  # type: ignore[arg-type]
        if len(given) != len(wanted) or left:
            _report(
                reader,
                document,
                call,
                "call_data",
                "The data inputs and outputs of the call activity differ from those of “{called}”.",
                "调用活动的数据输入、输出与“{called}”的不一致。",
                called=local_id(call.get("calledElement")),
            )
            return


def _interface(reader: Reader, document: Document, process: Any) -> None:
    bindings = list(children(process, "ioBinding"))
    if next(children(process, "supportedInterfaceRef"), None) is not None and not bindings:
        _report(
            reader,
            document,
            process,
            "interface_without_binding",
            "The process offers an interface, but no ioBinding says which data an operation takes and gives.",
            "流程提供了接口，但没有 ioBinding 说明操作的输入与输出数据。",
        )
    for binding in bindings:
        operation = referred(document, binding.get("operationRef"))
        if operation is None:
            continue
        for attribute, tag in (("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")):
            data = referred(document, binding.get(attribute))
            message = next((referred(document, text_of(each)) for each in children(operation, tag)), None)
            if data is not None and message is not None and not fits(item_of(document, data), item_of(document, message)):
                _mismatch(reader, document, data)


def _mismatch(reader: Reader, document: Document, at: Any) -> None:
    _report(
        reader,
        document,
        at,
        "data_type_mismatch",
        "The data element holds another type than what it carries.",
        "数据元素的类型与其承载的内容不一致。",
    )


def _report(reader: Reader, document: Document, at: Any, rule: str, en: str, zh: str, **params: Any) -> None:
    reader.report(document.file, at, rule, en, zh, **params)
