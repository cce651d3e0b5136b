"""User tasks that nobody could ever do: what the model alone says of them, and what the directory says of the names in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import registry
from engine.model import Deployment as CompiledDeployment
from engine.model import inspect_deployment
from engine.model.elements.user_task import UserTask
from engine.model.findings import Finding, Severity, finding
from engine.model.process_model import Node, Process, ProcessModel, Value
from engine.model.texts import Text

RULE = "user_task_nobody_may_do"
UNKNOWN_NAME_RULE = "name_not_in_directory"
_NOBODY_NAMED = "user_task_without_group"  # the lint rule; a model may accept it with a reason, which the second person reads
_UNNAMED = Text(
    "Nobody may ever do the user task “{name}”: it names neither a candidate group nor an assignee.",
    "没有人能办理用户任务“{name}”：既没有候选组，也没有指定办理人。",
)
_UNKNOWN = Text(
    "Nobody may ever do the user task “{name}”: the directory has no {wanted}.",
    "没有人能办理用户任务“{name}”：机构目录中没有 {wanted}。",
)
_SOME_UNKNOWN = Text(
    "“{name}” names {wanted}, which the directory does not have.", "“{name}”填写的 {wanted} 在机构目录中不存在。"
)
_HINT = Text(
    "Name a group of the directory as role@department, such as doctor@cardiology, or a person's user name.",
    "请按 角色@科室 填写目录中存在的候选组，例如 doctor@cardiology，或填写人员的用户名。",
)


def inspect_with_directory(files: Mapping[str, bytes]) -> tuple[CompiledDeployment | None, tuple[Finding, ...]]:
    """As `inspect_deployment`, with what the directory does not know."""
    compiled, findings = inspect_deployment(files)
    return compiled, (*findings, *(unknown_names(compiled) if compiled else ()))


def unstaffed(compiled: CompiledDeployment) -> tuple[Finding, ...]:
    """One error for each user task that nobody may ever do as the directory stands. They keep a version from being published
    without a reason, not from being drafted: the directory may change before."""
    unnamed = {each.element_id for each in compiled.findings if each.rule == _NOBODY_NAMED and each.severity == "warning"}
    found = []
    for node in _user_tasks(compiled.model):
        wanted, is_known = _wanted(node)
        if node.id in unnamed:
            found.append(_at(node, "error", RULE, _UNNAMED))
        elif wanted and not is_known:
            found.append(_at(node, "error", RULE, _UNKNOWN, wanted))
    return tuple(found)


def unknown_names(compiled: CompiledDeployment) -> tuple[Finding, ...]:
    """A warning for whatever names a group or person that the directory does not have, for who draws."""
    found = []
    for node in _user_tasks(compiled.model):
        wanted, _is_known = _wanted(node)
        if wanted:
            found.append(_at(node, "warning", UNKNOWN_NAME_RULE, _SOME_UNKNOWN, wanted))
    for process in compiled.model.processes:
        missing = registry.candidates.unknown_groups((*process.starter_groups, *process.cancel_groups))
        if missing:
            found.append(_at(process, "warning", UNKNOWN_NAME_RULE, _SOME_UNKNOWN, missing))
    return tuple(found)


def _user_tasks(model: ProcessModel) -> Iterator[UserTask]:
    return (node for node in model.nodes if isinstance(node, UserTask))


def _wanted(node: UserTask) -> tuple[list[str], bool]:
    """Names that the directory does not have, and whether anything else may still bring somebody to the task."""
    groups, people = _names(node.candidate_groups), [*_names(node.candidate_users), *_names(node.assignee)]
    without_place = [group for group in groups if "@" not in group]  # a role alone is no group that anybody is in
    with_place = [group for group in groups if "@" in group]
    missing = [*without_place, *registry.candidates.unknown_groups(with_place), *registry.candidates.unknown_people(people)]
    is_worked_out = any(
        value is not None and value.expression is not None
        for value in (node.candidate_groups, node.candidate_users, node.assignee)
    )
    return missing, is_worked_out or len(missing) < len(groups) + len(people)


def _names(value: Value | None) -> list[str]:
    """The names of a comma list; none where an expression gives them when the task opens."""
    if value is None or value.expression is not None:
        return []
    return list(dict.fromkeys(name for each in value.text.split(",") if (name := each.strip())))


def _at(place: Node | Process, severity: Severity, rule: str, message: Text, wanted: list[str] | None = None) -> Finding:
    called = Text(place.name.en or place.name.zh or place.id, place.name.zh or place.name.en or place.id)
    params = {"name": called, "wanted": ", ".join(each[:80] for each in wanted or ())}
    return finding(severity, rule, message, file=place.file, element_id=place.id, line=place.line, hint=_HINT, **params)
