"""From a compiled plan to the graph that is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from orchestrator.adapters.export.graph.model import Block, Edge, Graph, Kind, Node, Take, reduced_edges
from orchestrator.adapters.export.graph.phrases import phrase
from orchestrator.adapters.export.graph.references import NOTE, inputs_read, names_read, names_set, takes_of
from orchestrator.language.expressions import Expression
from orchestrator.language.graph import critical_path
from orchestrator.language.origins import inputs_in
from orchestrator.language.plan import (
    AgentStep,
    CheckStep,
    ForeachStep,
    HumanStep,
    LoopStep,
    Plan,
    RenderStep,
    Step,
    VariantsStep,
    WorkflowStep,
)

_KINDS: tuple[tuple[type[Step], Kind], ...] = (
    (AgentStep, "agent"),
    (CheckStep, "check"),
    (RenderStep, "render"),
    (HumanStep, "human"),
    (WorkflowStep, "workflow"),
    (ForeachStep, "foreach"),
    (LoopStep, "loop"),
    (VariantsStep, "variants"),
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
        Node(id=_input_id(name), name=name, kind="input", subtitle=spec.type, type=str(spec.value_type))
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
    node = Node(
        id=step.path,
        name=step.name,
        kind=next(kind for type_, kind in _KINDS if isinstance(step, type_)),
        subtitle=phrase(step),
        description=step.description,
        type=str(step.type),
        takes=takes_of(step),
        after=(*around, *(other.path for other in siblings.values() if other.name in step.after)),
        sets=step.sets or "",
        when=_source(step.when),
        otherwise=_source(step.otherwise),
        retry=step.retry,
        timeout_seconds=step.timeout_seconds,
        on_error=step.on_error,
        calls=step.calls,
    )
    return replace(node, **_of_kind(step))


def _of_kind(step: Step) -> dict[str, Any]:
    """What only a node of the kind of ``step`` has."""
    match step:
        case WorkflowStep():
            return {"gives": ", ".join(step.plan.outputs)}
        case ForeachStep():
            items = {"items": step.items.source, "serial": step.serial}
            return {**items, "gives": step.result.source, "block": _foreach_block(step)}
        case LoopStep():
            rounds = {"rounds": step.max.source, "until": _source(step.until)}
            return {**rounds, "gives": step.result.source, "block": _loop_block(step)}
        case VariantsStep():
            several = {"variants": step.count.source, "chosen_by": _chooser(step)}
            return {**several, "gives": step.result.source, "block": _block_below(step, ())}
    return {}


def _chooser(step: VariantsStep) -> str:
    if step.choose is None:
        return ""
    if step.choose.score is not None:
        return step.choose.score.source
    return "person" if step.choose.judge is None else step.choose.judge.card.role


def _source(expression: Expression | None) -> str:
    return "" if expression is None else expression.source


def _foreach_block(step: ForeachStep) -> Block:
    return replace(_block_below(step, _carried(step)), again="next item")


def _loop_block(step: LoopStep) -> Block:
    """The steps of a round below what the loop carries; where that is nothing, below the round itself."""
    values = _carried(step)
    asks = any(NOTE in names_set(child) or NOTE in names_read(child) for child in step.block.steps.values())
    if step.has_note and asks:
        values = (*values, Node(id=f"{step.path}:{NOTE}", name=NOTE, kind="carried", subtitle="what a person says"))
    block = _block_below(step, values) if step.carry else _round_block(step, values)
    block = _judging_first(step, block)
    return replace(block, again=f"again until {step.until.source}" if step.until is not None else "next round")


def _judging_first(step: LoopStep, block: Block) -> Block:
    """``block`` with what revises after everything that judges, whether or not it takes anything from there."""
    judging = [child.path for name, child in step.block.steps.items() if name in step.judging]
    revising = {child.path for name, child in step.block.steps.items() if name not in step.judging}
    first = {node.id for node in block.nodes if node.id in revising and revising.isdisjoint(node.after)}
    nodes = sorted(
        (replace(n, after=tuple(dict.fromkeys((*n.after, *judging)))) if n.id in first else n for n in block.nodes),
        key=lambda node: node.id in revising,
    )
    return replace(block, nodes=tuple(nodes), edges=reduced_edges(nodes))


def _carried(step: ForeachStep | LoopStep) -> tuple[Node, ...]:
    return tuple(
        Node(
            id=f"{step.path}:{name}",
            name=name,
            kind="carried",
            takes=(Take(name, start.source),),
            type=str(step.carry_types[name]),
        )
        for name, start in step.carry.items()
    )


def _block_below(step: ForeachStep | LoopStep | VariantsStep, values: tuple[Node, ...]) -> Block:
    """The steps inside ``step`` below the ``values`` that go round in it."""
    children = step.block.steps
    inner = (_step_node(child, _ids(values, names_read(child)), children) for child in children.values())
    nodes = (*values, *inner)
    returns = tuple(Edge(child.path, id_) for child in children.values() for id_ in _ids(values, names_set(child)))
    return Block(nodes, reduced_edges(nodes), returns)


def _ids(values: Sequence[Node], names: Collection[str]) -> list[str]:
    return [value.id for value in values if value.name in names]


def _round_block(step: LoopStep, values: tuple[Node, ...]) -> Block:
    """The steps of a loop that carries nothing; it goes round all the same."""
    round_node = Node(id=f"{step.path}:round", name="round", kind="carried")
    block = _block_below(step, values)
    children = step.block.steps.values()
    awaited = {name for child in children for name in child.after}
    first = {child.path for child in children if not child.after}
    nodes = (
        round_node,
        *(replace(node, after=(round_node.id, *node.after)) if node.id in first else node for node in block.nodes),
    )
    returns = tuple(Edge(child.path, round_node.id) for child in children if child.name not in awaited)
    return Block(nodes, reduced_edges(nodes), (*returns, *block.returns))
