"""Service task: waits for the job that its topic's handler does."""

from __future__ import annotations

from engine.model.elements.service_task import ServiceTask
from engine.runtime import effects as effect
from engine.runtime.arming import arm_boundary
from engine.runtime.state import Token
from engine.runtime.step import Behaviour, Step

NUMBER = "job_number"  # in the payload of a token whose job failed


def enter(step: Step, token: Token, node: ServiceTask) -> None:
    payload = step.mapped(node.inputs, token)
    arm_boundary(step, token, node)
    # A retried incident may have had its effect already: it goes on under the number that it had.
    number = int(token.payload[NUMBER]) if token.payload and NUMBER in token.payload else step.state.next_id()
    job = effect.OpenJob(token.id, node.id, node.topic, payload, node.max_attempts, number)
    step.start_node(token, node)
    step.emit(job)
    step.wait(token)


def complete(step: Step, token: Token, node: ServiceTask) -> None:
    step.take_over(token, node.outputs, token.payload or {})
    step.complete_node(token, node)


def cancel(step: Step, token: Token) -> None:
    step.emit(effect.CloseJob(token.id))


BEHAVIOUR = Behaviour(enter, complete, cancel)
