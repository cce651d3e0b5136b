"""Scripted cases on the shipped models: each plants something, or nothing, and says which rules must find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

from engine import feel
from engine.runtime import commands as command
from tests.processes.deviations.recording import World
from tests.processes.referral import steps
from tests.processes.referral.region import Instance
from workflows.deviations.history import OtherReferral, Told

SECOND = timedelta(seconds=1)
SIDES = (-1, 0, 1)  # seconds after a limit: both sides of the boundary and the boundary itself
WAYS = tuple(product(("up", "down"), ("routine", "urgent")))
RETRO = {
    "impression": "Stroke",
    "history": "Weakness of the left arm",
    "allergy": "none known",
    "consent_document": "K-17",
    "consent_note": "not reachable",
    "retro_confirmed": True,
}


@dataclass(frozen=True)
class Planted:
    """`play` returns when the deviation is there, or just not. `expected`: codes of the rules that must find it, as often."""

    name: str
    play: Callable[[World], None]
    expected: tuple[str, ...]


def until(world: World, limit: timedelta, seconds: int) -> None:
    world.advance(seconds=limit.total_seconds() + seconds)


def late(code: str, seconds: int) -> tuple[str, ...]:
    return (code,) if seconds > 0 else ()


# -- nothing planted --------------------------------------------------------------------------------------------------


def orderly() -> Iterator[Planted]:
    for direction, urgency in (*WAYS, ("up", "emergency")):

        def play(world: World, direction: str = direction, urgency: str = urgency) -> None:
            sender, _receiver = world.returned(direction, urgency)
            world.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
            if direction == "up":
                world.visit(sender)
            if urgency == "emergency":
                world.complete(sender, "Task_retro_entry", {**RETRO, "consent_status": "agreed"})
            assert [each.ended for each in world.instances] == ["completed", "completed"]

        yield Planted(f"orderly {direction} {urgency}", play, ())
    for decision in ("rejected", "onward"):

        def play(world: World, decision: str = decision) -> None:
            _sender, receiver = world.requested()
            world.decide(receiver, decision)

        yield Planted(f"orderly {decision}", play, ())
    for stage in ("open", "requested", "accepted"):

        def play(world: World, stage: str = stage) -> None:
            made = getattr(world, stage)()
            world.ask_cancel(made if stage == "open" else made[0])

        yield Planted(f"orderly, cancelled when {stage}", play, ())


# -- clocks -----------------------------------------------------------------------------------------------------------


def acceptance() -> Iterator[Planted]:
    day = timedelta(hours=24)
    for (direction, urgency), decision, seconds in product(WAYS, ("accepted", "rejected", "onward", "none"), SIDES):

        def play(
            world: World, direction: str = direction, urgency: str = urgency, decision: str = decision, seconds: int = seconds
        ) -> None:
            _sender, receiver = world.requested(direction, urgency)
            until(world, day, seconds)
            if decision != "none":
                world.decide(receiver, decision)

        name = f"acceptance {direction} {urgency} {decision} {seconds:+d} s"
        if direction == "down" and decision == "onward":
            continue  # a community centre refers nowhere onward
        yield Planted(name, play, late("acceptance_late", seconds))
    for hours, expected in ((23, ()), (25, ("acceptance_late",)), (29, ("acceptance_late",))):

        def play(world: World, hours: int = hours) -> None:
            sender, _receiver = world.requested()
            world.advance(hours=hours)
            world.ask_cancel(sender)

        yield Planted(f"acceptance, cancelled after {hours} h", play, expected)

    def play(world: World) -> None:
        _sender, receiver = world.requested()
        world.advance(hours=30)
        world.decide(receiver)

    yield Planted("acceptance after the escalation", play, ("acceptance_late",))


def arrival() -> Iterator[Planted]:
    """The receiver's task is due two hours after the slot: past that it is late as well."""
    for direction, answer, seconds in product(("up", "down"), ("arrived", "no_show", "none"), SIDES):
        limit = timedelta(hours=48) if direction == "up" else timedelta(days=7)

        def play(
            world: World,
            direction: str = direction,
            answer: str = answer,
            seconds: int = seconds,
            limit: timedelta = limit,
        ) -> None:
            _sender, receiver = world.accepted(direction)
            until(world, timedelta(hours=1) + limit, seconds)
            if answer == "arrived":
                steps.arrive(world, receiver)
            elif answer == "no_show":
                world.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})

        # at the very limit its timer comes before any message, so the answer reaches the sender after the call
        is_missed = seconds >= 0 if answer != "none" else seconds > 0
        expected = ("task_late", *late("arrival_unconfirmed", int(is_missed)))
        yield Planted(f"arrival {direction} {answer} {seconds:+d} s", play, expected)
    for hours, expected in ((47, ("task_late",)), (50, ("arrival_unconfirmed", "task_late"))):

        def play(world: World, hours: int = hours) -> None:
            sender, _receiver = world.accepted()
            world.advance(hours=1 + hours)
            world.ask_cancel(sender)

        yield Planted(f"arrival, cancelled {hours} h after the slot", play, expected)

    def twice(world: World) -> None:
        sender, _receiver = world.accepted()
        world.advance(hours=49)
        world.complete(sender, "Task_call_patient", {"call_result": "coming"})
        world.advance(hours=48, seconds=1)

    yield Planted("arrival, missed again after the call", twice, ("arrival_unconfirmed", "arrival_unconfirmed", "task_late"))

    def once(world: World) -> None:
        sender, receiver = world.accepted()
        world.advance(hours=49)
        world.complete(sender, "Task_call_patient", {"call_result": "coming"})
        world.advance(hours=2)
        steps.arrive(world, receiver)

    yield Planted("arrival after the call", once, ("arrival_unconfirmed", "task_late"))

    def rebooked(world: World) -> None:
        sender, receiver = world.accepted()
        world.advance(hours=2)
        world.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})
        world.complete(sender, "Task_call_patient", {"call_result": "coming"})
        slot = (world.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        world.complete(receiver, "Task_rebook", {"slot_at": slot})
        world.advance(days=3)
        steps.arrive(world, receiver)

    yield Planted("arrival at the new slot after a no-show", rebooked, ())


def outcome() -> Iterator[Planted]:
    for direction, end, seconds in product(("up", "down"), ("sent", "none", "ended"), SIDES):
        limit = timedelta(days=14 if direction == "up" else 30)

        def play(
            world: World, direction: str = direction, end: str = end, seconds: int = seconds, limit: timedelta = limit
        ) -> None:
            _sender, receiver = world.arrived(direction)
            until(world, limit, seconds)
            if end == "sent":
                steps.treat(world, receiver)
            elif end == "ended":
                world.steer(receiver, command.Cancel("planted"))

        yield Planted(f"outcome {direction} {end} {seconds:+d} s", play, late("outcome_missing", seconds))


def follow_up() -> Iterator[Planted]:
    for kind, is_done, seconds in product(("routine", "urgent", "emergency", "hypertension"), (True, False), SIDES):
        limit = timedelta(days=7 if kind in ("routine", "urgent") else 14)

        def play(
            world: World, kind: str = kind, is_done: bool = is_done, seconds: int = seconds, limit: timedelta = limit
        ) -> None:
            if kind == "hypertension":
                sender = world.open()
                world.complete(sender, "Task_slip", {**steps.SLIP, "suspected_hypertension": True})
                world.complete(sender, "Task_consent", steps.CONSENT)
                world.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)
                world.decide(world.receiver())
                world.advance(hours=1)
                steps.arrive(world, world.receiver())
                steps.treat(world, world.receiver())
            else:
                sender, _receiver = world.returned("up", kind)
            if kind == "emergency":
                world.complete(sender, "Task_retro_entry", {**RETRO, "consent_status": "agreed"})
            world.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
            until(world, limit, seconds)
            if is_done:
                world.visit(sender)

        done = "done" if is_done else "open"
        yield Planted(f"follow-up {kind} {done} {seconds:+d} s", play, late("follow_up_late", seconds))


def emergency_consent() -> Iterator[Planted]:
    for status, seconds in product(("agreed", "refused", "unobtainable", "none"), SIDES):

        def play(world: World, status: str = status, seconds: int = seconds) -> None:
            sender, receiver = world.requested("up", "emergency")
            world.advance(hours=1)
            steps.arrive(world, receiver)
            world.advance(hours=23, seconds=seconds)
            if status != "none":
                world.complete(sender, "Task_retro_entry", {**RETRO, "consent_status": status})

        name = f"emergency consent {status} {seconds:+d} s"
        yield Planted(name, play, late("consent_after_emergency", seconds))
    for hours, expected in ((20, ()), (25, ("consent_after_emergency",))):

        def play(world: World, hours: int = hours) -> None:
            sender, receiver = world.requested("up", "emergency")
            steps.arrive(world, receiver)
            world.advance(hours=hours)
            world.ask_cancel(sender)

        yield Planted(f"emergency consent, cancelled after {hours} h", play, expected)


def task_due() -> Iterator[Planted]:
    """Each task whose due date no other rule judges."""
    scripts: dict[str, tuple[timedelta, Callable[[World], Instance], dict[str, object]]] = {
        "Task_slip": (timedelta(hours=24), lambda world: world.open(), steps.SLIP),
        "Task_slip of an emergency": (timedelta(minutes=15), lambda world: world.open("up", "emergency"), {}),
        "Task_consent": (timedelta(hours=24), _at_consent, steps.CONSENT),
        "Task_out_review": (timedelta(hours=4), _at_review, {"review_decision": "approve"}),
        "Task_next_step": (timedelta(hours=24), _rejected, {}),
        "Task_call_patient": (timedelta(hours=4), _missed, {"call_result": "coming"}),
        "Task_rebook": (timedelta(hours=24), _no_show_at_receiver, {}),
        "Task_accept_outcome": (timedelta(hours=48), lambda world: world.returned()[0], {"outcome_accepted": True}),
    }
    for (name, (limit, reach, values)), seconds, is_done in product(scripts.items(), SIDES, (True, False)):
        if is_done and not values:
            continue

        def play(
            world: World,
            name: str = name,
            limit: timedelta = limit,
            reach: Callable[[World], Instance] = reach,
            values: dict[str, object] = values,
            seconds: int = seconds,
            is_done: bool = is_done,
        ) -> None:
            instance = reach(world)
            until(world, limit, seconds)
            if is_done:
                world.complete(instance, name.split()[0], values, actor_id=8)

        expected = list(late("task_late", seconds))
        if name == "Task_call_patient":
            expected += ["arrival_unconfirmed", "task_late"]  # that is why somebody calls, and the arrival is overdue too
        if name == "Task_rebook":
            expected += list(late("task_late", 1))  # the sender's call about the no-show is open meanwhile
        done = "done" if is_done else "open"
        yield Planted(f"{name} {done} {seconds:+d} s", play, tuple(expected))


def _at_consent(world: World) -> Instance:
    sender = world.open()
    world.complete(sender, "Task_slip", steps.SLIP)
    return sender


def _at_review(world: World) -> Instance:
    sender = _at_consent(world)
    world.complete(sender, "Task_consent", steps.CONSENT)
    return sender


def _rejected(world: World) -> Instance:
    sender, receiver = world.requested()
    world.decide(receiver, "rejected")
    return sender


def _missed(world: World) -> Instance:
    sender, _receiver = world.accepted()
    world.advance(hours=49)
    return sender


def _no_show_at_receiver(world: World) -> Instance:
    _sender, receiver = world.accepted()
    world.advance(hours=2)
    world.complete(receiver, "Task_arrival", {"arrival": "no_show", "arrival_note": "Not reached"})
    return receiver


# -- acts -------------------------------------------------------------------------------------------------------------


def without_consent() -> Iterator[Planted]:
    for (direction, urgency), way, is_righted in product(WAYS, ("moved", "corrected"), (True, False)):

        def play(
            world: World, direction: str = direction, urgency: str = urgency, way: str = way, is_righted: bool = is_righted
        ) -> None:
            from tests.processes.deviations.recording import DOWN

            sender = world.open(direction, urgency)
            slip = {**steps.SLIP, **(DOWN if direction == "down" else {}), "urgency": urgency}
            world.complete(sender, "Task_slip", slip)
            if way == "moved":
                world.move(sender, "Task_consent", "End_prepared")
            else:
                world.complete(sender, "Task_consent", steps.CONSENT)
                world.correct(sender, consent_status="none")
            world.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)
            if is_righted:
                world.advance(hours=1)
                world.correct(sender, consent_status="agreed")

        steered = ("process_steered",) if way == "moved" else ()
        righted = "righted" if is_righted else "open"
        yield Planted(f"no consent {direction} {urgency} {way} {righted}", play, ("sent_without_consent", *steered))

    def agreed_by_hand(world: World) -> None:
        sender = _at_consent(world)
        world.skip(sender, "Task_consent", {"consent_status": "agreed"})
        world.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)

    yield Planted("consent entered by an operator", agreed_by_hand, ("step_skipped",))


def without_arrangement() -> Iterator[Planted]:
    slot = feel.from_json({"@dt": "2026-03-02T10:00:00+08:00"})
    for direction, missing, is_righted in product(("up", "down"), ("slot", "department", "both", "nothing"), (True, False)):

        def play(world: World, direction: str = direction, missing: str = missing, is_righted: bool = is_righted) -> None:
            _sender, receiver = world.requested(direction)
            values = {
                "decision": "accepted",
                "slot_at": None if missing in ("slot", "both") else slot,
                "accepting_department": None if missing in ("department", "both") else world.department,
            }
            if missing in ("department", "both"):  # its head is told by department, so the next task needs one
                world.correct(receiver, doctor_role="doctor")
            world.skip(receiver, "Task_decide", values)
            if is_righted:
                world.correct(receiver, slot_at=slot, accepting_department=world.department)

        expected = ("step_skipped",) if missing == "nothing" else ("accepted_without_arrangement", "step_skipped")
        righted = "righted" if is_righted else "open"
        yield Planted(f"arrangement {direction} without {missing} {righted}", play, expected)

    def green(world: World) -> None:
        world.requested("up", "emergency")

    yield Planted("an emergency needs no slot", green, ())


def steering() -> Iterator[Planted]:
    for step, reach in (("Task_out_review", _at_review), ("Task_consent", _at_consent)):

        def skip(world: World, step: str = step, reach: Callable[[World], Instance] = reach) -> None:
            values = {"consent_status": "agreed", "review_decision": "approve"}
            world.skip(reach(world), step, values)

        yield Planted(f"skip {step}", skip, ("step_skipped",))

    def moved(world: World) -> None:
        world.move(_at_review(world), "Task_out_review", "Service_out_review")

    yield Planted("move back", moved, ("process_steered",))

    def added(world: World) -> None:
        sender = _at_review(world)
        world.steer(sender, command.AddToken("Service_update_case", None, "planted"))

    def added_twice(world: World) -> None:
        sender, receiver = world.arrived()
        del receiver
        for _again in range(2):
            world.steer(sender, command.AddToken("Task_retro_entry", None, "planted"))

    def ended(world: World) -> None:
        sender, _receiver = world.arrived()
        world.steer(sender, command.AddToken("Task_retro_entry", None, "planted"))
        world.steer(sender, command.CancelToken(sender.task("Task_retro_entry").token_id, "planted"))

    yield Planted("begin another step", added_twice, ("process_steered", "process_steered"))
    yield Planted("begin and end a step", ended, ("process_steered", "process_steered"))
    yield Planted("send besides the review", added, ("process_steered",))

    def corrected(world: World) -> None:
        world.correct(_at_review(world), problem="Other")

    yield Planted("a corrected value moves nothing", corrected, ())


def repeated() -> Iterator[Planted]:
    for returns in range(5):

        def play(world: World, returns: int = returns) -> None:
            sender = _at_review(world)
            for _again in range(returns):
                world.complete(sender, "Task_out_review", {"review_decision": "return", "review_note": "More"}, actor_id=8)
                world.complete(sender, "Task_slip", steps.SLIP)
                world.complete(sender, "Task_consent", steps.CONSENT)
            world.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)

        yield Planted(f"returned {returns} times", play, ("step_repeated",) * (3 if returns >= 2 else 0))


def order() -> Iterator[Planted]:
    for is_kept in (True, False):

        def play(world: World, is_kept: bool = is_kept) -> None:
            world.expected_after = {"Task_out_review": ("Task_slip", "Task_consent")}
            sender = _at_consent(world)
            if is_kept:
                world.complete(sender, "Task_consent", steps.CONSENT)
            else:
                world.skip(sender, "Task_consent", {"consent_status": "agreed"})
            world.complete(sender, "Task_out_review", {"review_decision": "approve"}, actor_id=8)

        yield Planted(f"order {'kept' if is_kept else 'broken'}", play, () if is_kept else ("step_skipped", "wrong_order"))

    def declared_elsewhere(world: World) -> None:
        world.expected_after = {"Task_treat": ("Task_arrival",), "Task_follow_up": ("Task_accept_outcome",)}
        sender, _receiver = world.returned()
        world.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})
        world.visit(sender)

    yield Planted("order of other steps kept", declared_elsewhere, ())


# -- what the case knows ----------------------------------------------------------------------------------------------


def duplicates() -> Iterator[Planted]:
    hour = timedelta(hours=1)
    variants = (
        ("same", "Chest pain", "routine", -hour, None, "routine", 1),
        ("spaces and case", " chest  PAIN", "routine", -hour, None, "routine", 1),
        ("closed later", "Chest pain", "urgent", -hour, hour, "routine", 1),
        ("closed at the opening", "Chest pain", "routine", -hour, timedelta(0), "routine", 0),
        ("closed a second after", "Chest pain", "routine", -hour, SECOND, "routine", 1),
        ("other problem", "Cough", "routine", -hour, None, "routine", 0),
        ("the other is an emergency", "Chest pain", "emergency", -hour, None, "routine", 0),
        ("this is an emergency", "Chest pain", "routine", -hour, None, "emergency", 0),
        ("the other came later", "Chest pain", "routine", hour, None, "routine", 0),
    )
    for name, problem, urgency, opened, closed, own, hits in variants:

        def play(
            world: World,
            problem: str = problem,
            urgency: str = urgency,
            opened: timedelta = opened,
            closed: timedelta | None = closed,
            own: str = own,
        ) -> None:
            world.open("up", own)
            now = world.now
            other = OtherReferral(0, problem, urgency, now + opened, now + closed if closed is not None else None)
            world.facts = replace(world.facts, others=(other,))

        yield Planted(f"duplicate: {name}", play, ("duplicate_live_referral",) * hits)

    def two(world: World) -> None:
        world.open()
        others = tuple(OtherReferral(-number, "Chest pain", "routine", world.now - hour) for number in (1, 2))
        world.facts = replace(world.facts, others=others)

    yield Planted("duplicate: two others", two, ("duplicate_live_referral",) * 2)


def admitted() -> Iterator[Planted]:
    for end, seconds in product(("open", "cancelled", "arrived"), SIDES):

        def play(world: World, end: str = end, seconds: int = seconds) -> None:
            sender, receiver = world.requested()
            world.decide(receiver, slot_in=timedelta(hours=23))
            world.facts = replace(world.facts, told=(Told("admitted", world.now, 2),))
            world.advance(hours=24, seconds=seconds)
            if end == "cancelled":
                world.ask_cancel(sender)
            elif end == "arrived":
                steps.arrive(world, receiver)

        yield Planted(f"admitted elsewhere, {end} {seconds:+d} s", play, late("admitted_elsewhere", seconds))
    for name, case_id, arrives in (("of this very case", 1, False), ("after the arrival here", 2, True)):

        def play(world: World, case_id: int = case_id, arrives: bool = arrives) -> None:
            if arrives:
                world.arrived()
            else:
                sender, receiver = world.requested()
                world.decide(receiver, slot_in=timedelta(hours=30))
                del sender
            world.facts = replace(world.facts, told=(Told("admitted", world.now, case_id),))
            world.advance(hours=25)

        yield Planted(f"admitted {name}", play, ())


def death() -> Iterator[Planted]:
    for is_done, seconds in product((True, False), SIDES):

        def here(world: World, is_done: bool = is_done, seconds: int = seconds) -> None:
            sender, _receiver = world.returned(outcome_result="died", return_on=None, next_plan=None)
            world.advance(hours=24, seconds=seconds)
            if is_done:
                world.complete(sender, "Task_accept_outcome", {"outcome_accepted": True})

        done = "closed" if is_done else "open"
        yield Planted(f"death told by the outcome, {done} {seconds:+d} s", here, late("death_not_closed", seconds))

    for end, seconds in product(("open", "cancelled"), SIDES):

        def elsewhere(world: World, end: str = end, seconds: int = seconds) -> None:
            sender, receiver = world.requested()
            world.decide(receiver, slot_in=timedelta(hours=23))
            world.facts = replace(world.facts, told=(Told("died", world.now, 2),))
            world.advance(hours=24, seconds=seconds)
            if end == "cancelled":
                world.ask_cancel(sender)

        # the processes of both sides still run
        yield Planted(f"death told elsewhere, {end} {seconds:+d} s", elsewhere, late("death_not_closed", seconds) * 2)


def all_cases() -> list[Planted]:
    """Every scripted case, in the order of the rules."""
    sets = (
        orderly,
        without_consent,
        emergency_consent,
        duplicates,
        acceptance,
        without_arrangement,
        arrival,
        admitted,
        outcome,
        follow_up,
        death,
        task_due,
        repeated,
        order,
        steering,
    )
    return [case for cases in sets for case in cases()]
