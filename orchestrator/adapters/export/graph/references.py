"""What the expressions of a step read: values from around it, and inputs of the workflow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from jinja2 import Environment, nodes
from jinja2.parser import Parser

from orchestrator.adapters.export.graph.model import Take
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import AgentStep, CheckStep, ForeachStep, LoopStep, RenderStep, Step, Target

INPUTS = "inputs"


def takes_of(step: Step) -> tuple[Take, ...]:
    """The values that ``step`` takes, by the names it has for them; of a loop, those it begins with."""
    return tuple(Take(name, expression.source) for name, expression in _named(step))


def _named(step: Step) -> Iterator[tuple[str, Expression]]:
    match step:
        case AgentStep() | RenderStep():
            yield from ((binding.name, binding.value) for binding in step.bindings if binding.value is not None)
        case CheckStep():
            yield "text", step.of
            yield from _targets("", step.targets)
        case LoopStep():
            yield from step.carry.items()
    if isinstance(step, CheckStep | RenderStep) and step.language is not None:
        yield "language", step.language


def _targets(prefix: str, targets: Mapping[str, Target]) -> Iterator[tuple[str, Expression]]:
    for name, target in targets.items():
        if isinstance(target, Expression):
            yield prefix + name, target
        else:
            yield from _targets(f"{prefix}{name}.", target)


def _outside(step: Step) -> Iterator[Expression]:
    """The expressions that see what stands around ``step``."""
    yield from (expression for _, expression in _named(step))
    yield from (expression for expression in (step.when, step.otherwise) if expression is not None)
    match step:
        case AgentStep():
            yield from step.sampling.values()
        case ForeachStep():
            yield step.items
        case LoopStep():
            yield step.max


def _inside(step: Step) -> Iterator[Expression]:
    """The expressions of a foreach or a loop that see what stands in its block."""
    match step:
        case ForeachStep():
            yield step.result
            yield from () if step.key is None else (step.key,)
        case LoopStep():
            yield step.result
            yield from step.best
            yield from (expression for expression in (step.until, step.keep_if) if expression is not None)


def names_read(step: Step) -> frozenset[str]:
    """The names that ``step``, or anything in its block, reads from around it."""
    names = {name for expression in _outside(step) for name in expression.names}
    if isinstance(step, ForeachStep | LoopStep):
        inner = {name for expression in _inside(step) for name in expression.names}
        for child in step.block.steps.values():
            inner |= names_read(child)
        own = {step.variable} if isinstance(step, ForeachStep) else set(step.carry)
        names |= inner - own - step.block.steps.keys()
    return frozenset(names)


def names_set(step: Step) -> frozenset[str]:
    """The carried values around ``step`` that it, or anything in its block, replaces."""
    names = {step.sets} if step.sets is not None else set()
    if isinstance(step, ForeachStep | LoopStep):
        inner = {name for child in step.block.steps.values() for name in names_set(child)}
        names |= inner - set(step.carry) if isinstance(step, LoopStep) else inner
    return frozenset(names)


def inputs_read(step: Step, known: Collection[str]) -> frozenset[str]:
    """The inputs, out of ``known``, that ``step`` or anything in its block reads."""
    found = inputs_in((*_outside(step), *_inside(step)), known)
    if isinstance(step, ForeachStep | LoopStep):
        for child in step.block.steps.values():
            found |= inputs_read(child, known)
    return found


def inputs_in(expressions: Iterable[Expression], known: Collection[str]) -> frozenset[str]:
    """The inputs that ``expressions`` read; all of ``known`` where one reads them as a whole."""
    found: set[str] = set()
    for expression in expressions:
        if INPUTS in expression.names:
            found |= _inputs_in(expression.source, known)
    return frozenset(found) & frozenset(known)


def _inputs_in(source: str, known: Collection[str]) -> set[str]:
    expression = Parser(Environment(autoescape=True), source, state="variable").parse_expression()
    tree = nodes.Output([expression])
    names = [node.attr for node in tree.find_all(nodes.Getattr) if _is_inputs(node.node)]
    by_key = [node.arg for node in tree.find_all(nodes.Getitem) if _is_inputs(node.node)]
    names += [str(key.value) for key in by_key if isinstance(key, nodes.Const)]
    mentioned = sum(_is_inputs(node) for node in tree.find_all(nodes.Name))
    return set(names) if len(names) == mentioned else set(known)


def _is_inputs(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == INPUTS
