"""Other libraries on the same cases of the DMN TCK: `python -m tests.conformance.decision_libraries`.

Each is asked through a quick adapter that is kind to it: an exception counts as null, one named output as the value itself.
SpiffWorkflow is pinned by this project and measured each time. The two of PyPI are no dependency, their counts are KEPT:
`pip install --target folder pySFeel==1.4.2 bkflow-feel==1.2.0`, then the same with `PYTHONPATH=folder` and `--library pySFeel`
measures one again (pySFeel takes long: it hangs in some cases, which end after ten seconds each). The yardstick takes this module
as its engine; `DECISION_LIBRARY` says which library it drives.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lxml import etree

ADAPTER = "tests.conformance.decision_libraries"
LIBRARY = "DECISION_LIBRARY"


def spiffworkflow(model: Path, name: str, inputs: Mapping[str, Any]) -> Any:
    """Its DMN engine with its Python script engine, without XSD validation; variables as SpiffWorkflow sees them."""
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser

    parser = BpmnDmnParser()
    parser.add_dmn_file(str(model))
    asked = parser.dmn_parsers_by_name[name]
    engine = parser.get_engine(asked.bpmn_id, None)
    data = {key.replace(" ", "_"): _plain(value) for key, value in inputs.items()}
    found = engine.result(SimpleNamespace(data=data, workflow=SimpleNamespace(script_engine=PythonScriptEngine())))
    return next(iter(found.values())) if len(found) == 1 else found


def pysfeel(model: Path, name: str, inputs: Mapping[str, Any]) -> Any:
    from pySFeel import SFeelParser

    parser = SFeelParser()
    parser.names = {key.replace(" ", "_"): _plain(value) for key, value in inputs.items()}
    status, value = parser.sFeelParse(_literal(model, name))
    return None if "errors" in status else value


def bkflow_feel(model: Path, name: str, inputs: Mapping[str, Any]) -> Any:
    from bkflow_feel.api import parse_expression

    return parse_expression(_literal(model, name), {key: _plain(value) for key, value in inputs.items()})


LIBRARIES: dict[str, Callable[[Path, str, Mapping[str, Any]], Any]] = {
    "SpiffWorkflow": spiffworkflow,
    "pySFeel": pysfeel,
    "bkflow-feel": bkflow_feel,
}
# Measured once, as the first lines tell.
KEPT = {
    "pySFeel 1.4.2": {"2": (52, 126), "3": (695, 1022)},
    "bkflow-feel 1.2.0": {"2": (59, 126), "3": (367, 1022)},
}


def typed(kind: str, text: str) -> Any:
    """Python's own date, time, datetime or timedelta; years and months as a number of months, as pySFeel has them."""
    text = text.strip()
    match kind:
        case "date":
            return date.fromisoformat(text)
        case "time":
            return time.fromisoformat(text)
        case "dateTime":
            return datetime.fromisoformat(text)
    found = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", text)
    if found is None:
        raise ValueError(text)
    sign = -1 if found[1] else 1
    years, months, days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    if found[2] or found[3]:
        return sign * (12 * years + months)
    return sign * timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def evaluate(model: Path, name: str, inputs: Mapping[str, Any], kind: str = "decision") -> Any:
    """The value, or null where the library raises or has nothing of this kind."""
    if kind != "decision":
        return None
    ask = LIBRARIES[os.environ[LIBRARY]]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return ask(Path(model), name, inputs)
    except Exception:  # noqa: BLE001  whatever a library raises, it has no value
        return None


def _literal(model: Path, name: str) -> str:
    """The text of a decision that is a literal expression. Raises: LookupError."""
    for decision in etree.parse(str(model)).getroot().iterfind("{*}decision"):
        if decision.get("name") == name and (text := decision.findtext("{*}literalExpression/{*}text")):
            return str(text)
    raise LookupError(name)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def main() -> int:
    from tests.conformance.__main__ import decision_levels

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", choices=LIBRARIES, default="SpiffWorkflow")
    asked = parser.parse_args().library
    print(row(asked, decision_levels(ADAPTER, {LIBRARY: asked}, patience=7200)))
    return 0


def row(library: str, levels: Mapping[str, tuple[int, int]]) -> str:
    return f"| {library} | " + " | ".join(f"{ok} of {total}" for ok, total in levels.values()) + " |"


if __name__ == "__main__":
    sys.exit(main())
