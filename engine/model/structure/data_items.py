"""What kind of thing a data element holds: its item definition, and whether it is a collection."""

from __future__ import annotations

import re
from typing import Any

from engine.model.documents import Document
from engine.model.reading import BPMN, Reader, bpmn_name, children, text_of
from engine.model.structure.items import Item, item_of, referred, same_structure

HOLDERS = ("dataInput", "dataOutput", "dataObject")
_NO_CONDITION = re.compile(r'=?\s*(-?\d+(\.\d+)?|"[^"]*")\s*')


def check(reader: Reader, document: Document, process: Any) -> None:
    for name in HOLDERS:
        for element in process.iter(BPMN + name):
            _collection(reader, document, element)
    for element in process.iter(BPMN + "multiInstanceLoopCharacteristics"):
        _loop_data(reader, document, element)
        _loop_conditions(reader, document, element)


def _collection(reader: Reader, document: Document, element: Any) -> None:
    item = item_of(document, element)
    is_collection = element.get("isCollection", "false") in ("true", "1")
    if item is not None and item.is_collection != is_collection:
        reader.report(
            document.file,
            element,
            "collection_mismatch",
            "{name} and its item definition disagree on isCollection.",
            "{name} 与其项定义的 isCollection 不一致。",
            name=element.get("name") or element.get("id") or bpmn_name(element),
        )


def _loop_data(reader: Reader, document: Document, loop: Any) -> None:
    activity = loop.getparent()
    own = {each.get("id") for name in ("dataInput", "dataOutput") for each in activity.iter(BPMN + name)}
    for reference_name, item_name in (("loopDataInputRef", "inputDataItem"), ("loopDataOutputRef", "outputDataItem")):
        reference = next(children(loop, reference_name), None)
        if reference is None:
            continue
        holder = referred(document, text_of(reference))
        is_data = holder is not None and (bpmn_name(holder).startswith("dataObject") or holder.get("id") in own)
        if holder is not None and not is_data:
            reader.report(
                document.file,
                reference,
                "loop_data_reference",
                "{attribute} names “{name}”, which is no data input, output or object that the activity can see.",
                "{attribute} 引用的“{name}”不是该活动可见的数据输入、输出或数据对象。",
                attribute=reference_name,
                name=text_of(reference),
            )
        item = next(children(loop, item_name), None)
        if holder is not None and item is not None:
            _loop_item(reader, document, item, item_of(document, holder), item_of(document, item))


def _loop_item(reader: Reader, document: Document, element: Any, many: Item | None, one: Item | None) -> None:
    if many is None or one is None:
        return
    if one.is_collection or not same_structure(many, one):
        reader.report(
            document.file,
            element,
            "loop_item_type",
            "The item of one instance has to be what the collection is made of.",
            "单个实例的数据项类型必须与集合元素的类型一致。",
        )


def _loop_conditions(reader: Reader, document: Document, loop: Any) -> None:
    places = [*children(loop, "completionCondition")]
    places += [child for each in children(loop, "complexBehaviorDefinition") for child in children(each, "condition")]
    for element in places:
        if _NO_CONDITION.fullmatch(text_of(element)):
            reader.report(
                document.file,
                element,
                "condition_type",
                "“{text}” is neither true nor false: a condition has to be.",
                "“{text}”既不为真也不为假，不能作为条件。",
                text=text_of(element)[:80],
            )
