"""BPMN20.xsd, through SpiffWorkflow's validator: every error with its line, in bounded time."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from engine.model.bpmn_elements import BPMN, line_of
from engine.model.findings import Finding, error
from engine.model.texts import Text

MAX_FINDINGS = 50
MAX_TREE = 15_000
HINT = Text(
    "Mend the element in the diagram editor or the tool that exported it; the file opens, but cannot be published.",
    "请在流程图编辑器或导出工具中修正该元素；文件可以打开，但不能发布。",
)


class BpmnSchema(BpmnValidator):
    """The validator with all errors instead of the last one."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()  # lxml keeps the error log on the schema object

    def findings(self, tree: etree._ElementTree, file: str, text: str) -> list[Finding]:
        """What BPMN20.xsd says about a document, as errors with lines; `text` is what the tree was parsed from."""
        if sum(1 for _ in tree.iter()) > MAX_TREE:
            return self._findings_of_large(file, text)
        with self._lock:
            self.preprocess(tree)
            if self.validator.validate(tree):
                return []
            entries = [entry for entry in self.validator.error_log if not _is_harmless(str(entry.message))][:MAX_FINDINGS]
        return [_of_tree(tree, file, entry) for entry in entries]

    def _findings_of_large(self, file: str, text: str) -> list[Finding]:
        # libxml2 names the path of each error by counting siblings, which is quadratic and cannot be stopped: 190,000 wrong
        # elements took minutes. So a large document is streamed line by line, and the streaming ends with enough errors.
        parser = etree.XMLPullParser(
            events=(),
            schema=self.validator,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            recover=True,
        )
        findings: list[Finding] = []
        seen = 0
        for number, line in enumerate(text.splitlines(keepends=True), 1):
            parser.feed(line)
            log = parser.feed_error_log
            if len(log) > seen:
                problems = [str(log[position].message) for position in range(seen, min(len(log), seen + MAX_FINDINGS))]
                seen = len(log)
                findings += [_finding(file, "", number, each) for each in problems if "formalExpression" not in each]
            if len(findings) >= MAX_FINDINGS:
                break
        return findings[:MAX_FINDINGS]


@cache
def schema() -> BpmnSchema:
    """The compiled BPMN20.xsd, one a process."""
    return BpmnSchema()


def _is_harmless(problem: str) -> bool:
    """A global script task says `scriptLanguage` where a script task says `scriptFormat`; tools mix them up, both are read."""
    return "globalScriptTask', attribute 'scriptFormat'" in problem


def _of_tree(tree: etree._ElementTree, file: str, entry: Any) -> Finding:
    element = _element_at(tree, entry.path)
    line = line_of(element) if element is not None else entry.line
    return _finding(file, _nearest_id(element), line, str(entry.message))


def _finding(file: str, element_id: str, line: int, problem: str) -> Finding:
    problem = problem.replace(f"{{{BPMN}}}", "")[:400].rstrip(".")
    message = Text("Expected valid BPMN 2.0 (BPMN20.xsd): {problem}.", "应为有效的 BPMN 2.0（BPMN20.xsd）：{problem}。")
    return error("bpmn.schema", message, file=file, element_id=element_id[:200], line=line, hint=HINT, problem=problem)


def _element_at(tree: etree._ElementTree, path: str | None) -> etree._Element | None:
    prefixes = {prefix: uri for prefix, uri in tree.getroot().nsmap.items() if prefix}
    try:
        found = tree.xpath(path, namespaces=prefixes) if path else []
    except etree.XPathError:  # a prefix that is declared further down: the line is still known
        return None
    return found[0] if found else None


def _nearest_id(element: etree._Element | None) -> str:
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent()
    return ""
