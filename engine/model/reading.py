"""What an element reader may ask while it turns an XML node into a frozen node: attributes, expressions, references, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.dmn import Decisions
from engine.feel.chinese import in_chinese
from engine.model import bpmn_elements, data_moves
from engine.model.bpmn_elements import RootElement, local_id
from engine.model.documents import Documents
from engine.model.findings import NO_HINT as _NO_HINT
from engine.model.findings import Finding, Severity, finding
from engine.model.process_model import Assignment, Flow, Names, Value
from engine.model.texts import Text

BPMN = f"{{{bpmn_elements.BPMN}}}"
CARELANE = f"{{{bpmn_elements.CARELANE}}}"


def bpmn_name(element: Any) -> str:
    """Local name of a BPMN element, "" for anything of another namespace, comments too."""
    tag = element.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else ""


def element_name(element: Any) -> str:
    """The local name of a flow node; a global task counts as the task that it is."""
    name = bpmn_name(element)
    return name[6].lower() + name[7:] if name.startswith("global") else name


def children(element: Any, name: str) -> Iterator[Any]:
    """Direct BPMN children of this name."""
    return element.iterchildren(BPMN + name)


def text_of(element: Any) -> str:
    """The text of an element without surrounding space; comments inside do not cut it short."""
    if not len(element):
        return (element.text or "").strip()
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()


def names_of(element: Any) -> Names:
    return Names((element.get("name") or "").strip(), (element.get(CARELANE + "nameZh") or "").strip())


def documentation_of(element: Any) -> Names:
    """`<carelane:instruction lang="zh">` and `lang="en"`; `<documentation>` is the English where none is given."""
    found = {"en": "", "zh": ""}
    for instruction in element.iterfind(f"{BPMN}extensionElements/{CARELANE}instruction"):
        language = "zh" if (instruction.get("lang") or "en").startswith("zh") else "en"
        found[language] = text_of(instruction)
    plain = next((text_of(child) for child in children(element, "documentation")), "")
    return Names(found["en"] or plain, found["zh"] or (element.get(CARELANE + "instructionZh") or "").strip())


def _is_activity(element: Any) -> bool:
    return bpmn_name(element).endswith(("Task", "task", "Process", "transaction", "callActivity"))


def is_event_sub_process(element: Any) -> bool:
    return bpmn_name(element) == "subProcess" and element.get("triggeredByEvent") in ("true", "1")


def comma_list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


@dataclass
class Reader:
    """One pass over a deployment: collects findings and knows the tables that cross elements."""

    documents: Documents
    process_ids: frozenset[str] = frozenset()
    form_keys: frozenset[str] = frozenset()
    decisions: Decisions | None = None  # of the deployment's .dmn files
    index_of: dict[tuple[str, str], int] = field(default_factory=dict)  # (file, element id) → node index
    elements: list[Any] = field(default_factory=list)  # XML node of each node index
    associations: dict[tuple[str, str], str] = field(default_factory=dict)  # (file, source id) → target id
    links: dict[str, list[int]] = field(default_factory=dict)  # link name → catch events of that name, in any scope
    attached: dict[int, str] = field(default_factory=dict)  # boundary event → id that attachedToRef names
    findings: list[Finding] = field(default_factory=list)

    def report(
        self,
        file: str,
        element: Any,
        rule: str,
        en: str,
        zh: str,
        *,
        hint: Text = _NO_HINT,
        severity: Severity = "error",
        **params: Any,
    ) -> None:
        """Record a finding at this element, named by its nearest ancestor-or-self with an id."""
        holder, line = element, self.documents.document(file).line_of(element)
        while holder.get("id") is None and holder.getparent() is not None:
            holder = holder.getparent()
        self.findings.append(
            finding(severity, rule, Text(en, zh), file=file, element_id=holder.get("id") or "", line=line, hint=hint, **params)
        )

    def is_beside(self, index: int, element: Any) -> bool:
        """Whether a node stands in the same process or sub-process as this element."""
        return self.elements[index].getparent() is element.getparent()

    def by_id(self, file: str, reference: str | None) -> Any:
        """The element of a file that a reference names, None if there is none."""
        return self.documents.document(file).by_id.get(local_id(reference))

    def root_definition(self, file: str, reference: str | None) -> Any:
        """The event definition under `<definitions>` that an `eventDefinitionRef` names, None if there is none."""
        element = self.by_id(file, reference)
        return element if element is not None and bpmn_name(element).endswith("ventDefinition") else None

    def expression(self, file: str, element: Any, source: str) -> feel.Expression | None:
        """Compile FEEL; a leading `=` is allowed. A syntax error is a refusal at this element."""
        source = source.strip()
        try:
            return feel.compile_expression(source[1:] if source.startswith("=") else source)
        except feel.FeelSyntaxError as error:
            self.report(
                file,
                element,
                "feel_syntax",
                "The FEEL expression “{source}” cannot be read: {problem}",
                "无法读取 FEEL 表达式“{source}”：{problem}",
                hint=Text(
                    "Expressions are FEEL: text stands in double quotes, equality is a single =.",
                    "表达式使用 FEEL：文本用双引号，相等用单个 =。",
                ),
                source=source[:200],
                problem=Text(str(error), in_chinese(str(error))),
            )
            return None


@dataclass
class Reading:
    """One XML node on its way into the model."""

    reader: Reader
    element: Any
    file: str
    index: int
    scope: int
    process: int
    inner_scope: int  # the scope that this node opens, -1 for none
    incoming: tuple[Flow, ...]
    outgoing: tuple[Flow, ...]
    default: Flow | None
    boundary: tuple[int, ...]
    loop: Any = None
    compensation: int = -1
    is_for_compensation: bool = False

    def node(self) -> dict[str, Any]:
        """Keyword arguments of `Node`."""
        return {
            "index": self.index,
            "id": self.element.get("id"),
            "name": names_of(self.element),
            "scope": self.scope,
            "process": self.process,
            "file": self.file,
            "line": self.element.sourceline or 0,
            "documentation": documentation_of(self.element),
            "incoming": self.incoming,
            "outgoing": self.outgoing,
            "plain": tuple(flow for flow in self.outgoing if flow.condition is None and flow is not self.default),
            "conditional": tuple(flow for flow in self.outgoing if flow.condition is not None and flow is not self.default),
            "default": self.default,
            "data_outputs": data_moves.outputs_of(self),
        }

    def activity(self) -> dict[str, Any]:
        """Keyword arguments of `Activity`."""
        own = {"boundary": self.boundary, "loop": self.loop}
        undone: dict[str, Any] = {"compensation": self.compensation, "is_for_compensation": self.is_for_compensation}
        first, last = self._quantity("startQuantity"), self._quantity("completionQuantity")
        undone |= {"start_quantity": first, "completion_quantity": last}
        return {**self.node(), **own, **undone, **self.mappings()}

    def _quantity(self, attribute: str) -> int:
        text = (self.element.get(attribute) or "1").strip()
        if text.isdecimal() and 1 <= int(text) <= 1000:
            return int(text)
        self.refuse(
            "unsupported_quantity",
            "{attribute} is “{text}”; expected a whole number from 1 to 1000.",
            "{attribute} 的值是“{text}”；应为 1 到 1000 的整数。",
            attribute=attribute,
            text=text,
        )
        return 1

    def mappings(self) -> dict[str, Any]:
        """Data input associations and `<carelane:ioMapping>`: inputs and outputs."""
        return {"inputs": data_moves.inputs_of(self) + self._assignments("input"), "outputs": self._assignments("output")}

    def _assignments(self, direction: str) -> tuple[Assignment, ...]:
        found = []
        for element in self.element.iterfind(f"{BPMN}extensionElements/{CARELANE}ioMapping/{CARELANE}{direction}"):
            target, source = (element.get("target") or "").strip(), element.get("source") or ""
            if not target or not source.strip():
                self.refuse(
                    "mapping_incomplete",
                    "A mapping needs both source and target.",
                    "映射必须同时填写 source 和 target。",
                    at=element,
                )
                continue
            value = self.value_of(source, at=element)
            if value is not None:
                found.append(Assignment(value, target))
        return tuple(found)

    def attribute(self, name: str) -> str:
        """A `carelane:` attribute as text, "" if absent."""
        return (self.element.get(CARELANE + name) or "").strip()

    def value(self, name: str) -> Value | None:
        """A `carelane:` attribute that may be FEEL."""
        text = self.attribute(name)
        return self.value_of(text) if text else None

    def value_of(self, text: str, *, at: Any = None) -> Value | None:
        text = text.strip()
        if not text.startswith("="):
            return Value(text)
        expression = self.reader.expression(self.file, self.element if at is None else at, text)
        return Value(text, expression) if expression is not None else None

    def expression(self, text: str, *, at: Any = None) -> feel.Expression | None:
        return self.reader.expression(self.file, self.element if at is None else at, text)

    def attached_to(self) -> int:
        """The activity that a boundary event stands on, -1 after a refusal."""
        named = self.reader.attached.get(self.index, "")
        index = self.reader.index_of.get((self.file, named), -1)
        if (
            index < 0
            or self.reader.elements[index].getparent() is not self.element.getparent()
            or not _is_activity(self.reader.elements[index])
        ):
            self.refuse(
                "not_attached",
                "attachedToRef names “{name}”, which is no activity beside this boundary event.",
                "attachedToRef 引用的“{name}”不是与该边界事件同级的活动。",
                name=named,
            )
            return -1
        return index

    def integer(self, name: str, default: int, least: int = 0) -> int:
        """A `carelane:` attribute that must be a whole number."""
        text = self.attribute(name)
        if not text:
            return default
        if text.isdecimal() and int(text) >= least:
            return int(text)
        self.refuse(
            "not_a_whole_number",
            "carelane:{name} is “{text}”; expected a whole number from {least}.",
            "carelane:{name} 的值是“{text}”；应为不小于 {least} 的整数。",
            name=name,
            text=text,
            least=least,
        )
        return default

    def referred(self, kind: str, attribute: str, *, at: Any = None) -> RootElement | None:
        """What a QName attribute names; a reference to nothing is refused. None where the attribute is absent, too."""
        element = self.element if at is None else at
        text = element.get(attribute)
        if not text:
            return None
        found = self.reader.documents.resolve(kind, text, self.file)
        if found is None:
            self.refuse(
                "unknown_reference",
                "{attribute} names “{name}”, which is not declared in the deployment.",
                "{attribute} 引用的“{name}”在部署中没有声明。",
                at=element,
                attribute=attribute,
                name=local_id(text),
            )
        return found

    def refuse(self, rule: str, en: str, zh: str, *, hint: Text = _NO_HINT, at: Any = None, **params: Any) -> None:
        self.reader.report(self.file, self.element if at is None else at, rule, en, zh, hint=hint, **params)

    def warn(self, rule: str, en: str, zh: str, *, hint: Text = _NO_HINT, at: Any = None, **params: Any) -> None:
        self.reader.report(self.file, self.element if at is None else at, rule, en, zh, hint=hint, severity="warning", **params)
