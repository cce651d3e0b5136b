"""Call activity: another process of the deployment, in the same instance, with variables of its own.

Input mappings decide what it sees, else a copy of everything visible; output mappings what comes back, else all its variables.
"""

from __future__ import annotations

from engine.model.elements.call_activity import CallActivity
from engine.runtime.scopes import enter_scope
from engine.runtime.state import Token, read
from engine.runtime.step import Behaviour, Step, Stop


def enter(step: Step, token: Token, node: CallActivity) -> None:
    is_mapped = node.inputs or not node.passes_all
    variables = step.mapped(node.inputs, token) if is_mapped else step.state.variables_at(token.id)
    renamed = dict(node.renamed_inputs)
    variables = {renamed.get(name, name): value for name, value in variables.items()} if renamed else variables
    scope = step.model.scopes[step.model.process(node.called_process).scope]
    if scope.nodes and not scope.starts:
        raise Stop("NothingStarts", f"Expected the called process {node.called_process} to have a none start event.")
    enter_scope(step, token, node, scope, variables, isolated=True)


def complete(step: Step, token: Token, node: CallActivity) -> None:
    frame = step.state.frames[token.child]
    if node.outputs or not node.returns_all:
        values = step.mapped(node.outputs, token, frame=frame.id)
    else:
        values = {name: read(frame, name) for name in frame.raw}
    if node.data_outputs:
        inside = {name: read(frame, name) for name in frame.raw}
        inside |= {mine: inside[theirs] for mine, theirs in node.renamed_outputs if theirs in inside}
        values = step.carried(token, inside)
    step.set_variables(token, values)
    step.close_frame(token)
    step.complete_node(token, node)


BEHAVIOUR = Behaviour(enter, complete)
