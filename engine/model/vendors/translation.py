"""What a vendor's reader may do to an element: say the same in our words, or report what is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.model.documents import Document
from engine.model.findings import Finding, Severity
from engine.model.reading import BPMN, CARELANE
from engine.model.texts import Text
from engine.model.vendors import juel

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ACTIVITI = "http://activiti.org/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
OLDER = ("http://camunda.org/BPMN20-extensions", "http://www.camunda.com/fox")
NAMESPACES = {CAMUNDA: "camunda", ACTIVITI: "activiti", FLOWABLE: "flowable", ZEEBE: "zeebe"} | dict.fromkeys(OLDER, "camunda")

LOST = Text("{name} is not executed: {why}.", "{name} 不会执行：{why}。")
KEPT = Text("{name} has no effect here: {why}.", "{name} 在此不起作用：{why}。")
READ_AS = Text("{name} “{source}” is read as FEEL: {feel}", "{name} “{source}” 按 FEEL 读取：{feel}")
COMPARED = Text(
    "Values are compared as they are: text is not turned into numbers. Check it, then write it as FEEL.",
    "按原值比较，文本不会转换为数字。请核对后改写为 FEEL。",
)


@dataclass(frozen=True, slots=True)
class Treated:
    """One vendor attribute or element that was honoured or reported; tests count that none is left over."""

    file: str
    line: int
    name: str
    is_honoured: bool


@dataclass
class Translation:
    """One pass over one document."""

    document: Document
    form_keys: frozenset[str]
    findings: list[Finding] = field(default_factory=list)
    treated: list[Treated] = field(default_factory=list)
    seen: set[Any] = field(default_factory=set)  # extension elements that were dealt with

    def honour(self, at: Any, name: str) -> None:
        self._treat(at, name, True)

    def lose(self, at: Any, name: str, why: Text, hint: Text, severity: Severity = "error") -> None:
        """It would have changed what happens, so a model with it is refused until somebody decides (or warned of)."""
        self._treat(at, name, False)
        self._report(severity, "vendor_lost", at, LOST, hint, name=name, why=why)

    def keep(self, at: Any, name: str, why: Text) -> None:
        """It changes nothing that matters here."""
        self._treat(at, name, False)
        self._report("info", "vendor_without_effect", at, KEPT, Text(""), name=name, why=why)

    def value(self, at: Any, name: str, text: str) -> str | None:
        """An attribute in our words: text as it stands, JUEL as `=FEEL`; None after a report."""
        text = text.strip()
        if not juel.is_juel(text):
            return text
        feel = self.expression(at, name, text)
        return None if feel is None else f"={feel}"

    def expression(self, at: Any, name: str, text: str) -> str | None:
        """JUEL as FEEL, told as a remark; None after a report."""
        try:
            feel = juel.translate(text)
        except juel.NotTranslatable as problem:
            why = Text("“{source}” cannot be said in FEEL, {problem}", "“{source}”无法用 FEEL 表达（{problem}）")
            hint = Text("Write it as FEEL, or compute it in a service task.", "请改写为 FEEL，或在服务任务中计算。")
            self.lose(at, name, why.format(source=text[:200], problem=str(problem)), hint)
            return None
        self._report("info", "vendor_expression", at, READ_AS, COMPARED, name=name, source=text[:200], feel=feel[:400])
        return feel

    def set(self, element: Any, name: str, value: str) -> None:
        """A `carelane:` attribute; one that the model gives itself goes first."""
        if element.get(CARELANE + name) is None:
            element.set(CARELANE + name, value)

    def map(self, element: Any, direction: str, source: str, target: str, at: Any) -> None:
        """One line of our input or output mapping."""
        extensions = element.find(f"{BPMN}extensionElements")
        if extensions is None:
            extensions = etree.Element(f"{BPMN}extensionElements")
            element.insert(0, extensions)
        mapping = extensions.find(f"{CARELANE}ioMapping")
        if mapping is None:
            mapping = etree.SubElement(extensions, f"{CARELANE}ioMapping")
        line = etree.SubElement(mapping, CARELANE + direction, source=source, target=target)
        for made in (mapping, line):
            made.sourceline = at.sourceline

    def _treat(self, at: Any, name: str, is_honoured: bool) -> None:
        self.treated.append(Treated(self.document.file, self.document.line_of(at), name, is_honoured))

    def _report(self, severity: Severity, rule: str, at: Any, message: Text, hint: Text, **params: Any) -> None:
        holder = at
        while not (holder.tag.startswith(BPMN) and holder.get("id")) and holder.getparent() is not None:
            holder = holder.getparent()
        line = self.document.line_of(at)
        found = self.document.finding(severity, rule, holder, message, hint, **params)
        self.findings.append(Finding(**{**{name: getattr(found, name) for name in Finding.__slots__}, "line": line}))


def prefixed(tag_or_attribute: str) -> str:
    """`{namespace}local` as people write it."""
    name = etree.QName(tag_or_attribute)
    return f"{NAMESPACES.get(name.namespace or '', '')}:{name.localname}"


def vendor_children(extensions: Any) -> Iterable[Any]:
    for child in extensions:
        if isinstance(child.tag, str) and etree.QName(child).namespace in NAMESPACES:
            yield child
