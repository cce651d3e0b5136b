"""One DMN file → `Definitions`. What this package cannot mean is a problem, never left out in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from engine.dmn import boxed
from engine.dmn.boxed import Boxed, Variable
from engine.dmn.problems import DecisionsRefused, Problem
from engine.dmn.tables import read_table
from engine.dmn.xml import Element, parse, refuse
from engine.feel.lexer import normalise

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
CARELANE = "urn:carelane:bpmn:1"
DMN_SUFFIX = ".dmn"


def read_definitions(file: str, raw: bytes) -> tuple[boxed.Definitions, list[Problem]]:
    """Raises: DecisionsRefused where the file is no DMN at all."""
    root = parse(file, raw)
    if root.tag != "definitions" or root.namespace not in VERSIONS:
        raise refuse(
            "dmn.namespace",
            "Expected a DMN 1.1 to 1.5 <definitions> element, got <{tag}> of “{namespace}”.",
            "应为 DMN 1.1 至 1.5 的 <definitions> 元素，实际为“{namespace}”的 <{tag}>。",
            file,
            root.line,
            tag=root.tag[:80],
            namespace=root.namespace[:120],
        )
    return _Reading(file).definitions(root)


class _Reading:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, rule: str, en: str, zh: str, element: Element, **params: Any) -> None:
        self.problems.append(Problem("error", rule, en, zh, self.file, element.get("id"), element.line, params))

    def definitions(self, root: Element) -> tuple[boxed.Definitions, list[Problem]]:
        definitions = boxed.Definitions(
            file=self.file,
            name=normalise(root.get("name")),
            id=root.get("id"),
            namespace=root.get("namespace"),
            version=VERSIONS[root.namespace],
            imports=tuple(
                boxed.Import(
                    name=normalise(each.get("name")),
                    namespace=each.get("namespace"),
                    location=each.get("locationURI"),
                    line=each.line,
                )
                for each in root.all("import")
            ),
            items=tuple(self.item(each) for each in root.all("itemDefinition")),
            inputs=tuple(self.input_data(each) for each in root.all("inputData")),
            decisions=tuple(self.decision(each) for each in root.all("decision")),
            knowledge=tuple(self.knowledge(each) for each in root.all("businessKnowledgeModel")),
            services=tuple(self.service(each) for each in root.all("decisionService")),
        )
        return definitions, self.problems

    def item(self, element: Element) -> boxed.ItemDefinition:
        function = element.first("functionItem")
        return boxed.ItemDefinition(
            name=normalise(element.get("name")),
            id=element.get("id"),
            line=element.line,
            type_ref=_type_ref(element.content("typeRef")),
            allowed=_tests(element, "allowedValues"),
            constraint=_tests(element, "typeConstraint"),
            is_collection=element.get("isCollection") in ("true", "1"),
            components=tuple(self.item(each) for each in element.all("itemComponent")),
            function=None
            if function is None
            else boxed.FunctionItem(
                parameters=tuple(self.variable(each) for each in function.all("parameters")),
                output=_type_ref(function.get("outputTypeRef")),
            ),
        )

    def variable(self, element: Element) -> Variable:
        return Variable(
            name=normalise(element.get("name")),
            type_ref=_type_ref(element.get("typeRef") or element.content("typeRef")),
            id=element.get("id"),
            line=element.line,
        )

    def _head(self, element: Element) -> dict[str, Any]:
        """Id, name, line and the type of the variable. The variable's name counts where the element has none."""
        variable = element.first("variable")
        name = normalise(element.get("name") or (variable.get("name") if variable is not None else ""))
        if not name:
            self.problem("dmn.unnamed", "Expected a name on <{tag}>.", "<{tag}> 应有名称。", element, tag=element.tag)
        type_ref = self.variable(variable).type_ref if variable is not None else ""
        return {"id": element.get("id") or name, "name": name, "line": element.line, "type_ref": type_ref}

    def input_data(self, element: Element) -> boxed.InputData:
        return boxed.InputData(**self._head(element))

    def decision(self, element: Element) -> boxed.Decision:
        extension = element.first("extensionElements")
        return boxed.Decision(
            **self._head(element),
            requires=_hrefs(element, "requiredInput", "requiredDecision", "requiredKnowledge"),
            expression=self.only_expression(element),
            question=element.content("question"),
            examples=_examples(extension),
            title=element.get(f"{{{CARELANE}}}nameEn"),
            title_zh=element.get(f"{{{CARELANE}}}nameZh"),
        )

    def knowledge(self, element: Element) -> boxed.Knowledge:
        logic = element.first("encapsulatedLogic")
        function = self.function(logic) if logic is not None else boxed.FunctionExpression(line=element.line)
        return boxed.Knowledge(**self._head(element), requires=_hrefs(element, "requiredKnowledge"), function=function)

    def service(self, element: Element) -> boxed.Service:
        def hrefs(tag: str) -> tuple[str, ...]:
            return tuple(each.get("href") for each in element.all(tag))

        return boxed.Service(
            **self._head(element),
            outputs=hrefs("outputDecision"),
            encapsulated=hrefs("encapsulatedDecision"),
            input_decisions=hrefs("inputDecision"),
            input_data=hrefs("inputData"),
        )

    # --- expressions

    def only_expression(self, element: Element | None) -> Boxed | None:
        """The one expression that an element holds."""
        if element is None:
            return None
        found = [child for child in element.children if child.tag in EXPRESSIONS and child.namespace == element.namespace]
        return self.expression(found[0]) if found else None

    def expression(self, element: Element) -> Boxed:
        return EXPRESSIONS[element.tag](self, element)

    def literal(self, element: Element) -> Boxed:
        imported = element.first("importedValues")
        if imported is not None:
            self.problem("dmn.imported_values", "Imported values cannot be read.", "不支持导入值（importedValues）。", element)
        language = element.get("expressionLanguage")
        if language and "feel" not in language.lower():
            self.problem(
                "dmn.language",
                "Expected FEEL, got “{language}”: no other language is run.",
                "表达式语言应为 FEEL，实际为“{language}”。",
                element,
                language=language[:80],
            )
        return boxed.LiteralExpression(**_common(element), text=_text(element), language=language)

    def context(self, element: Element) -> Boxed:
        entries = []
        for entry in element.all("contextEntry"):
            variable = entry.first("variable")
            named = self.variable(variable) if variable is not None else None
            entries.append(boxed.ContextEntry(variable=named, value=self.only_expression(entry)))
        return boxed.ContextExpression(**_common(element), entries=tuple(entries))

    def invocation(self, element: Element) -> Boxed:
        bindings = []
        for binding in element.all("binding"):
            parameter = binding.first("parameter")
            named = self.variable(parameter) if parameter is not None else Variable(name="")
            bindings.append((named, self.only_expression(binding)))
        return boxed.Invocation(**_common(element), function=self.only_expression(element), bindings=tuple(bindings))

    def function(self, element: Element) -> boxed.FunctionExpression:
        return boxed.FunctionExpression(
            **_common(element),
            kind=element.get("kind", "FEEL"),
            parameters=tuple(self.variable(each) for each in element.all("formalParameter")),
            body=self.only_expression(element),
        )

    def relation(self, element: Element) -> Boxed:
        columns = tuple(self.variable(each) for each in element.all("column"))
        rows = tuple(
            tuple(self.expression(cell) if cell.tag in EXPRESSIONS else None for cell in row.children)
            for row in element.all("row")
        )
        for row, cells in zip(element.all("row"), rows, strict=True):
            if len(cells) != len(columns):
                self.problem(
                    "dmn.relation",
                    "Expected {count} cells in each row of the relation.",
                    "关系表每行应有 {count} 个单元格。",
                    row,
                    count=len(columns),
                )
        return boxed.Relation(**_common(element), columns=columns, rows=rows)

    def list_(self, element: Element) -> Boxed:
        items = [self.expression(child) for child in element.children if child.tag in EXPRESSIONS]
        return boxed.ListExpression(**_common(element), items=tuple(items))

    def conditional(self, element: Element) -> Boxed:
        condition, then, otherwise = (self.only_expression(element.first(tag)) for tag in ("if", "then", "else"))
        return boxed.Conditional(**_common(element), condition=condition, then=then, otherwise=otherwise)

    def filter(self, element: Element) -> Boxed:
        source, match = (self.only_expression(element.first(tag)) for tag in ("in", "match"))
        return boxed.FilterExpression(**_common(element), source=source, match=match)

    def iteration(self, element: Element) -> Boxed:
        return boxed.Iteration(
            **_common(element),
            kind=cast(Any, element.tag),
            variable=normalise(element.get("iteratorVariable")),
            domain=self.only_expression(element.first("in")),
            body=self.only_expression(element.first("return", "satisfies")),
        )

    def table(self, element: Element) -> Boxed:
        try:
            return read_table(self.file, element, _common(element))
        except DecisionsRefused as refusal:
            self.problems += refusal.problems
            return boxed.DecisionTable(**_common(element), hit_policy="UNIQUE")


EXPRESSIONS: dict[str, Callable[[_Reading, Element], Boxed]] = {
    "literalExpression": _Reading.literal,
    "context": _Reading.context,
    "invocation": _Reading.invocation,
    "functionDefinition": _Reading.function,
    "relation": _Reading.relation,
    "list": _Reading.list_,
    "conditional": _Reading.conditional,
    "filter": _Reading.filter,
    "for": _Reading.iteration,
    "some": _Reading.iteration,
    "every": _Reading.iteration,
    "decisionTable": _Reading.table,
}


def _common(element: Element) -> dict[str, Any]:
    type_ref = _type_ref(element.get("typeRef") or element.content("typeRef"))
    return {"id": element.get("id"), "line": element.line, "type_ref": type_ref, "label": element.get("label")}


def _text(element: Element) -> str:
    return element.content("text")


def _tests(element: Element, tag: str) -> str:
    child = element.first(tag)
    return _text(child) if child is not None else ""


def _type_ref(text: str) -> str:
    """`feel:string` of DMN 1.1 → `string`; `import.tType` of later versions stays."""
    text = normalise(text)
    return text.rpartition("}")[2].rpartition(":")[2] if ":" in text else text


def _hrefs(element: Element, *tags: str) -> tuple[str, ...]:
    return tuple(
        child.get("href")
        for requirement in element.all("informationRequirement", "knowledgeRequirement")
        for child in requirement.children
        if child.tag in tags and child.get("href")
    )


def _examples(extension: Element | None) -> tuple[boxed.Example, ...]:
    """`<carelane:example name="…" inputs="{json}" expected="json"/>` inside `<carelane:examples>`."""
    found = []
    for group in extension.children if extension is not None else ():
        if group.namespace == CARELANE and group.tag == "examples":
            for each in group.all("example"):
                inputs = each.get("inputs") or each.content("inputs")
                expected = each.get("expected") or each.content("expected")
                found.append(boxed.Example(name=each.get("name"), line=each.line, inputs=inputs, expected=expected))
    return tuple(found)
