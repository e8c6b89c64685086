"""From a compiled plan to the graph that is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from orchestrator.adapters.export.graph.model import Block, Edge, Graph, Kind, Node, Take, reduced_edges
from orchestrator.adapters.export.graph.phrases import phrase
from orchestrator.adapters.export.graph.references import inputs_in, inputs_read, names_read, names_set, takes_of
from orchestrator.language.expressions import Expression
from orchestrator.language.graph import critical_path
from orchestrator.language.plan import AgentStep, CheckStep, ForeachStep, LoopStep, Plan, RenderStep, Step

_KINDS: tuple[tuple[type[Step], Kind], ...] = (
    (AgentStep, "agent"),
    (CheckStep, "check"),
    (RenderStep, "render"),
    (ForeachStep, "foreach"),
    (LoopStep, "loop"),
)


def graph_of(plan: Plan) -> Graph:
    """The graph of ``plan``: its inputs, its steps and its outputs, with the manuscript among these."""
    steps = plan.block.steps
    outer = tuple(
        _step_node(step, [_input_id(name) for name in plan.inputs if name in inputs_read(step, plan.inputs)], steps)
        for step in steps.values()
    )
    outputs = tuple(_output_nodes(plan))
    used = {source for node in (*outer, *outputs) for source in node.after}
    inputs = tuple(
        Node(id=_input_id(name), name=name, kind="input", subtitle=spec.type)
        for name, spec in plan.inputs.items()
        if _input_id(name) in used
    )
    nodes = (*inputs, *outer, *outputs)
    return Graph(
        name=plan.name,
        description=plan.description,
        block=Block(nodes, reduced_edges(nodes)),
        critical_path=critical_path(plan),
        calls=plan.block.calls,
    )


def _input_id(name: str) -> str:
    # A colon stands in no name, so these ids never equal the path of a step.
    return f"inputs:{name}"


def _output_nodes(plan: Plan) -> Iterator[Node]:
    for name, expression in plan.outputs.items():
        yield _output_node(f"outputs:{name}", name, {name: expression}, plan)
    if plan.manuscript is not None:
        parts = {key: getattr(plan.manuscript, key) for key in ("title", "parts", "headings", "language")}
        given = {key: expression for key, expression in parts.items() if expression is not None}
        yield _output_node("manuscript:parts", "manuscript", given, plan)


def _output_node(id_: str, name: str, expressions: Mapping[str, Expression], plan: Plan) -> Node:
    names = {name for expression in expressions.values() for name in expression.names}
    inputs = inputs_in(expressions.values(), plan.inputs)
    return Node(
        id=id_,
        name=name,
        kind="output",
        takes=tuple(Take(key, expression.source) for key, expression in expressions.items()),
        after=(
            *(_input_id(name) for name in plan.inputs if name in inputs),
            *(step.path for step in plan.block.steps.values() if step.name in names),
        ),
    )


def _step_node(step: Step, around: Sequence[str], siblings: Mapping[str, Step]) -> Node:
    """The node of ``step``; ``around`` are the ids of inputs or carried values that it reads."""
    return Node(
        id=step.path,
        name=step.name,
        kind=next(kind for type_, kind in _KINDS if isinstance(step, type_)),
        subtitle=phrase(step),
        takes=takes_of(step),
        after=(*around, *(other.path for other in siblings.values() if other.name in step.after)),
        sets=step.sets or "",
        when=_source(step.when),
        otherwise=_source(step.otherwise),
        until=_source(step.until) if isinstance(step, LoopStep) else "",
        gives=step.result.source if isinstance(step, ForeachStep | LoopStep) else "",
        items=step.items.source if isinstance(step, ForeachStep) else "",
        serial=isinstance(step, ForeachStep) and step.serial,
        calls=step.calls,
        block=_inner_block(step),
    )


def _source(expression: Expression | None) -> str:
    return "" if expression is None else expression.source


def _inner_block(step: Step) -> Block | None:
    if isinstance(step, ForeachStep):
        nodes = tuple(_step_node(child, (), step.block.steps) for child in step.block.steps.values())
        return Block(nodes, reduced_edges(nodes))
    return _loop_block(step) if isinstance(step, LoopStep) else None


def _loop_block(step: LoopStep) -> Block:
    """The steps of a round below what the loop carries; without any of that, below the round itself."""
    children = step.block.steps
    if not step.carry:
        return _loop_without_carry(step)
    carried = {name: f"{step.path}:{name}" for name in step.carry}
    values = tuple(
        Node(id=carried[name], name=name, kind="carried", takes=(Take(name, start.source),))
        for name, start in step.carry.items()
    )
    nodes = (
        *values,
        *(_step_node(child, _ids(carried, names_read(child)), children) for child in children.values()),
    )
    returns = tuple(Edge(child.path, id_) for child in children.values() for id_ in _ids(carried, names_set(child)))
    return Block(nodes, reduced_edges(nodes), returns)


def _ids(carried: Mapping[str, str], names: Collection[str]) -> list[str]:
    return [id_ for name, id_ in carried.items() if name in names]


def _loop_without_carry(step: LoopStep) -> Block:
    round_id = f"{step.path}:round"
    children = step.block.steps.values()
    awaited = {name for child in children for name in child.after}
    nodes = (
        Node(id=round_id, name="round", kind="carried"),
        *(_step_node(child, () if child.after else (round_id,), step.block.steps) for child in children),
    )
    returns = tuple(Edge(child.path, round_id) for child in children if child.name not in awaited)
    return Block(nodes, reduced_edges(nodes), returns)
