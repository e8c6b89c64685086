"""Loops: what a round carries, which steps judge, what may leave the loop.

Judging is the steps that ``until``, ``best`` and ``keep_if`` depend on. They run in every round; the others run
only between two rounds. So no judging step may set anything, and what leaves the loop is made of carried values
and of what judging found.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.language.compiler.blocks import CompileStep, check_shadowing, compile_block, compile_result
from orchestrator.language.compiler.carrying import compile_carry
from orchestrator.language.compiler.context import Context, place_of_name
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import condition, shared_fields
from orchestrator.language.compiler.tree import WrittenStep, asks_a_person
from orchestrator.language.diagnostics import quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.graph import ROUNDS_GUESS, closure
from orchestrator.language.plan import Block, HumanStep, LoopStep
from orchestrator.language.syntax import MAX_ROUNDS, HumanSyntax, LoopSyntax
from orchestrator.language.types import ANY, BOOL, FLOAT, INT, TEXT, Type, fits, record
from orchestrator.language.yaml_source import MappingNode, Node, SequenceNode, scalars

_JUDGES = ("until", "best", "keep_if")


def compile_loop(
    step: WrittenStep, syntax: LoopSyntax, scope: Scope, context: Context, compile_step: CompileStep
) -> LoopStep | None:
    """Rounds of judging and revising."""
    rounds = context.count(step.get("loop", "max"), scope.types, "the `max` of a loop", MAX_ROUNDS)
    carry = compile_carry(step, scope, context)
    has_note = asks_a_person(step)
    variables = {**carry.variables, "round": INT} | ({"note": TEXT.as_optional()} if has_note else {})
    inner = Scope(step.children, variables, scope, step.position, carry.types, "loop")
    check_shadowing(step, scope, inner, context)
    block = compile_block(step.children, inner, context, compile_step)
    judging = _judging(step, context)
    until = condition(step.get("loop", "until"), "until", inner.types, context)
    best = _best(step, inner, context)
    keep_if = _keep_if(step, inner, carry.types, judging, context)
    _check_on_max(step, syntax, context)
    _check_edits(step, context)
    result = compile_result(step.get("result"), inner.types.new_child(_accepted(block, syntax)), context)
    _check_result(step, judging, context)
    shared = shared_fields(step, syntax, result.type if result is not None else ANY, scope, context)
    known = carry.known
    if rounds is None or result is None or known is None:
        return None
    return LoopStep(
        **shared,
        max=rounds,
        until=until,
        best=best,
        keep_if=keep_if,
        patience=syntax.loop.patience,
        on_max=syntax.loop.on_max,
        carry=known,
        carry_types=carry.types,
        has_note=has_note,
        block=block,
        judging=judging,
        result=result,
        calls=_calls(block, rounds),
    )


def _check_edits(step: WrittenStep, context: Context) -> None:
    """What a person changes must go somewhere; a condition only asks whether it is there."""
    used = {name for node in scalars(step.get("result")) for name in context.names_in(node)}
    used |= {name for child in step.children for name in child.after}
    for child in step.children:
        is_edit = isinstance(child.syntax, HumanSyntax) and child.syntax.human == "edit" and not child.syntax.sets
        if is_edit and child.name not in used:
            message = f"what a person changes in {quoted(child.name)} is lost: nothing takes it"
            hint = f"write `result: {child.name}`, or `human: approve` where they only decide"
            context.problems.add(child.value_place("human"), message, hint)


def _check_on_max(step: WrittenStep, syntax: LoopSyntax, context: Context) -> None:
    if syntax.loop.on_max != "accept" and step.get("loop", "until") is None:
        message = f"`on_max: {syntax.loop.on_max}` without `until`"
        hint = "`on_max` is for where `until` never held: add `until: …`, or remove it"
        context.problems.add(step.value_place("loop", "on_max"), message, hint)


def _judging(step: WrittenStep, context: Context) -> frozenset[str]:
    """The steps that judge; those among them that set something are mistakes."""
    children = {child.name: child for child in step.children}
    asked_by: dict[str, str] = {}
    for key in _JUDGES:
        for node in scalars(step.get("loop", key)):
            asked_by |= {
                name: key for name in sorted(context.names_in(node)) if name in children and name not in asked_by
            }
    judging: set[str] = set()
    after = {name: child.after.keys() for name, child in children.items()}
    for name, key in asked_by.items():
        for judge in closure({name}, after) - judging:
            judging.add(judge)
            syntax = children[judge].syntax
            if syntax is not None and syntax.sets:
                message = f"{quoted(judge)} sets {quoted(syntax.sets)}, and `{key}` depends on it"
                hint = "a round judges first and revises then: what judges may not set anything"
                context.problems.add(children[judge].value_place("sets"), message, hint)
    return frozenset(judging)


def _best(step: WrittenStep, inner: Scope, context: Context) -> tuple[Expression, ...]:
    node = step.get("loop", "best")
    nodes = node.items if isinstance(node, SequenceNode) else (node,) if node is not None else ()
    best = [context.expression(part, inner.types) for part in nodes]
    for expression, part in zip(best, nodes, strict=True):
        if expression is not None and not fits(expression.type, FLOAT):
            _report_no_number(expression, part, context)
    if node is None:
        for key in ("patience", "keep_if"):
            if step.get("loop", key) is not None:
                place = step.key_place("loop", key)
                context.problems.add(
                    place, f"`{key}` needs `best`", "`best: critique.score` says what rounds are judged by"
                )
    return tuple(expression for expression in best if expression is not None)


def _report_no_number(expression: Expression, node: Node, context: Context) -> None:
    source, type_ = expression.source, expression.type
    hint = "such as critique.score"
    if type_.as_required() == BOOL:
        hint = f'write "1 if {source} else 0"'
    elif type_.optional and fits(type_.as_required(), FLOAT):
        hint = f'write "{source} or 0"'
    message = f"`best` compares numbers, and {quoted(source)} is {type_}"
    context.problems.add(node.place, message, hint)


def _keep_if(
    step: WrittenStep, inner: Scope, carry_types: Mapping[str, Type], judging: frozenset[str], context: Context
) -> Expression | None:
    kept = record({**carry_types, "round": INT, **{name: inner.types[name] for name in sorted(judging)}})
    return condition(step.get("loop", "keep_if"), "keep_if", inner.types.new_child({"kept": kept}), context)


def _check_result(step: WrittenStep, judging: frozenset[str], context: Context) -> None:
    """The last round only judges, so the other steps have no value in it."""
    revising = {child.name for child in step.children} - judging
    for node in scalars(step.get("result")):
        for name in sorted(context.names_in(node) & revising):
            carried = step.get("carry")
            names = list(carried.entries) if isinstance(carried, MappingNode) else []
            hint = (
                f"name what is carried: {', '.join(names)}" if names else "carry a value with `carry` and name it here"
            )
            message = f"{quoted(name)} does not run in the last round, which only judges"
            context.problems.add(place_of_name(name, node), message, hint)


def _accepted(block: Block, syntax: LoopSyntax) -> dict[str, Type]:
    """The types that what people accept has where a loop ends: a round that one of them rejected does not leave it.

    With ``on_max: ask`` it may: somebody is shown the result then, and takes it as it is.
    """
    if syntax.loop.on_max == "ask":
        return {}
    always = (s for s in block.steps.values() if isinstance(s, HumanStep) and s.when is None and s.on_error != "skip")
    return {step.name: step.of.type for step in always}


def _calls(block: Block, rounds: Expression) -> int:
    number = rounds.evaluate({}) if not rounds.names else ROUNDS_GUESS
    return block.calls * int(number)
