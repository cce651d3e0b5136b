"""Hostile expressions sent to the API, and given to the commands of the shell: refused or done, nothing executed."""

from __future__ import annotations

import io

from django.core.management import CommandError, call_command

from engine.calendars import CalendarError, hours_from_text
from engine.errors import FormInvalid
from tests.unit.hostile.test_decisions import placed
from tests.unit.hostile.test_processes import PLACES, process
from tests.unit.hostile.watching import PAYLOADS, in_time, nothing_is_executed, share
from workflows.directory.calendar_files import read_days

ANSWERS = (200, 400, 413, 422)  # never 500


def test_expressions_over_the_api(program, region):
    designer = program("ma.ying")
    designer.post("expressions/evaluate", {"expression": "1"})  # modules that load first make their classes with exec
    with nothing_is_executed():
        for number, source in enumerate(share(0, 10)):
            with in_time(source, places=3):  # with the request around it
                body = {"expression": source} if number % 2 else {"expression": "x", "variables": {"x": source}}
                assert designer.post("expressions/evaluate", body).status_code in ANSWERS


def test_decisions_and_models_over_the_api(program, region):
    designer = program("ma.ying")
    with nothing_is_executed():
        for source in share(3, 25):
            with in_time(source, places=6):
                files = {"d.dmn": placed("input cell", source).decode()}
                sent = {"files": files, "decision": "d", "inputs": {"i": 1}}
                assert designer.post("decisions/evaluate", sent).status_code in ANSWERS
                assert designer.post("decisions/check", {"files": files}).status_code in ANSWERS
                model = {"p.bpmn": process(source, PLACES["script"]).decode()}
                assert designer.post("deployments/inspect", {"files": model}).status_code in ANSWERS


def test_commands_of_the_shell(db, tmp_path):
    file = tmp_path / "d.dmn"
    with nothing_is_executed():
        for source in share(7, 10):
            with in_time(source, places=3):
                file.write_bytes(placed("literal expression", source))
                for command in (("feel", "--", source), ("dmn", str(file), "--decision", "d"), ("dmn", str(file))):
                    try:
                        call_command(*command, stdout=io.StringIO(), stderr=io.StringIO())
                    except CommandError as refusal:
                        assert str(refusal)


def test_calendars_hold_hours_and_days_alone():
    """Hours, shifts, rounds and imported days are read as such; nothing else is a calendar."""
    with nothing_is_executed():
        for source in PAYLOADS:
            with in_time(source):
                for read, refusal in ((hours_from_text, CalendarError), (read_days, FormInvalid)):
                    try:
                        assert not read(source)
                    except refusal as told:
                        assert str(told)
