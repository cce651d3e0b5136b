"""Every path of a model before it is published, on two engines: what was covered, what was not, where a case gets stuck.

    result = rehearse({"referral.bpmn": data, "slip.form.json": data})

Pure: no Django, no database. The same files give the same result unless a limit of time was hit, which it then says.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model import read_deployment
from engine.rehearsal.limits import USUAL, Limits
from engine.rehearsal.rehearsing import Rehearsing
from engine.rehearsal.report import VERSION, Path, Rehearsal, Unreached, finding_json


def rehearse(files: Mapping[str, bytes], limits: Limits = USUAL) -> Rehearsal:
    """Rehearse the files of one deployment (name → bytes). Raises: DeploymentRefused."""
    return Rehearsing(files, read_deployment(files), limits).run()


__all__ = ["USUAL", "VERSION", "Limits", "Path", "Rehearsal", "Unreached", "finding_json", "rehearse"]
