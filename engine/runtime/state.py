"""What a running instance is: tokens, scopes with their variables, timers and subscriptions that wait. Finished things are gone.

Plain slotted classes, not dataclasses: they are made afresh for each command, in the hot path.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from engine import feel

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BUILTINS = ("organisation_id", "business_key", "starter_id")
READY, WAITING, JOINING, INCIDENT, GONE = range(5)  # status of a token
ENTER, COMPLETE, LEAVE = range(3)  # what a ready token does next, and what a retried incident does again


class Token:
    """One place where the process stands."""

    __slots__ = ("armed", "child", "counts", "flow", "frame", "id", "loop", "node", "owned", "payload", "phase", "status")

    def __init__(self, id: int, node: int, frame: int, flow: int = -1) -> None:
        self.id = id
        self.node = node
        self.frame = frame
        self.flow = flow  # the sequence flow it came by, -1 for none
        self.status = READY
        self.phase = ENTER
        self.armed = False  # its activity's boundary events have been armed
        self.child = 0  # the frame that runs inside it
        self.owned: list[int] = []  # timers and subscriptions that end with it
        self.counts: dict[int, int] | None = None  # at a join: tokens that arrived, per incoming flow
        self.loop: Loop | None = None  # it stands for all rounds of a loop or multi-instance activity
        self.payload: dict[str, Any] | None = None  # values on their way into variables


class Loop:
    """How far the rounds of an activity are. Items and outputs are JSON."""

    __slots__ = ("done", "items", "outputs", "started", "total")

    def __init__(self, total: int, items: list[Any], started: int = 0, done: int = 0, outputs: list[Any] | None = None) -> None:
        self.total = total  # -1 while nobody knows
        self.items = items
        self.started = started
        self.done = done
        self.outputs: list[Any] = outputs if outputs is not None else []


class Frame:
    """A running process, sub-process or called process, with its own variables."""

    __slots__ = ("definition", "depth", "id", "isolated", "log", "owned", "owner", "parent", "raw", "tokens", "values")

    def __init__(self, id: int, definition: int, parent: int, owner: int, depth: int, isolated: bool) -> None:
        self.id = id
        self.definition = definition  # index of the model's Scope
        self.parent = parent  # frame id, 0 for the instance's own
        self.owner = owner  # token id of the sub-process or call activity, 0 for the instance's own
        self.depth = depth
        self.isolated = isolated  # a process: does not see the variables around it
        self.tokens = 0  # how many live in it
        self.owned: list[int] = []  # timers, subscriptions and conditions of its event sub-processes
        self.log: list[list[Any]] = []  # what was completed and can be undone: elements/compensate_event_definition.py
        self.raw: dict[str, Any] = {}  # variables as JSON, always complete
        self.values: dict[str, Any] = {}  # the same as FEEL values, as far as they were read


class Timer:
    """`token` is the token that it belongs to, or the frame for the start of an event sub-process: ids are never used twice."""

    __slots__ = ("armed_at", "due", "id", "node", "number", "part", "text", "token")

    def __init__(
        self, id: int, token: int, node: int, due: int, part: int = 0, number: int = 1, armed_at: int = 0, text: str = ""
    ) -> None:
        self.id = id
        self.token = token
        self.node = node
        self.due = due  # microseconds since 1970, UTC
        self.part = part  # which of the event's definitions
        self.number = number
        self.armed_at = armed_at
        self.text = text  # of a timer that repeats


class Subscription:
    """Waits for a message or signal; `token` as in Timer."""

    __slots__ = ("id", "node", "part", "token")

    def __init__(self, id: int, token: int, node: int, part: int = 0) -> None:
        self.id = id
        self.token = token
        self.node = node
        self.part = part


class Condition:
    """A conditional event that waits; `was_true` so that it fires when the condition becomes true, not while it is."""

    __slots__ = ("id", "node", "part", "token", "was_true")

    def __init__(self, id: int, token: int, node: int, was_true: int = 0, part: int = 0) -> None:
        self.id = id
        self.token = token
        self.node = node
        self.part = part
        self.was_true = was_true


class State:
    """Everything that the next command needs to know about an instance."""

    __slots__ = (
        "business_key",
        "conditions",
        "counter",
        "frames",
        "has_ended",
        "heard",
        "held",
        "model_hash",
        "organisation_id",
        "parked",
        "sequence",
        "starter_id",
        "subscriptions",
        "suspended",
        "timers",
        "tokens",
        "unsettled",
        "variable_bytes",
        "zone",
    )

    def __init__(self, model_hash: str) -> None:
        self.model_hash = model_hash  # first characters of the content hash of the model that it belongs to
        self.counter = 0  # last id given to a token, frame, timer or subscription
        self.sequence = 0  # messages sent so far
        self.variable_bytes = 0
        self.has_ended = False
        self.suspended = False  # nothing runs until it is resumed
        self.organisation_id: int | None = None
        self.business_key = ""
        self.starter_id: int | None = None
        self.zone = "UTC"
        self.frames: dict[int, Frame] = {}
        self.tokens: dict[int, Token] = {}
        # Those that may be doing something else than waiting, so that a command need not look at all of them. Not stored.
        self.unsettled: dict[int, Token] = {}
        self.timers: dict[int, Timer] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.conditions: dict[int, Condition] = {}
        # What an event that waits for several things has heard so far: (token or frame, node) → values as JSON.
        self.heard: dict[tuple[int, int], dict[str, Any]] = {}
        # Signals that came while it was suspended, in order: subscription, values as JSON.
        self.held: list[tuple[int, dict[str, Any]]] = []
        # What a migration ended: token or frame → version that it came from → what waited there. See migration_parking.py.
        self.parked: dict[int, dict[str, list[Any]]] = {}

    def not_waiting(self) -> list[Token]:
        """Tokens that are ready, join or have an incident, by id."""
        tokens = self.tokens
        settled = [
            number for number, token in self.unsettled.items() if token.status == WAITING or tokens.get(number) is not token
        ]
        for number in settled:
            del self.unsettled[number]
        return [self.unsettled[number] for number in sorted(self.unsettled)]

    def due_timer(self, now: datetime) -> int | None:
        """The id of the timer whose moment passed first, if one has at `now`, an aware datetime."""
        if not self.timers:
            return None
        due, timer_id = min((timer.due, timer.id) for timer in self.timers.values())
        return timer_id if due <= (now - EPOCH) // TICK else None

    def next_id(self) -> int:
        self.counter += 1
        return self.counter

    def chain(self, frame_id: int) -> list[Frame]:
        """The frames whose variables are visible from this one, innermost first."""
        frames, found = self.frames, []
        while frame_id:
            frame = frames[frame_id]
            found.append(frame)
            frame_id = 0 if frame.isolated else frame.parent
        return found

    def variables_at(self, token_id: int) -> dict[str, Any]:
        """FEEL values visible from a token; those of its own sub-process hide those around it."""
        found: dict[str, Any] = {}
        for frame in reversed(self.chain(self.tokens[token_id].frame)):
            found.update((name, read(frame, name)) for name in frame.raw if name not in BUILTINS)
        return found

    def variables(self) -> dict[str, Any]:
        """FEEL values of the instance's own scope."""
        root = next((frame for frame in self.frames.values() if not frame.parent), None)
        return {name: read(root, name) for name in root.raw} if root is not None else {}

    def builtin(self, name: str) -> Any:
        """The value of one of `BUILTINS`, which FEEL reads beside the variables."""
        return feel.to_feel(getattr(self, name))


def read(frame: Frame, name: str) -> Any:
    """A variable of this frame as a FEEL value, decoded once."""
    try:
        return frame.values[name]
    except KeyError:
        value = frame.values[name] = feel.from_json(frame.raw[name])
        return value
