"""Files of a deployment → documents: indexed, validated against BPMN20.xsd, with every problem as a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.errors import DeploymentRefused
from engine.model.bpmn_elements import (
    BPMN,
    CallDependency,
    Collaboration,
    CorrelationProperty,
    Lane,
    ProcessElement,
    RootElement,
    line_in_text,
    line_of,
    local_id,
    tag,
)
from engine.model.bpmn_reader import DocumentParser
from engine.model.bpmn_schema import schema
from engine.model.document_parts import calls, collaboration, correlation_properties
from engine.model.findings import NO_HINT, Finding, Severity, error, finding, has_errors
from engine.model.forms import FORM_SUFFIX
from engine.model.gate import DEFAULT_GATE, Gate
from engine.model.texts import Text

BPMN_SUFFIXES = (".bpmn", ".bpmn20.xml", ".bpmn2", ".bpmn.xml")
OTHER_SUFFIXES = (FORM_SUFFIX, ".dmn")
MAX_DUPLICATES = 50
GLOBAL_TASKS = frozenset(
    tag(name) for name in ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")
)


@dataclass(frozen=True)
class Document:
    """One BPMN file. Every process, flow node, message, … has an id (`unnamed_<tag>_<n>` where the file gave none)."""

    file: str
    raw: bytes = field(repr=False)
    tree: etree._ElementTree = field(repr=False)
    processes: tuple[ProcessElement, ...]
    global_tasks: tuple[ProcessElement, ...]
    messages: Mapping[str, RootElement]
    signals: Mapping[str, RootElement]
    errors: Mapping[str, RootElement]
    escalations: Mapping[str, RootElement]
    data_stores: Mapping[str, RootElement]
    collaborations: tuple[Collaboration, ...]
    correlation_properties: tuple[CorrelationProperty, ...]
    lanes: Mapping[str, tuple[Lane, ...]]  # flow node id → its lanes, outermost first
    calls: tuple[CallDependency, ...]
    by_id: Mapping[str, etree._Element] = field(repr=False)

    @property
    def root(self) -> etree._Element:
        return self.tree.getroot()

    def line_of(self, element: etree._Element) -> int:
        """The element's line in the file, also beyond libxml2's 65,535."""
        return line_in_text(self.raw, element)

    def finding(
        self, severity: Severity, rule: str, element: etree._Element, message: Text, hint: Text = NO_HINT, **params: object
    ) -> Finding:
        """A finding placed at an element of this file."""
        return finding(
            severity,
            rule,
            message,
            file=self.file,
            element_id=element.get("id") or "",
            line=self.line_of(element),
            hint=hint,
            **params,
        )


@dataclass(frozen=True)
class Documents:
    """All BPMN files of a deployment, with what reading them found."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]

    @property
    def processes(self) -> tuple[ProcessElement, ...]:
        """All processes, by file and in document order."""
        return tuple(process for document in self.documents for process in document.processes)

    @property
    def global_tasks(self) -> tuple[ProcessElement, ...]:
        """Tasks that stand outside processes, for call activities."""
        return tuple(task for document in self.documents for task in document.global_tasks)

    @property
    def collaborations(self) -> tuple[Collaboration, ...]:
        return tuple(each for document in self.documents for each in document.collaborations)

    @property
    def has_errors(self) -> bool:
        return has_errors(self.findings)

    def document(self, file: str) -> Document:
        return next(document for document in self.documents if document.file == file)

    def resolve(self, kind: str, reference: str | None, file: str) -> RootElement | None:
        """The message, signal, error, escalation or data store that a reference names: in its own file first, then in the others.

        `kind`: "messages", "signals", "errors", "escalations" or "data_stores".
        """
        wanted = local_id(reference)
        own_first = sorted(self.documents, key=lambda document: document.file != file)
        for document in own_first:
            found: RootElement | None = getattr(document, kind).get(wanted)
            if found is not None:
                return found
        return None


def read_documents(files: Mapping[str, bytes], *, gate: Gate = DEFAULT_GATE) -> Documents:
    """Read the BPMN files among `files` (file name → bytes).

    Raises nothing: a file that the gate refuses is left out and its refusal stands among the findings.
    """
    findings = list(gate.check_files(files))
    documents: list[Document] = []
    if findings:
        return Documents((), tuple(findings))
    for file, raw in sorted(files.items()):
        if file.endswith(OTHER_SUFFIXES):
            continue
        if not file.endswith(BPMN_SUFFIXES):
            findings.append(_unknown_kind(file))
            continue
        try:
            tree = gate.read_xml(file, raw)
        except DeploymentRefused as refusal:
            findings.extend(refusal.findings)
            continue
        document, found = read_document(file, raw, tree, gate)
        findings.extend(found)
        if document is not None:
            documents.append(document)
    findings.extend(_duplicates_across(documents))
    if documents and not any(document.processes for document in documents):
        message = Text("Expected at least one process in the deployment.", "部署中应至少包含一个流程。")
        findings.append(error("bpmn.no_process", message, file=documents[0].file))
    return Documents(tuple(documents), tuple(findings))


def read_document(file: str, raw: bytes, tree: etree._ElementTree, gate: Gate) -> tuple[Document | None, list[Finding]]:
    """Index one tree that came through the gate and check it against BPMN20.xsd."""
    root = tree.getroot()
    if root.tag != tag("definitions"):
        return None, [_wrong_root(file, root)]
    findings = schema().findings(tree, file, gate.text_of(file, raw))
    parser = DocumentParser(file)
    parser.add_bpmn_xml(tree)
    findings += parser.findings
    by_id, twice = _by_id(root)
    document = Document(
        file=file,
        raw=raw,
        tree=tree,
        processes=tuple(_process(each.node, file) for each in parser.process_parsers.values()),
        global_tasks=tuple(
            ProcessElement(each.get("id"), each.get("name") or "", file, each, True, True)
            for each in root
            if isinstance(each.tag, str) and each.tag in GLOBAL_TASKS and each.get("id")
        ),
        messages=_roots(parser.messages, by_id, file),
        signals=_roots(parser.signals, by_id, file),
        errors=_roots(parser.errors, by_id, file, "error_code"),
        escalations=_roots(parser.escalations, by_id, file, "escalation_code"),
        data_stores=_roots(parser.data_stores, by_id, file),
        collaborations=tuple(collaboration(by_id[each], file) for each in parser.collaborations if each in by_id),
        correlation_properties=correlation_properties(parser, by_id, file),
        lanes=parser.lanes,
        calls=calls(root, file),
        by_id=by_id,
    )
    findings += [_duplicate_id(document, element, by_id[element.get("id")]) for element in twice[:MAX_DUPLICATES]]
    findings += [_duplicate_process(document, element) for element in parser.duplicate_processes[:MAX_DUPLICATES]]
    return document, findings


def _by_id(root: etree._Element) -> tuple[dict[str, etree._Element], list[etree._Element]]:
    """BPMN elements by id, the first of each, and those that repeat an id."""
    by_id: dict[str, etree._Element] = {}
    twice: list[etree._Element] = []
    for element in root.iter(f"{{{BPMN}}}*"):
        identity = element.get("id")
        if identity and by_id.setdefault(identity, element) is not element:
            twice.append(element)
    return by_id, twice


def _process(element: etree._Element, file: str) -> ProcessElement:
    says = element.get("isExecutable")
    executable = None if says is None else says in ("true", "1")
    return ProcessElement(element.get("id"), element.get("name") or "", file, element, executable)


def _roots(
    table: Mapping[str, object], by_id: Mapping[str, etree._Element], file: str, code_key: str = ""
) -> dict[str, RootElement]:
    roots = {}
    for identity, entry in table.items():
        name, code = (entry.get("name"), entry.get(code_key)) if isinstance(entry, dict) else (entry, "")
        roots[identity] = RootElement(identity, str(name or ""), file, by_id[identity], str(code or ""))
    return roots


def _unknown_kind(file: str) -> Finding:
    message = Text(
        "Expected a .bpmn, .dmn or .form.json file, got “{file_name}”.",
        "应为 .bpmn、.dmn 或 .form.json 文件，实际为“{file_name}”。",
    )
    return error("gate.file_kind", message, file=file, file_name=file)


def _wrong_root(file: str, root: etree._Element) -> Finding:
    message = Text(
        "Expected a BPMN 2.0 document (bpmn:definitions in {namespace}), got <{root}>.",
        "应为 BPMN 2.0 文档（{namespace} 命名空间的 bpmn:definitions），实际为 <{root}>。",
    )
    hint = Text("Export the model as BPMN 2.0 XML.", "请将模型导出为 BPMN 2.0 XML。")
    return error("bpmn.root", message, file=file, line=line_of(root), hint=hint, namespace=BPMN, root=str(root.tag)[:200])


def _duplicate_id(document: Document, element: etree._Element, first: etree._Element) -> Finding:
    message = Text(
        "Expected each id once; “{repeated}” stands first on line {first_line}.",
        "id 应唯一；“{repeated}” 首次出现在第 {first_line} 行。",
    )
    return document.finding(
        "error", "bpmn.duplicate_id", element, message, repeated=element.get("id")[:80], first_line=document.line_of(first)
    )


def _duplicate_process(document: Document, element: etree._Element, other: str = "") -> Finding:
    message = Text(
        "Expected a process id that stands once; “{process_id}” stands again in {other}.",
        "流程 id 应唯一；“{process_id}” 在 {other} 中重复出现。",
    )
    return document.finding(
        "error", "bpmn.duplicate_process", element, message, process_id=element.get("id"), other=other or document.file
    )


def _duplicates_across(documents: list[Document]) -> list[Finding]:
    findings = []
    owner: dict[str, str] = {}
    for document in documents:
        for process in document.processes:
            if process.id in owner:
                findings.append(_duplicate_process(document, process.element, owner[process.id]))
            owner.setdefault(process.id, document.file)
    return findings
