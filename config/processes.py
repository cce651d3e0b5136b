"""A group of child processes that live and die together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)
MOST_DEATHS, DEATHS_WITHIN = 3, 60.0  # a child that dies more often, in seconds, is beyond help
STOP_WITHIN = 15.0  # seconds a child has to finish its work before it is killed


@dataclass
class ProcessGroup:
    """Start children with `add`, then `wait`: a child that dies is started again, but not for ever.

    `wait` returns when a signal asks to stop, or when one child keeps dying.
    """

    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    is_stopping: bool = False
    _commands: dict[str, tuple[list[str], dict[str, str]]] = field(default_factory=dict)
    _deaths: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._commands[name] = ([sys.executable, *arguments], {**os.environ, **(environment or {})})
        self._start(name)

    def _start(self, name: str) -> None:
        arguments, environment = self._commands[name]
        # A session of its own: the terminal's Ctrl-C reaches us alone, and we stop the children in order.
        self.children[name] = subprocess.Popen(arguments, env=environment, start_new_session=True)  # noqa: S603  our own commands

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_asked)

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def dead_child(self) -> str | None:
        return next((name for name, child in self.children.items() if child.poll() is not None), None)

    def wait(self) -> str | None:
        """Until somebody asks to stop, or a child cannot be kept alive (its name is returned)."""
        while not self.is_stopping:
            dead = self.dead_child()
            if dead is not None:
                now = time.monotonic()
                recent = [moment for moment in self._deaths.get(dead, []) if now - moment < DEATHS_WITHIN]
                self._deaths[dead] = [*recent, now]
                if len(recent) >= MOST_DEATHS:
                    return dead
                logger.error("The %s process ended by itself and is started again", dead)
                self._start(dead)
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        """Ask all to finish, then kill what is left."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        end = time.monotonic() + STOP_WITHIN
        for child in self.children.values():
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
