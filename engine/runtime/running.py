"""The loop: takes ready tokens in turn until all of them wait or the budget is used up."""

from __future__ import annotations

from engine.model.process_model import Activity
from engine.runtime.conditions import fire_conditions
from engine.runtime.elements import ad_hoc_sub_process, loops
from engine.runtime.joins import fire_inclusive, gather, stop_deadlocks
from engine.runtime.state import COMPLETE, ENTER, LEAVE, READY, Token
from engine.runtime.step import Step, Stop


def run(step: Step) -> None:
    """Run until every token waits. Over the budget the running token gets an incident; others stay ready for the next command."""
    if step.state.suspended:  # what the command made ready waits for the resumption
        return
    queue, limit = step.queue, step.budget.steps
    while True:
        while queue:
            # At once, and before the next token: what a condition interrupts must not go on.
            if step.changed or step.new_conditions:
                fire_conditions(step)
            token = queue.popleft()
            if token.status != READY:  # interrupted while it stood in the queue
                continue
            if step.taken >= limit:
                step.stop(
                    token,
                    "BudgetExceeded",
                    f"Expected at most {limit} steps in one advance; the model seems not to come to rest.",
                )
                return
            step.taken += 1
            try:
                _run_phase(step, token)
            except Stop as stop:
                step.stop(token, stop.code, stop.message)
            while step.ad_hoc:
                ad_hoc_sub_process.look(step, step.ad_hoc.pop())
        if step.state.has_ended or not (fire_conditions(step) or fire_inclusive(step)):
            break
    stop_deadlocks(step)


def _run_phase(step: Step, token: Token) -> None:
    node = step.nodes[token.node]
    behaviour = step.behaviours[node.__class__]
    if token.phase == ENTER and node.index in step.model.gathers and token.flow >= 0:
        gather(step, token, node)
    elif token.phase != LEAVE and isinstance(node, Activity) and node.loop is not None and loops.is_outer(step, token):
        (loops.enter if token.loop is None else loops.complete)(step, token, node)
    elif token.phase == ENTER:
        behaviour.enter(step, token, node)
    elif token.phase == COMPLETE:
        if behaviour.complete is not None:
            behaviour.complete(step, token, node)
        else:
            step.complete_node(token, node)
    else:
        step.leave(token, node)
