"""Writes `docs/bpmn-coverage.md`: what executes, and the test that proves it: `python -m tests.conformance.coverage`.

A test says what it proves with `@pytest.mark.proves(element, position)`. A cell of the tables that no test proves is a failure.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

from engine.model.elements import (
    ELEMENTS,
    boundary_event,
    end_event,
    intermediate_catch_event,
    intermediate_throw_event,
    start_event,
)
from engine.model.elements.event_definitions import EVENT_DEFINITIONS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bpmn-coverage.md"
TESTS = "tests/unit/runtime"
FIXTURES = ROOT / TESTS / "fixtures" / "elements"
POSITIONS = {
    "start": start_event.ALLOWED,
    "start of an event sub-process": start_event.ALLOWED_IN_EVENT_SUB_PROCESS,
    "intermediate catch": intermediate_catch_event.ALLOWED,
    "boundary": boundary_event.ALLOWED,
    "intermediate throw": intermediate_throw_event.ALLOWED,
    "end": end_event.ALLOWED,
}
SEVERAL = {
    "multiple": tuple(POSITIONS),
    "parallel multiple": ("start", "start of an event sub-process", "intermediate catch", "boundary"),
}
STANDARD_ELEMENTS = (
    *("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent"),
    *("task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"),
    *("subProcess", "transaction", "adHocSubProcess", "callActivity"),
    *("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"),
)
FURTHER = (
    *(("standardLoopCharacteristics", "activity"), ("multiInstanceLoopCharacteristics", "activity")),
    *(("multiInstanceLoopCharacteristics", "behavior"), ("completionQuantity and startQuantity", "activity")),
    *(("subProcess", "event sub-process"), ("adHocSubProcess", "cancelRemainingInstances"), ("callActivity", "global task")),
    *(("receiveTask", "start"), ("eventBasedGateway", "start"), ("eventBasedGateway", "parallel start")),
    *(("dataObject", "input and output association"), ("dataInputAssociation", "transformation and assignment")),
    *(
        ("dataObject", "in a sub-process"),
        ("property", "in a sub-process"),
        ("multiInstanceLoopCharacteristics", "data of a loop"),
    ),
    ("transaction", "several instances"),
    *(("dataStoreReference", "input and output association"), ("callActivity", "data of a call")),
    *(("complexGateway", "split"), ("complexGateway", "join"), ("inclusiveGateway", "join"), ("sequenceFlow", "of an activity")),
)
NOTES = """
Beside the tables: a none event may stand at a start, as intermediate throw and at an end. Event sub-processes interrupt
or not, and so do boundary events (errors, cancel and compensation apart). Activities take standard loops and
multi-instance, in sequence or in parallel, with a completion condition. Implicit forks and merges, conditional and
default flows of activities, processes without start event, sequence flows without id, and `eventDefinitionRef` execute.

Several definitions on one event, of which one or (`parallelMultiple`) all are needed; several start events; instantiating
receive tasks and event-based gateways, also parallel; complex gateways with activation and reset; `startQuantity` and
`completionQuantity`; `behavior` of multi-instance; compensation event sub-processes, `waitForCompletion="false"`; ad-hoc
sub-processes with ordering, completion condition and `cancelRemainingInstances`; global tasks.

Timers start a process in every organisation, or in those that `carelane:organisations` names, counted from its publication,
once for each due moment. Conditions start one each time they become true; no instance exists yet, so they see the time and
`organisation_id` only. Refused by name, with file, element id and line: what the standard forbids (`engine/model/structure`).

How we read the standard where it leaves a choice. An event that a multi-instance activity throws by `behavior` comes from an
instance that is done: what its own boundary events catch ends no other instance. A signal is thrown after other tokens of
the same step have come to rest, because parallel branches have no order and a signal is not kept. At the reset of a complex
gateway only conditions that hold with `waitingForStart` false give tokens.

What a drawing leaves out is taken from where it stands, with a warning: the message of its operation or of its message flow, of
a send or receive task else its id; of a signal event its name; the jobs of a service task without topic, and of a business rule
task without decision, carry its id. An event that no message flow tells its message is refused, as table 10.99 asks it of
executable processes.

What betsy asks and we do not do. TrueParallelism wants two scripts to overlap in time; branches are interleaved, one instance is
one writer. ComplexBehavior wants one run of a task of cardinality three and yet its normal way out: no reading gives both. Two
ad-hoc cases expect the trace of a task that their files do not hold. Accepted though betsy refuses them: literal timers
without `xsi:type` (they mean one thing only; 142 of Camunda's own models have durations so), and message events without
`operationRef` (table 10.99 asks for it; of 213 models of Camunda, 51 of MIWG and 19 of SpiffWorkflow with message events none has
it). A script in an unknown language is refused, but the yardstick rewrites it to FEEL before we see it.

A signal is heard by every instance of the organisation that waits for it at that moment, once, and starts the processes
that begin with it; it is not kept for later.

Data objects, properties, data inputs and outputs are variables of their name (of their id where the name is none that FEEL
reads). Data associations move values, transformation and assignments are FEEL; a source that nobody has set gives null on the
way in and leaves the target alone on the way out. Writing through a reference with a `dataState` sets `<name> state` too. What
a sub-process declares lives in it. A data store lives as long as the instance, and reading or writing one is told as a warning:
what several instances share goes through messages, signals or service tasks.
"""


@cache
def proofs() -> dict[tuple[str, str], str]:
    """(element, position) → the first test that says that it proves it, as path::name."""
    command = [sys.executable, "-m", "tests.conformance.proofs", TESTS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return {(element, position): test for element, position, test in found}


def cell(element: str, position: str) -> str:
    """A link to the test, or a word that `unproven` looks for."""
    test = proofs().get((element, position))
    if test is None:
        return "unproven"
    path, name = test.split("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"


def page() -> str:
    """The whole page."""
    lines = [
        "# What of BPMN 2.0.2 executes",
        "",
        "Generated from the tables of the engine; each cell names a test that proves it. What is empty is refused at upload.",
        "",
    ]
    lines += ["| Element | Proved by |", "|---|---|"]
    lines += [f"| `{name}` | {cell(name, '') if name in ELEMENTS else 'refused'} |" for name in STANDARD_ELEMENTS]
    lines += [f"| `{element}`: {position} | {cell(element, position)} |" for element, position in FURTHER]
    lines += ["", "## Events", ""]
    for position, allowed in POSITIONS.items():
        lines += [f"| {position} | Proved by |", "|---|---|"]
        lines += [f"| `{tag}` | {cell(tag, position)} |" for tag in EVENT_DEFINITIONS if tag in allowed]
        lines += [f"| {name} | {cell(name, position)} |" for name, places in SEVERAL.items() if position in places]
        lines.append("")
    return "\n".join([*lines, *uses()]) + NOTES


def uses() -> list[str]:
    """The fixtures of single elements: each use has its order of nodes in expected.csv, or a reason why it cannot be."""
    with (FIXTURES / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, list[str]] = {}
    reasons: list[str] = []
    for row in rows:
        why = row["why_not"]
        if why and why not in reasons:
            reasons.append(why)
        found.setdefault(row["element"], []).append(f"none ({reasons.index(why) + 1})" if why else "ran")
    link = "[{0}](../tests/unit/runtime/fixtures/elements/{0}.bpmn)"
    lines = ["## Each element in five uses", "", "A fixture each; `expected.csv` beside them holds the order of the nodes.", ""]
    lines += ["| Fixture | normal | interrupting | non-interrupting | nested | multi-instance |", "|---|---|---|---|---|---|"]
    lines += [f"| {link.format(name)} | {' | '.join(cells)} |" for name, cells in found.items()]
    return [*lines, "", "Where there is none:", "", *(f"{number}. {why}" for number, why in enumerate(reasons, 1))]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
