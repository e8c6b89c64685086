"""Which steps each step refers to, by name alone: what must be known before types can be.

A step that refers to another waits for it. References inside a block to something outside of it are references
of the block. The rules for names are those of ``scope``, without types.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from orchestrator.domain.errors import Place
from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.tree import WrittenStep, asks_a_person
from orchestrator.language.syntax import BLOCK_KINDS, CHOOSERS
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, scalars

_OUTER = (("when",), ("else",), ("of",), ("with",), ("targets",), ("intended",), ("style",), ("foreach",),
          ("variants",), ("carry",), ("loop", "max"), ("choose", "with"))  # fmt: skip
_INNER = (("key",), ("result",), ("loop", "until"), ("loop", "best"), ("loop", "keep_if"), ("choose", "by"))


_BINDING_KINDS = frozenset({"agent", "check", "render"})
"""Kinds of steps for which names are found by themselves."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name. ``explicit`` uses are written as expressions; the others look for a name by itself."""

    name: str
    place: Place
    explicit: bool


def find_uses(steps: Sequence[WrittenStep], variables: Set[str], context: Context) -> list[Use]:
    """Fill in what each step and each step inside it waits for; the uses that point out of ``steps``."""
    siblings = {step.name: step for step in steps}
    outward = []
    for step in steps:
        for use in _uses_of(step, context):
            if use.name in variables:
                continue
            sibling = siblings.get(use.name)
            if sibling is not None and (use.explicit or sibling.position < step.position):
                step.after.setdefault(use.name, use.place)
            else:
                outward.append(use)
    return outward


def variables_of(step: WrittenStep) -> frozenset[str]:
    """The names that a block gives to the steps inside it."""
    if step.kind == "variants":
        return frozenset({"variant"})
    carry = step.get("carry")
    names = set(carry.entries if isinstance(carry, MappingNode) else ())
    if step.kind == "loop":
        names |= {"round", "note"} if asks_a_person(step) else {"round"}
    else:
        variable, order = step.get("as"), step.get("order")
        names |= {variable.text} if isinstance(variable, ScalarNode) else set()
        names |= {"previous"} if isinstance(order, ScalarNode) and order.value == "serial" else set()
    return frozenset(names)


def _uses_of(step: WrittenStep, context: Context) -> Iterator[Use]:
    yield from _needs(step)
    for path in _OUTER:
        yield from _explicit(step.get(*path), context)
    sampling = step.get("sampling")
    for entry in sampling.entries.values() if isinstance(sampling, MappingNode) else ():
        if isinstance(entry.value, ScalarNode):
            yield from _explicit(entry.value, context)
    if step.kind in BLOCK_KINDS:
        yield from _block_uses(step, context)
    elif step.kind in _BINDING_KINDS:
        yield from _implicit(step, context)


def _block_uses(step: WrittenStep, context: Context) -> Iterator[Use]:
    variables = variables_of(step)
    yield from find_uses(step.children, variables, context)
    inside = variables | {child.name for child in step.children}
    for path in _INNER:
        node = step.get(*path)
        if path == ("choose", "by") and isinstance(node, ScalarNode) and node.value in CHOOSERS:
            yield from _judge_uses(step, node, context)
            continue
        for use in _explicit(node, context):
            if use.name not in inside:
                yield use


def _judge_uses(step: WrittenStep, by: ScalarNode, context: Context) -> Iterator[Use]:
    card = context.cards.get(by.text)
    given = step.get("choose", "with")
    written = {"a", "b", *(given.entries if isinstance(given, MappingNode) else ())}
    for name in card.takes if card is not None else ():
        if name not in written:
            yield Use(name, by.place, False)


def _needs(step: WrittenStep) -> Iterator[Use]:
    needs = step.get("needs")
    for item in needs.items if isinstance(needs, SequenceNode) else ():
        if isinstance(item, ScalarNode):
            yield Use(item.text, item.place, True)


def _explicit(node: Node | None, context: Context) -> Iterator[Use]:
    for scalar in scalars(node):
        for name in sorted(context.names_in(scalar)):
            yield Use(name, scalar.place, True)


def _implicit(step: WrittenStep, context: Context) -> Iterator[Use]:
    given = step.get("with")
    written = set(given.entries) if isinstance(given, MappingNode) else set()
    if step.get("of") is not None:
        written.add("text")
    place = step.value_place(step.kind) if step.kind else step.key
    for name in (*taken_names(step, context), "language"):
        if name not in written:
            yield Use(name, place, False)


def taken_names(step: WrittenStep, context: Context) -> tuple[str, ...]:
    """The names that a step's card, template or check takes."""
    node = step.get(step.kind) if step.kind else None
    if step.kind == "check":
        return ("text",)
    if not isinstance(node, ScalarNode):
        return ()
    if step.kind == "agent":
        card = context.cards.get(node.text)
        return tuple(card.takes) if card is not None else ()
    if step.kind == "render" and node.text in context.templates.names:
        variants = context.template(node.text, node.place) or {}
        return tuple(dict.fromkeys(name for template in variants.values() for name in template.free_names))
    return ()
