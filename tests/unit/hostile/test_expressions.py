"""Every place that takes an expression, 500 hostile ones: nothing is executed, each is refused or done within a second."""

from __future__ import annotations

import resource
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from engine.dmn import DecisionError, inspect_decisions
from engine.dmn.checks import check_tables
from engine.feel import Budget, Environment, FeelBudgetExceeded, FeelSyntaxError, compile_expression, compile_unary_tests
from engine.model import inspect_deployment
from engine.runtime import advance, commands
from tests.unit.dmn.deciding import file
from tests.unit.hostile.payloads import CANARY, payloads
from tests.unit.runtime.instance import HEAD

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SECONDS = 1.0  # of processor time, for one expression in one place
MEMORY = 400 << 20  # bytes that all of it together may add at most
FORBIDDEN = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "subprocess.Popen",
    "exec",
    "pty.spawn",
    "socket.connect",
    "ctypes",
)
ENVIRONMENT = Environment(now=NOW, budget=Budget(steps=200_000, seconds=0.8))
PAYLOADS = payloads()
watched: list[str] = []
is_watching = False


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not is_watching:
        return
    if event.startswith(FORBIDDEN) or (event == "open" and "passwd" in str(arguments[0])) or CANARY in str(arguments):
        watched.append(f"{event} {arguments!r:.200}")


sys.addaudithook(_audit)


@pytest.fixture(autouse=True)
def nothing_is_executed():
    global is_watching
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    watched.clear()
    is_watching = True
    yield
    is_watching = False
    assert watched == []
    assert not Path(CANARY).exists()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MEMORY


def in_time(source: str, started: float, places: int = 1) -> None:
    taken = time.process_time() - started
    assert taken < SECONDS * places, f"{taken:.1f} s: {source[:100]!r}"


def test_there_are_500_of_them():
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 500


@pytest.mark.parametrize("compile_", [compile_expression, compile_unary_tests])
def test_expressions_and_unary_tests(compile_):
    for source in PAYLOADS:
        started = time.process_time()
        try:
            compiled = compile_(source)
            scope = {"a": 1}
            compiled.evaluate(scope, environment=ENVIRONMENT) if compile_ is compile_expression else compiled.evaluate(
                1, scope, environment=ENVIRONMENT
            )
        except (FeelSyntaxError, FeelBudgetExceeded):
            pass
        in_time(source, started)


def xml(source: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in source)


def process(source: str, place: str) -> bytes:
    value = quoteattr(xml("=" + source.removeprefix("=")))
    text = xml(source).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    mapping = (
        "<extensionElements><carelane:ioMapping><carelane:{0} source={1} target='x'/></carelane:ioMapping></extensionElements>"
    )
    condition = f'<conditionExpression xsi:type="tFormalExpression">{text}</conditionExpression>'
    loop = f"<multiInstanceLoopCharacteristics><loopCardinality>{text}</loopCardinality></multiInstanceLoopCharacteristics>"
    timer = f"<timerEventDefinition><timeDuration>={text}</timeDuration></timerEventDefinition>"
    nodes = {
        "condition": '<task id="n"/><task id="o"/>',
        "script": f'<scriptTask id="n" carelane:resultVariable="x"><script>{text}</script></scriptTask>',
        "input": f'<userTask id="n" carelane:candidateGroups="g">{mapping.format("input", value)}</userTask>',
        "output": f'<scriptTask id="n">{mapping.format("output", value)}<script>1</script></scriptTask>',
        "groups": f'<userTask id="n" carelane:candidateGroups={value}/>',
        "due": f'<userTask id="n" carelane:candidateGroups="g" carelane:due={value} carelane:priority={value}/>',
        "timer": f'<intermediateCatchEvent id="n">{timer}</intermediateCatchEvent>',
        "rounds": f'<task id="n">{loop}</task>',
        "event": '<intermediateCatchEvent id="n"><conditionalEventDefinition>'
        f'<condition xsi:type="tFormalExpression">{text}</condition></conditionalEventDefinition></intermediateCatchEvent>',
    }
    more = f'<sequenceFlow id="g" sourceRef="n" targetRef="o">{condition}</sequenceFlow>' if place == "condition" else ""
    body = f'<startEvent id="s"/>{nodes[place]}<sequenceFlow id="f" sourceRef="s" targetRef="n"/>{more}'
    return f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()


PLACES = ("condition", "script", "input", "output", "groups", "due", "timer", "rounds", "event")


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_process(place):
    # each place gets every ninth payload, from another start: all 500 go through processes, the machine's patience does not
    for source in PAYLOADS[PLACES.index(place) :: len(PLACES)]:
        started = time.process_time()
        deployment, findings = inspect_deployment({"p.bpmn": process(source, place)})
        if deployment is None:
            assert any(finding.severity == "error" for finding in findings)
        else:
            advance(deployment.model, None, commands.Start("p"), NOW)
        in_time(source, started, places=3)  # a process evaluates in several places: due and priority, each round


def decisions(source: str, place: int) -> bytes:
    """The payload as allowed values, input expression, input cell, output cell, literal expression: one of them."""
    text = xml(source).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    allowed, asked, cell, given, literal = (text if index == place else "1" for index in range(5))
    return file(
        "<itemDefinition name='t'><typeRef>number</typeRef>"
        f"<allowedValues><text>{allowed}</text></allowedValues></itemDefinition>"
        "<inputData id='i' name='i'><variable name='i' typeRef='t'/></inputData>"
        "<decision id='d' name='d'><variable name='d'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement><decisionTable hitPolicy='COLLECT'>"
        f"<input><inputExpression><text>{asked}</text></inputExpression></input><output/>"
        f"<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{given}</text></outputEntry></rule>"
        f"<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>{given}</text></outputEntry></rule></decisionTable></decision>"
        f"<decision id='e' name='e'><literalExpression><text>{literal}</text></literalExpression></decision>"
    )


@pytest.mark.parametrize("place", range(5))
def test_every_place_of_a_decision_and_its_checks(place):
    for source in PAYLOADS[place::5]:
        started = time.process_time()
        found, _ = inspect_decisions({"d.dmn": decisions(source, place)})
        check_tables(found)
        for name in ("d", "e"):
            with suppress(DecisionError):
                found.evaluate(name, {"i": 1}, environment=ENVIRONMENT)
        in_time(source, started, places=2)  # the cell of two rules
