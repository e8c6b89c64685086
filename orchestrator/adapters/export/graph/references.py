"""What the expressions of a step read: values from around it, and inputs of the workflow."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from orchestrator.adapters.export.graph.model import Take
from orchestrator.language.expressions import Expression
from orchestrator.language.origins import PAIR, inputs_in, variables_of
from orchestrator.language.plan import (
    AgentStep,
    Binding,
    CheckStep,
    ForeachStep,
    HumanStep,
    LoopStep,
    RenderStep,
    Step,
    Target,
    VariantsStep,
    WorkflowStep,
)

NOTE = "note"
"""What a person says in a loop when rejecting; it goes round like a carried value."""


def takes_of(step: Step) -> tuple[Take, ...]:
    """The values that ``step`` takes, by the names it has for them; of a block, those it begins with.

    Of variants, what their judge takes besides the two it compares.
    """
    return tuple(Take(name, expression.source) for name, expression in _named(step))


def _named(step: Step) -> Iterator[tuple[str, Expression]]:
    match step:
        case AgentStep() | RenderStep():
            yield from _bound(step.bindings)
        case CheckStep():
            yield "text", step.of
            yield from _targets("", step.targets)
            if step.intended is not None:
                yield "intended", step.intended
        case HumanStep():
            yield "of", step.of
        case WorkflowStep():
            yield from step.given.items()
        case ForeachStep() | LoopStep():
            yield from step.carry.items()
        case VariantsStep():
            yield from _judge_takes(step)
    if isinstance(step, CheckStep | RenderStep) and step.language is not None:
        yield "language", step.language


def _judge_takes(step: VariantsStep) -> Iterator[tuple[str, Expression]]:
    if step.choose is not None and step.choose.judge is not None:
        yield from ((name, value) for name, value in _bound(step.choose.judge.bindings) if name not in PAIR)


def _bound(bindings: Sequence[Binding]) -> Iterator[tuple[str, Expression]]:
    yield from ((binding.name, binding.value) for binding in bindings if binding.value is not None)


def _targets(prefix: str, targets: Mapping[str, Target]) -> Iterator[tuple[str, Expression]]:
    for name, target in targets.items():
        if isinstance(target, Expression):
            yield prefix + name, target
        else:
            yield from _targets(f"{prefix}{name}.", target)


def _outside(step: Step) -> Iterator[Expression]:
    """The expressions that see what stands around ``step``."""
    if not isinstance(step, VariantsStep):  # what its judge takes sees the two variants too
        yield from (expression for _, expression in _named(step))
    yield from (expression for expression in (step.when, step.otherwise) if expression is not None)
    match step:
        case AgentStep():
            yield from step.sampling.values()
        case ForeachStep():
            yield step.items
        case LoopStep():
            yield step.max
        case VariantsStep():
            yield step.count


def _inside(step: Step) -> Iterator[Expression]:
    """The expressions of a block that see what stands in its block."""
    match step:
        case ForeachStep():
            yield step.result
            yield from () if step.key is None else (step.key,)
        case LoopStep():
            yield step.result
            yield from step.best
            yield from (expression for expression in (step.until, step.keep_if) if expression is not None)
        case VariantsStep():
            yield step.result
            if step.choose is not None and step.choose.score is not None:
                yield step.choose.score


def names_read(step: Step) -> frozenset[str]:
    """The names that ``step``, or anything in its block, reads from around it."""
    names = {name for expression in _outside(step) for name in expression.names}
    if isinstance(step, ForeachStep | LoopStep | VariantsStep):
        inner = {name for expression in _inside(step) for name in expression.names}
        for child in step.block.steps.values():
            inner |= names_read(child)
        names |= inner - variables_of(step) - step.block.steps.keys()
    if isinstance(step, VariantsStep):
        names |= {name for _, value in _judge_takes(step) for name in value.names} - PAIR
    return frozenset(names)


def names_set(step: Step) -> frozenset[str]:
    """What goes round in the block around ``step`` and is replaced by it, or by anything in its own block."""
    names = {step.sets} if step.sets is not None else set()
    if isinstance(step, HumanStep) and step.in_loop:
        names.add(NOTE)
    if isinstance(step, ForeachStep | LoopStep | VariantsStep):
        inner = {name for child in step.block.steps.values() for name in names_set(child)}
        names |= inner - variables_of(step)
    return frozenset(names)


def inputs_read(step: Step, known: Collection[str]) -> frozenset[str]:
    """The inputs, out of ``known``, that ``step`` or anything in its block reads."""
    named = (expression for _, expression in _named(step))
    found = inputs_in((*named, *_outside(step), *_inside(step)), known)
    if isinstance(step, ForeachStep | LoopStep | VariantsStep):
        for child in step.block.steps.values():
            found |= inputs_read(child, known)
    return found
