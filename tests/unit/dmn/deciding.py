"""Small DMN files for tests: a decision table or any elements between `<definitions>`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.dmn import Decisions, Outcome, read_decisions

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def file(body: str, *, namespace: str = "urn:test", version: str = DMN) -> bytes:
    extra = 'xmlns:carelane="urn:carelane:bpmn:1"'
    return f'<definitions xmlns="{version}" {extra} name="test" namespace="{namespace}">{body}</definitions>'.encode()


def inputs(*names: str, types: Sequence[str] = ()) -> str:
    kinds = [*types, *[""] * (len(names) - len(types))]
    return "".join(
        f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{f""" typeRef="{kind}" """ if kind else ""}/></inputData>'
        for name, kind in zip(names, kinds, strict=True)
    )


def needs(*hrefs: str) -> str:
    tags = {"i": "requiredInput", "d": "requiredDecision", "k": "requiredKnowledge"}
    found = []
    for href in hrefs:
        tag = tags[href.rpartition("#")[2][0]]
        outer = "knowledgeRequirement" if tag == "requiredKnowledge" else "informationRequirement"
        found.append(f'<{outer}><{tag} href="{href}"/></{outer}>')
    return "".join(found)


def literal(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<literalExpression><text>{escaped}</text></literalExpression>"


def table(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    on: Sequence[str] = ("x",),
    outputs: Sequence[str] = ("out",),
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: Sequence[str] = (),
    default: str = "",
) -> str:
    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    columns = "".join(f'<input id="c_{name}"><inputExpression><text>{name}</text></inputExpression></input>' for name in on)
    for index, name in enumerate(outputs):
        allowed = f"<outputValues><text>{values[index]}</text></outputValues>" if index < len(values) else ""
        fallback = f"<defaultOutputEntry><text>{default}</text></defaultOutputEntry>" if default else ""
        columns += f'<output name="{name}">{allowed}{fallback}</output>'
    rows = ""
    for conditions, results in rules:
        cells = "".join(f"<inputEntry><text>{escaped(each)}</text></inputEntry>" for each in conditions)
        cells += "".join(f"<outputEntry><text>{escaped(each)}</text></outputEntry>" for each in results)
        rows += f"<rule>{cells}</rule>"
    how = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="t" hitPolicy="{policy}"{how}>{columns}{rows}</decisionTable>'


def decision(name: str, expression: str, *hrefs: str, type_ref: str = "") -> str:
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decision id="d_{name}" name="{name}"><variable name="{name}"{kind}/>{needs(*hrefs)}{expression}</decision>'


def of(body: str) -> Decisions:
    return read_decisions({"test.dmn": file(body)})


def decide(body: str, **given: Any) -> Outcome:
    """The decision `d` of a file, with these inputs."""
    return of(body).evaluate("d", given)


def of_table(*arguments: Any, **options: Any) -> Decisions:
    on = options.get("on", ("x",))
    return of(inputs(*on) + decision("d", table(*arguments, **options), *(f"#i_{name}" for name in on)))
