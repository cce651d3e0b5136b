"""SIGKILL at named steps: each process dies once at each of its steps, the first time that it comes there.

A file in `FAULTS_DEATHS` says that it happened, so that the one who follows lives on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

WORKER = ("leased", "handled", "writing", "written", "answered", "accepted", "delivered", "fired")
WEB = ("writing", "written", "completed")
STEPS = tuple(f"worker-{step}" for step in WORKER) + tuple(f"web-{step}" for step in WEB)


def role() -> str:
    """Of this process; empty for scripts, which live."""
    words = " ".join(sys.argv)
    if "celery" in words:
        return "worker" if " worker" in words else ""
    return "web" if "gunicorn" in words else ""


def install(folder: Path) -> None:
    """Wrap what the steps are named after."""
    mine = role()
    if not mine:
        return

    def die(step: str) -> None:
        name = f"{mine}-{step}"
        if name not in STEPS:
            return
        try:
            (folder / name).open("x").close()
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    def wrap(owner: Any, name: str, *, before: str = "", after: str = "", if_any: bool = False) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        @wraps(real)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if before:
                die(before)
            found = real(*args, **kwargs)
            if after and (found or not if_any):
                die(after)
            return found

        is_static = isinstance(vars(owner).get(name), staticmethod)
        setattr(owner, name, staticmethod(wrapped) if is_static else wrapped)

    from engine import leases
    from engine.commands import deliver_message, relay_outbox, run_jobs
    from engine.locked_instance import LockedInstance
    from tests.faults.effects.apps import Effects
    from webui.api import user_tasks

    wrap(leases, "lease", after="leased", if_any=True)  # held, and nothing done
    wrap(Effects, "outside", after="handled")  # the world has it, the database does not
    wrap(LockedInstance, "write", before="writing", after="written")  # within the transaction
    wrap(run_jobs, "run_job", after="answered")  # committed, and the batch goes on
    wrap(deliver_message, "apply_message", before="accepted")  # in the inbox, nobody has it
    wrap(relay_outbox, "deliver_message", after="delivered")  # applied, and the outbox does not know
    wrap(LockedInstance, "fire_due_timers", after="fired", if_any=True)  # in the transaction of the timers
    wrap(user_tasks, "complete_user_task", after="completed")  # committed, and the client is not told
