"""Script task: evaluates FEEL."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel import Expression
from engine.model.process_model import Activity
from engine.model.reading import Reading, children, text_of
from engine.model.texts import Text

CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTask(Activity):
    tag = "scriptTask"

    script: Expression | None = None  # None only in a model that was refused
    result_variable: str = ""  # "": a context sets a variable for each entry


def read(reading: Reading) -> ScriptTask:
    script = None
    element = next(children(reading.element, "script"), None)
    text = text_of(element) if element is not None else ""
    language = (reading.element.get("scriptFormat") or reading.element.get("scriptLanguage") or "").lower()
    if language and "feel" not in language:
        reading.refuse(
            "script_language",
            "The script is written in {language}; only FEEL is executed.",
            "脚本语言为 {language}；只执行 FEEL。",
            language=language,
            hint=Text("Write the script in FEEL, or use a service task.", "请用 FEEL 编写脚本，或改用服务任务。"),
        )
    elif not text:
        reading.refuse("script_missing", "A script task needs a script.", "脚本任务必须填写脚本。")
    else:
        script = reading.expression(text, at=element)
    return ScriptTask(**reading.activity(), script=script, result_variable=_result_variable(reading))


def _result_variable(reading: Reading) -> str:
    own = reading.attribute("resultVariable")
    return own or (reading.element.get(CAMUNDA + "resultVariable") or "").strip()
