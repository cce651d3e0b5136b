"""State ↔ text: lists without names, compact JSON, a format version and a checksum. Anything else is refused.

2:<crc32>:<json>. Version 1 is read: it had who completed which task at the end, which nobody asked the state for.
"""

from __future__ import annotations

import json
from typing import Any
from zlib import crc32

from engine import feel
from engine.errors import EngineError
from engine.runtime import compact_json
from engine.runtime.state import GONE, READY, WAITING, Condition, Frame, Loop, State, Subscription, Timer, Token

FORMAT, BEFORE = "2", "1"


class StateUnreadable(EngineError):
    """The stored state is damaged or of an unknown format version."""

    code = "state_unreadable"


def encode_state(state: State) -> str:
    """The state as text. Variables stay as they were stored, so only what changed costs."""
    body = compact_json.encode(
        [
            state.model_hash,
            state.counter,
            state.sequence,
            state.variable_bytes,
            state.has_ended * 1 + state.suspended * 2,
            state.organisation_id,
            state.business_key,
            state.starter_id,
            state.zone,
            [_encode_frame(frame) for frame in state.frames.values()],
            [_encode_token(token) for token in state.tokens.values() if token.status != GONE],
            [
                [t.id, t.token, t.node, t.due, t.part, *([t.number, t.armed_at, t.text] if t.text else ())]
                for t in state.timers.values()
            ],
            [[s.id, s.token, s.node, s.part] if s.part else [s.id, s.token, s.node] for s in state.subscriptions.values()],
            [[c.id, c.token, c.node, c.was_true, c.part] for c in state.conditions.values()],
            [[*place, values] for place, values in state.heard.items()],
            *_encode_rare(state),
        ]
    )
    return f"{FORMAT}:{crc32(body.encode()):08x}:{body}"


def decode_state(text: str) -> State:
    """Raises StateUnreadable for a foreign format version, a wrong checksum or a wrong shape."""
    version, _, rest = text.partition(":")
    checksum, _, body = rest.partition(":")
    if version not in (FORMAT, BEFORE):
        raise StateUnreadable(f"Expected a state of format version {FORMAT}, found “{version[:20]}”.")
    if checksum != f"{crc32(body.encode()):08x}":
        raise StateUnreadable("Expected an unchanged state, but its checksum does not match.")
    try:
        row = json.loads(body)
        return _decode(row if version == FORMAT else _from_version_1(row))
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise StateUnreadable("Expected a state of the known shape.") from error


def _encode_rare(state: State) -> list[Any]:
    """What hardly any instance has: nothing at all where there is none of it."""
    parked = state.parked.items()
    alive = {holder: of for holder, of in parked if of and (holder in state.tokens or holder in state.frames)}
    if not (state.held or alive):
        return []
    return [list(state.held), [[holder, version, rows] for holder, of in alive.items() for version, rows in of.items()]]


def _encode_frame(frame: Frame) -> list[Any]:
    row = [frame.id, frame.definition, frame.parent, frame.owner, frame.depth, frame.isolated * 1, frame.raw]
    if frame.log:
        return [*row, frame.owned, frame.log]
    return [*row, frame.owned] if frame.owned else row


def _encode_token(token: Token) -> list[Any]:
    """Trailing defaults are left out: a waiting token is usually four numbers."""
    row: list[Any] = [token.id, token.node, token.frame, token.status, token.armed * 1, token.owned, token.child]
    if token.counts is not None or token.status != WAITING or token.loop is not None:
        counts = None if token.counts is None else [number for pair in token.counts.items() for number in pair]
        payload = None if token.payload is None else {name: feel.to_json(value) for name, value in token.payload.items()}
        row += [token.flow, token.phase, counts, payload]
        loop = token.loop
        return row if loop is None else [*row, [loop.total, loop.items, loop.started, loop.done, loop.outputs]]
    if token.child:
        return row
    if token.owned:
        return row[:6]
    return row[:5] if token.armed else row[:4]


def _decode(row: list[Any]) -> State:
    state = State(row[0])
    (
        _,
        state.counter,
        state.sequence,
        state.variable_bytes,
        flags,
        state.organisation_id,
        state.business_key,
        state.starter_id,
        state.zone,
        frames,
        tokens,
        timers,
        subscriptions,
        conditions,
        heard,
        *rare,
    ) = row
    state.has_ended, state.suspended = bool(flags & 1), bool(flags & 2)
    state.frames = {values[0]: _decode_frame(values) for values in frames}
    for values in tokens:
        token = _decode_token(values)
        state.tokens[token.id] = token
        if token.status != WAITING:
            state.unsettled[token.id] = token
        state.frames[token.frame].tokens += 1
    state.timers = {values[0]: Timer(*values) for values in timers}
    state.subscriptions = {values[0]: Subscription(*values) for values in subscriptions}
    state.conditions = {values[0]: Condition(*values) for values in conditions}
    state.heard = {(holder, node): found for holder, node, found in heard}
    if rare:
        _decode_rare(state, *rare)
    return state


def _decode_frame(row: list[Any]) -> Frame:
    number, definition, parent, owner, depth, isolated, raw, *more = row
    frame = Frame(number, definition, parent, owner, depth, bool(isolated))
    frame.raw = raw
    if more:
        frame.owned = more[0]
    if len(more) > 1:
        frame.log = more[1]
    return frame


def _decode_rare(state: State, held: list[Any], parked: list[Any]) -> None:
    state.held = [(subscription, values) for subscription, values in held]
    for holder, version, rows in parked:
        state.parked.setdefault(holder, {})[version] = rows


def _from_version_1(row: list[Any]) -> list[Any]:
    """Who completed which task is dropped; a timer that repeats says which of its event's definitions it is: the first."""
    *kept, frames, tokens, timers, subscriptions, conditions, _performers = row
    for frame in frames:
        if len(frame) > 8:
            frame[8] = [[entry[0], entry[1:], None, None] for entry in frame[8]]
    kept += [frames, tokens]
    return [*kept, [[*timer[:4], 0, *timer[4:]] for timer in timers], subscriptions, conditions, []]


def _decode_token(row: list[Any]) -> Token:
    token = Token(row[0], row[1], row[2])
    token.status = row[3]
    size = len(row)
    if size > 4:
        token.armed = bool(row[4])
    if size > 5:
        token.owned = row[5]
    if size > 6:
        token.child = row[6]
    if size > 7:
        token.flow, token.phase, counts, payload = row[7:11]
        if counts is not None:
            token.counts = dict(zip(counts[::2], counts[1::2], strict=True))
        if payload is not None:
            token.payload = {name: feel.from_json(value) for name, value in payload.items()}
        if size > 11:
            token.loop = Loop(*row[11])
    elif token.status == READY:
        raise ValueError("a ready token says what it does next")
    return token
