"""End event: throws what it says, then the token is consumed; an error looks for its catcher, a terminate ends the scope."""

from __future__ import annotations

from engine.runtime.elements import throwing
from engine.runtime.step import Behaviour

BEHAVIOUR = Behaviour(throwing.enter, throwing.complete)
