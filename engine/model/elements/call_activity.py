"""Call activity: runs another process of the deployment inside the same instance."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.bpmn_elements import local_id
from engine.model.data_moves import variable_of
from engine.model.process_model import Activity
from engine.model.reading import BPMN, Reading, bpmn_name, children
from engine.model.texts import Text

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallActivity(Activity):
    tag = "callActivity"
    waits = True

    called_process: str
    renamed_inputs: tuple[tuple[str, str], ...] = ()  # own data input → that of what is called, where the names differ
    renamed_outputs: tuple[tuple[str, str], ...] = ()
    passes_all: bool = True  # without input mapping it sees a copy of everything visible, else of nothing
    returns_all: bool = True  # without output mapping all its variables come back, else none


def read(reading: Reading) -> CallActivity:
    called = local_id(reading.element.get("calledElement"))
    if called not in reading.reader.process_ids:
        reading.refuse(
            "unknown_called_process",
            "The call activity calls “{called}”, which is neither an executable process nor a global task of this deployment.",
            "调用活动调用的“{called}”不是本部署中可执行的流程或全局任务。",
            called=called,
            hint=Text("Upload the called process in the same deployment.", "请在同一部署中上传被调用的流程。"),
        )
    elif not _starts_by_itself(reading, called):
        reading.refuse(
            "called_process_starts_on_events",
            "The called process “{called}” starts on events only; a call activity needs a none start event.",
            "被调用的流程“{called}”只能由事件启动；调用活动需要无触发的开始事件。",
            called=called,
            hint=Text("Add a none start event to the called process.", "请在被调用的流程中添加普通开始事件。"),
        )
    return CallActivity(
        **reading.activity(),
        called_process=called,
        renamed_inputs=_renamed(reading, called, "dataInput"),
        renamed_outputs=_renamed(reading, called, "dataOutput"),
        passes_all=_propagates(reading, "propagateAllParentVariables"),
        returns_all=_propagates(reading, "propagateAllChildVariables"),
    )


def _propagates(reading: Reading, attribute: str) -> bool:
    called = reading.element.find(f"{BPMN}extensionElements/{ZEEBE}calledElement")
    return called is None or called.get(attribute) != "false"


def _renamed(reading: Reading, called: str, kind: str) -> tuple[tuple[str, str], ...]:
    """Data inputs or outputs of the call and of what it calls belong together by their order."""
    theirs = reading.reader.by_id(reading.file, called)
    sides = [
        [
            variable_of(reading, data.get("id"))
            for specification in children(element, "ioSpecification")
            for data in children(specification, kind)
        ]
        for element in (reading.element, theirs)
        if element is not None
    ]
    return tuple((mine, other) for mine, other in zip(*sides, strict=False) if mine != other) if len(sides) == 2 else ()


def _starts_by_itself(reading: Reading, called: str) -> bool:
    """Whether the called process has a none start event, or no start event at all."""
    documents = reading.reader.documents
    process = next((each.element for each in documents.processes if each.id == called), None)
    starts = list(children(process, "startEvent")) if process is not None else []
    return not starts or any(
        not any(bpmn_name(child).endswith(("ventDefinition", "eventDefinitionRef")) for child in start) for start in starts
    )
