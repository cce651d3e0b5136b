"""Intermediate throw event: throws what it says, or only marks a point that was reached."""

from __future__ import annotations

from engine.runtime.elements import throwing
from engine.runtime.step import Behaviour

BEHAVIOUR = Behaviour(throwing.enter, throwing.complete)
