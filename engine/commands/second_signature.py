"""What one operator may not do alone: leave a user task undone, whichever act it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from engine.errors import NotAuthorised
from engine.locked_instance import LockedInstance
from engine.model.process_model import Node
from engine.models.steering import SkipRequest
from engine.projection import parse
from engine.runtime import commands
from engine.runtime.commands import Command
from engine.undone import left_undone

ACTS: Mapping[str, Callable[[SkipRequest], Command]] = {
    "skip": lambda asked: commands.SkipStep(asked.token_id, parse(asked.values), asked.reason, asked.asked_by_id),
    "move": lambda asked: commands.MoveToken(asked.token_id, asked.target_id, asked.reason),
    "cancel": lambda asked: commands.CancelToken(asked.token_id, asked.reason),
    "resolve": lambda asked: commands.ResolveIncident(asked.token_id, parse(asked.values), asked.reason),
}


class SecondSignatureNeeded(NotAuthorised):
    """The act is asked for by one person and signed by a second one."""

    code = "second_signature_needed"


def check_alone(instance: LockedInstance, act: str, token_id: int, target_id: str = "") -> None:
    """Raises: SecondSignatureNeeded where one person may only ask for the act."""
    token = instance.state.tokens.get(token_id) if instance.state is not None else None
    if token is None:  # gone by now, which the act itself refuses
        return
    model = instance.definition.model
    check_left(instance, left_undone(model, act, model.nodes[token.node].id, target_id))


def check_left(instance: LockedInstance, node: Node | None) -> None:
    """Raises: SecondSignatureNeeded, with the step by its name."""
    if node is not None:
        sentence = _("Expected a second signature: it would leave “%(step)s” undone. Ask for it, and another person agrees.")
        raise SecondSignatureNeeded(sentence % {"step": instance.definition.name_of(node.id)})


def command_of(asked: SkipRequest) -> Command:
    return ACTS[asked.act](asked)
