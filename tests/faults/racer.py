"""One of two processes that act on the same user task at the same moment."""

from __future__ import annotations

from typing import Any

import django


def attempt(way: str, actor: Any, user_task_id: Any, instance_id: Any) -> str:
    from engine.commands.cancel_instance import CancelInstance, cancel_instance
    from engine.commands.claim_user_task import ClaimUserTask, claim_user_task
    from engine.commands.complete_user_task import CompleteUserTask, complete_user_task
    from engine.errors import EngineError

    try:
        if way == "complete":
            complete_user_task(CompleteUserTask(actor, user_task_id, {}, 1))
        elif way == "claim":
            claim_user_task(ClaimUserTask(actor, user_task_id))
        else:
            cancel_instance(CancelInstance(actor, instance_id, "race"))
    except EngineError as refusal:
        return str(refusal.http_status)
    except Exception as error:  # noqa: BLE001  anything else is what this test looks for
        return f"{type(error).__name__}: {error}"
    return "done"


def racer(number: int, pairs: list[tuple[str, Any, Any]], organisation: int, barrier: Any, results: Any) -> None:
    django.setup()
    from engine.actor import Actor

    actor = Actor(
        id=1000 + number,
        organisation_ids=frozenset({organisation}),
        groups=frozenset({(organisation, "community_doctor@gp")}),
        permissions=frozenset((organisation, name) for name in ("work", "read_instance", "cancel_instance")),
    )
    for index, (way, user_task_id, instance_id) in enumerate(pairs):
        barrier.wait(60)
        results.put((index, attempt(way, actor, user_task_id, instance_id)))
