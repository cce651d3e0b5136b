"""Where an instance stands, token by token, and where each of them may be moved: for operators."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine import definitions, runtime
from engine.actor import Actor
from engine.errors import NotAuthorised
from engine.instance_access import find_instance
from engine.model.process_model import Node, ProcessModel
from engine.models.instance import LIVE, ProcessInstance
from engine.queries.flow_order import in_flow_order
from engine.queries.names import in_language
from engine.queries.step_names import KINDS
from engine.runtime.operating import why_no_target
from engine.runtime.state import INCIDENT, JOINING, READY, Frame, State, Token

STATUS = {READY: "ready", JOINING: "joining", INCIDENT: "incident"}
SKIPPABLE = ("Task", "Activity", "subProcess", "SubProcess", "transaction", "intermediateCatchEvent", "task")


def label_of(name: str, activity_id: str) -> str:
    """For choices, where names need not differ: the id stands behind."""
    return name if name == activity_id else f"{name} · {activity_id}"


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the model by its name in the reader's language, or by what kind of place it is."""

    activity_id: str
    name: str
    element: str

    @property
    def label(self) -> str:
        return label_of(self.name, self.activity_id)


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: int
    activity_id: str
    name: str
    element: str
    status: str  # ready, waiting, joining, incident
    scope_id: int
    scope_name: str  # "" for the process itself
    round: int  # of a loop or multi-instance activity, 0 where the token is none
    targets: tuple[Step, ...]  # where it may be moved; nowhere for a round
    can_skip: bool
    can_cancel: bool

    @property
    def label(self) -> str:
        return label_of(self.name, self.activity_id)

    @property
    def likely(self) -> str:
        """The target that stands behind its own step in the model, which a page offers first."""
        ids = [step.activity_id for step in self.targets]
        after = ids.index(self.activity_id) + 1 if self.activity_id in ids else 0
        return ids[after] if after < len(ids) else ""


@dataclass(frozen=True, slots=True)
class Tokens:
    rows: tuple[TokenRow, ...]
    addable: tuple[Step, ...]  # steps that may begin besides what runs


def tokens(actor: Actor, instance_id: UUID) -> Tokens:
    """Raises: NotFound, NotAuthorised."""
    row, _access = find_instance(actor, instance_id)
    if not actor.may("operate", row.organisation_id):
        raise NotAuthorised
    return tokens_of(row)


def tokens_of(row: ProcessInstance) -> Tokens:
    if row.status not in LIVE:
        return Tokens((), ())
    model = definitions.load(row.definition_id).model
    state = runtime.decode_state(row.state)
    rows = tuple(_row(model, state, token) for token in state.tokens.values())
    running = {frame.definition for frame in state.frames.values()}
    return Tokens(rows, steps_of(model, running))


def steps_of(model: ProcessModel, scopes: set[int]) -> tuple[Step, ...]:
    """The nodes of these scopes where a token may be put, as a case comes to them."""
    return tuple(step_of(node) for node in in_flow_order(model) if node.scope in scopes and why_no_target(node) is None)


def step_of(node: Node) -> Step:
    name = in_language(node.name.en, node.name.zh) or in_language(*KINDS.get(node.tag, ("", ""))) or node.id
    return Step(node.id, name, node.tag)


def _row(model: ProcessModel, state: State, token: Token) -> TokenRow:
    node, frame = model.nodes[token.node], state.frames[token.frame]
    is_round = frame.definition < 0
    step = step_of(node)
    targets = () if is_round else tuple(each for each in steps_of(model, {frame.definition}))
    return TokenRow(
        id=token.id,
        activity_id=node.id,
        name=step.name,
        element=node.tag,
        status=STATUS.get(token.status, "waiting"),
        scope_id=frame.id,
        scope_name=_scope_name(model, frame),
        round=int(frame.raw.get("loopCounter", 0)) if is_round else 0,
        targets=targets,
        can_skip=token.status not in (READY, JOINING) and node.tag.endswith(SKIPPABLE) and node.tag != "eventSubProcess",
        can_cancel=not is_round and frame.tokens > 1,
    )


def _scope_name(model: ProcessModel, frame: Frame) -> str:
    if not frame.owner or frame.definition < 0:
        return ""
    scope = model.scopes[frame.definition]
    if scope.node >= 0:
        return step_of(model.nodes[scope.node]).name
    process = model.processes[scope.process]
    return in_language(process.name.en, process.name.zh) or process.id
