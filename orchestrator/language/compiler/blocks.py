"""Blocks of steps: their order, and foreach."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from orchestrator.language.compiler.context import Context, Types
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import shared_fields
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import quoted
from orchestrator.language.expressions import Expression, ExpressionProblem
from orchestrator.language.graph import SERIAL_ITEMS_GUESS, cycles, topological_order, with_estimates, without_cycles
from orchestrator.language.names import check_name
from orchestrator.language.plan import Block, ForeachStep, Step
from orchestrator.language.syntax import ForeachSyntax
from orchestrator.language.types import ANY, Type, list_of, record
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
    for name, entry in node.entries.items():
        check_name(name, entry.key, context.problems, own_allowed=True)
        part = context.expression(entry.value, types)
        if part is not None:
            parts[name] = part
    if len(parts) < len(node.entries):
        return None
    source = "{" + ", ".join(f"'{name}': ({part.source})" for name, part in parts.items()) + "}"
    try:
        whole = context.parser.parse(source, node.place, types)
    except ExpressionProblem as error:
        context.problems.add(node.place, str(error))
        return None
    return Expression(
        source=source,
        place=node.place,
        type=record({name: part.type for name, part in parts.items()}),
        names=whole.names,
        compiled=whole.compiled,
    )


def compile_foreach(
    step: WrittenStep, syntax: ForeachSyntax, scope: Scope, context: Context, compile_step: CompileStep
) -> ForeachStep | None:
    """The block once for each item of a list."""
    items = context.expression(step.get("foreach"), scope.types)
    item_type = _item_type(items, step, context)
    variable, serial = syntax.as_, syntax.order == "serial"
    _check_variable(step, variable, scope, context)
    key_types = scope.types.new_child({variable: item_type})
    key = context.expression(step.get("key"), key_types)
    _check_key(key, step, variable, context)
    variables = {variable: item_type}
    if serial:
        # What `previous` holds is known only when the steps that may use it are compiled: rehearse first.
        variables["previous"] = list_of(ANY)
        if not context.is_rehearsal:
            _, rehearsed = _inside(step, variables, scope, context.rehearsal(), compile_step)
            variables["previous"] = list_of(rehearsed.type if rehearsed is not None else ANY)
    block, result = _inside(step, variables, scope, context, compile_step)
    value_type = list_of(result.type if result is not None else ANY)
    shared = shared_fields(step, syntax, value_type, scope, context)
    if items is None or result is None:
        return None
    return ForeachStep(
        **shared,
        items=items,
        variable=variable,
        key=key,
        serial=serial,
        block=block,
        result=result,
        calls=block.calls * (SERIAL_ITEMS_GUESS if serial else 1),
    )


def _inside(
    step: WrittenStep, variables: Mapping[str, Type], scope: Scope, context: Context, compile_step: CompileStep
) -> tuple[Block, Expression | None]:
    inner = Scope(step.children, variables, scope, step.position)
    check_shadowing(step, scope, inner, context)
    block = compile_block(step.children, inner, context, compile_step)
    return block, compile_result(step.get("result"), inner.types, context)


def _item_type(items: Expression | None, step: WrittenStep, context: Context) -> Type:
    if items is None or items.type.kind == "any":
        return ANY
    place = step.value_place("foreach")
    if items.type.optional and items.type.kind == "list":
        message = f"foreach needs a list, and {quoted(items.source)} may be none"
        context.problems.add(place, message, f'write "{items.source} or []"')
    elif items.type.kind != "list" or items.type.item is None:
        message = f"foreach needs a list, and {quoted(items.source)} is {items.type}"
        context.problems.add(place, message, "name a list, such as outline.scenes")
    return items.type.item or ANY


def _check_variable(step: WrittenStep, variable: str, scope: Scope, context: Context) -> None:
    place = step.value_place("as")
    if check_name(variable, place, context.problems) and scope.is_visible_from(step.position, variable):
        message = f"{quoted(variable)} is already the name of something else here"
        context.problems.add(place, message, "call the item by a name of its own")


def _check_key(key: Expression | None, step: WrittenStep, variable: str, context: Context) -> None:
    if key is None:
        return
    place = step.value_place("key")
    if key.type.kind not in ("scalar", "any") or key.type.optional:
        context.problems.add(
            place, f"a key is text or a number, and {quoted(key.source)} is {key.type}", f"such as {variable}.id"
        )
    elif variable not in key.names:
        message = f"the key {quoted(key.source)} is the same for every item"
        context.problems.add(place, message, f"name something of {quoted(variable)}, such as {variable}.id")
