"""What a name in an expression of a plan stands for, in words: a step, a variable of a block around, an input.

The compiler has resolved all of this already and keeps the types only; here it is told again from the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from jinja2 import Environment, nodes
from jinja2.parser import Parser

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import Block, ForeachStep, LoopStep, Plan, Step, VariantsStep

INPUTS = "inputs"
PAIR = frozenset({"a", "b"})
"""What a judge calls the two variants that it compares."""

BlockStep = ForeachStep | LoopStep | VariantsStep


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a step.

    Attributes:
        plan: the workflow that the step is written in.
        blocks: the blocks around it, the outermost first.
        also: names that only the place in question has, with what they stand for.
    """

    plan: Plan
    blocks: tuple[BlockStep, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)

    def inside(self, block: BlockStep, also: Mapping[str, str] = MappingProxyType({})) -> Surroundings:
        """What stands around the steps of ``block``."""
        return Surroundings(self.plan, (*self.blocks, block), also)


def variables_of(block: BlockStep) -> frozenset[str]:
    """The names that a block gives to the steps inside it."""
    match block:
        case ForeachStep():
            return frozenset({block.variable, *block.carry, *(["previous"] if block.serial else [])})
        case LoopStep():
            return frozenset({"round", *block.carry, *(["note"] if block.has_note else [])})
    return frozenset({"variant"})


def meanings(expression: Expression, around: Surroundings) -> tuple[str, ...]:
    """What each name that ``expression`` reads stands for, in words, by name."""
    return tuple(words for name in sorted(expression.names) for words in _meaning(name, expression, around))


def _meaning(name: str, expression: Expression, around: Surroundings) -> Iterator[str]:
    if name in around.also:
        yield around.also[name]
        return
    for block in reversed(around.blocks):
        if name in block.block.steps:
            yield _step(block.block, name, expression.place)
            return
        if name in variables_of(block):
            yield _variable(block, name)
            return
    if name in around.plan.block.steps:
        yield _step(around.plan.block, name, expression.place)
    elif name == INPUTS:
        inputs = around.plan.inputs
        read = inputs_in([expression], inputs)
        yield from (f"the input {quoted(other)} ({inputs[other].type})" for other in inputs if other in read)


def _step(block: Block, name: str, place: Place) -> str:
    return f"the step {quoted(name)} {'above' if block.steps[name].place < place else 'below'}"


def _variable(block: BlockStep, name: str) -> str:
    if isinstance(block, VariantsStep):
        return f"the number of the variant of {block.path}"
    if name in block.carry:
        turn = "round to round" if isinstance(block, LoopStep) else "item to item"
        setter = next((step.name for step in block.block.steps.values() if step.sets == name), None)
        begins = f"begins as {block.carry[name].source}"
        return f"carried by {block.path} from {turn}: {begins}" + (f", set by {quoted(setter)}" if setter else "")
    if isinstance(block, ForeachStep):
        if name == block.variable:
            return f"the variable {quoted(name)} of {block.path}: an item of {block.items.source}"
        return f"the results of {block.path} so far"
    return f"the number of the round of {block.path}" if name == "round" else f"what a person said in {block.path}"


def inner_steps(step: Step) -> tuple[Step, ...]:
    """The steps of a block; of any other step none."""
    return tuple(step.block.steps.values()) if isinstance(step, ForeachStep | LoopStep | VariantsStep) else ()


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
