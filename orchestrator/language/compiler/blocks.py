"""Blocks of steps: the order in which they can run, and what a block gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from orchestrator.language.compiler.context import Context, Types
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.graph import cycles, topological_order, with_estimates, without_cycles
from orchestrator.language.names import check_name
from orchestrator.language.plan import Block, Step
from orchestrator.language.types import record
from orchestrator.language.yaml_source import MappingNode, Node

_MAX_CYCLE = 20
"""Steps of a cycle that a message names; a longer one ends in an ellipsis."""

CompileStep = Callable[[WrittenStep, Scope, Context], Step | None]
"""Compiles one step of any kind; None where it is wrong."""


def compile_block(steps: Sequence[WrittenStep], scope: Scope, context: Context, compile_step: CompileStep) -> Block:
    """The steps in an order in which they can run, each compiled when the types of what it refers to are known."""
    after = {step.name: frozenset(step.after) for step in steps}
    by_name = {step.name: step for step in steps}
    for cycle in cycles(after):
        _report_cycle(cycle, by_name, context)
    compiled = []
    for name in topological_order(without_cycles(after)):
        done = compile_step(by_name[name], scope, context)
        if done is not None:
            scope.compiled(name, done.type)
            compiled.append(done)
    return with_estimates(compiled)


def _report_cycle(cycle: Sequence[str], by_name: Mapping[str, WrittenStep], context: Context) -> None:
    first = by_name[cycle[0]]
    if len(cycle) == 2:
        message = f"{quoted(first.name)} waits for itself: {' → '.join(cycle)}"
    else:
        shown = [*cycle[:_MAX_CYCLE], "…", cycle[-1]] if len(cycle) > _MAX_CYCLE + 1 else cycle
        message = f"these steps wait for each other: {' → '.join(shown)}"
    lines = [f"line {by_name[a].after[b].line} refers to {quoted(b)}" for a, b in pairwise(cycle[:_MAX_CYCLE])]
    context.problems.add(first.key, message, f"remove one of these: {', '.join(lines)}")


def check_shadowing(step: WrittenStep, scope: Scope, inner: Scope, context: Context) -> None:
    """No step inside ``step`` may be called like something it could see: one name would mean two things."""
    for child in step.children:
        if inner.is_variable(child.name) or scope.is_visible_from(step.position, child.name):
            message = f"{quoted(child.name)} is already the name of something else here"
            context.problems.add(child.key, message, "give the step a name of its own")


def compile_result(node: Node | None, types: Types, context: Context) -> Expression | None:
    """The ``result`` of a block: an expression, or a mapping of them as one record."""
    if not isinstance(node, MappingNode):
        return context.expression(node, types)
    parts: dict[str, Expression] = {}
    if not node.entries:
        context.problems.add(node.place, "'result' must not be empty", "such as result: {text: draft}")
    for name, entry in node.entries.items():
        check_name(name, entry.key, context.problems, own_allowed=True)
        part = context.expression(entry.value, types)
        if part is not None:
            parts[name] = part
    if not parts or len(parts) < len(node.entries):
        return None
    return Expression(
        source="{" + ", ".join(f"{name}: {part.source}" for name, part in parts.items()) + "}",
        place=node.place,
        type=record({name: part.type for name, part in parts.items()}),
        names=frozenset().union(*(part.names for part in parts.values())),
        fields=parts,
    )
