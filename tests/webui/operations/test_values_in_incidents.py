"""Who mends a process reads why it stopped, and not what the form said; neither does a log."""

from __future__ import annotations

import logging

import pytest
from django.urls import reverse

from config.logs import Formatter
from engine.models import Incident
from tests.webui.errands import Errand, errand_files, publish

CANARY = "王小明"


def _expression(text: str) -> bytes:
    """The errand with a script instead of its service."""
    model = errand_files()["errand.bpmn"].decode()
    script = f'<scriptTask id="fetch" name="Fetch it" carelane:resultVariable="found"><script>{text}</script></scriptTask>'
    begin = model.index("<serviceTask")
    return (model[:begin] + script + model[model.index("/>", begin) + 2 :]).encode()


@pytest.mark.parametrize(
    "text",
    [
        "number(thing)",
        "date(thing)",
        "duration(thing)",
        "context([{key: thing, value: 1}, {key: thing, value: 2}])",
    ],
)
def test_operators_read_no_value_in_what_went_wrong(region, actor, organisation, signed_in, text):
    publish({**errand_files(), "errand.bpmn": _expression(text)})
    errand = Errand(actor("su.yan"), organisation("hexi").pk)

    errand.ask(thing=CANARY)

    incident = Incident.objects.get()
    assert incident.code == "ExpressionFailed"
    operator = signed_in("admin.ops")
    for address in (
        reverse("operations:index"),
        reverse("operations:incident", args=[incident.pk]),
        reverse("api:incidents"),
        reverse("api:instance_history", args=[errand.id]),
        reverse("instances:detail", args=[errand.id]),
    ):
        answer = operator.get(address)
        assert answer.status_code == 200
        assert CANARY not in answer.content.decode(), address
    assert "…" in operator.get(reverse("api:incidents")).json()[0]["message"]


def test_a_service_that_fails_with_a_value_in_its_text_tells_operators_its_kind_alone(errand, actor, signed_in, monkeypatch):
    from engine import registry
    from engine.commands.run_jobs import run_jobs

    def fail(job):
        raise KeyError(CANARY)

    monkeypatch.setattr(registry, "service_tasks", registry.ServiceTasks())
    registry.service_tasks.register("tests.fetch", fail)
    errand.ask()
    run_jobs()

    (shown,) = signed_in("admin.ops").get(reverse("api:incidents")).json()

    assert CANARY in Incident.objects.get().message
    assert shown["message"] == "KeyError: …"


def test_a_log_line_has_no_value(region):
    from engine.feel import compile_expression

    (warning,) = compile_expression("number(thing)").evaluate({"thing": CANARY}).warnings
    record = logging.LogRecord("carelane", logging.ERROR, __file__, 1, "could not: %s", (warning.message,), None)

    assert Formatter("{message}", style="{").format(record) == "could not: number(): '…' is not a number."
