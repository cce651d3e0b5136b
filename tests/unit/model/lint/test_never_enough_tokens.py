"""startQuantity: a warning only where no second token can ever come."""

from __future__ import annotations

import pytest

from engine.model import inspect_deployment
from tests.unit.model.lint.test_paths_and_data import deployment

TIMED = (
    '<userTask id="t"/><boundaryEvent id="k" attachedToRef="t" cancelActivity="{}">'
    "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
)


@pytest.mark.parametrize(
    ("flows", "before", "expected"),
    [
        ("s>a a>q q>e", "", ["q"]),
        ("s>g g>a[x=1] g>b[x=2] a>q b>q q>e", "", ["q"]),  # a decision sends one on
        ("s>j1 j1>a j1>b a>q b>q q>e", "", []),
        ("s>many many>q q>e", '<task id="many" completionQuantity="2"/>', []),
        ("s>t t>q k>q q>e", TIMED.format("false"), []),
        ("s>t t>q k>q q>e", TIMED.format("true"), ["q"]),
        ("s>g1 g1>q q>g g>g1[x=1] g>e[x=2]", "", ["q"]),  # what it would send back it never sends
    ],
)
def test_an_activity_that_never_gets_its_tokens(flows, before, expected):
    raw = deployment(flows, f'{before}<task id="q" startQuantity="2"/>')
    _deployment, findings = inspect_deployment({"model.bpmn": raw})
    assert [each.element_id for each in findings if each.rule == "never_enough_tokens"] == expected
