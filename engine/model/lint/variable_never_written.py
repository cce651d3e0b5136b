"""A variable that is read but, as far as the deployment shows, never written."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.data_use import BUILT_IN_NAMES, local_names, reads
from engine.model.lint.rule import LintRule, Place, Subject, at
from engine.model.reading import CARELANE, comma_list
from engine.model.texts import Text


def places(subject: Subject) -> Iterator[Place]:
    known = known_names(subject)
    told: set[str] = set()
    for node in subject.model.nodes:
        for variable in sorted(reads(node) - known - told):
            told.add(variable)
            yield at(node, variable=variable)


def known_names(subject: Subject) -> set[str]:
    """Every name that the engine, the processes or a step is seen to give a value."""
    known = set(BUILT_IN_NAMES) | _declared(subject)
    for node in subject.model.nodes:
        known |= subject.writes[node.index] | local_names(node, subject.forms)
    return known


def _declared(subject: Subject) -> set[str]:
    """What the processes say that they are started with, and their data objects."""
    found: set[str] = set()
    for document in subject.documents.documents if subject.documents is not None else ():
        for process in document.processes:
            found |= set(comma_list(process.element.get(CARELANE + "startVariables")))
            for element in process.element.iter("{*}dataObject", "{*}dataObjectReference", "{*}property"):
                found |= {element.get("name") or "", element.get("id") or ""}
    return found


RULE = LintRule(
    id="variable_never_written",
    severity="info",
    message=Text(
        "“{name}” reads “{variable}”, which no step is seen to write.", "“{name}”读取“{variable}”，但没有发现任何步骤写入它。"
    ),
    documentation=Text(
        "A name that has no value is null in FEEL, so a misspelt one fails in silence. The process declares start variables.",
        "没有值的名称在 FEEL 中为 null，拼写错误不会报错。启动变量应在流程上声明。",
    ),
    quick_fix=Text(
        "Correct the name, or list it in carelane:startVariables of the process that is started with it.",
        "请更正名称，或将其列入该流程的 carelane:startVariables。",
    ),
    places=places,
)
