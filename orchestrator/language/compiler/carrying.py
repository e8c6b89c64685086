"""What a loop carries from round to round and a serial foreach from item to item, and the steps that set it.

``sets`` applies what fits: a Revision is applied to a Draft (the step's value is then the new Draft), the facts of a
Summary are added to a Bible, anything else replaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from orchestrator.language.compiler.context import Context, in_words
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.names import check_name
from orchestrator.language.syntax import AgentSyntax
from orchestrator.language.types import ANY, BIBLE, DRAFT, REVISION, TELLS_A_BIBLE, Type, fits
from orchestrator.language.yaml_source import MappingNode, ScalarNode


@dataclass(frozen=True, slots=True)
class Carry:
    """What a block carries: what each value begins as (None where that is wrong), and its type.

    ``set_only`` are names that steps set though nothing carries them, which is reported there and only there.
    """

    begins: Mapping[str, Expression | None]
    types: Mapping[str, Type]
    set_only: frozenset[str] = frozenset()

    @property
    def known(self) -> dict[str, Expression] | None:
        """What each value begins as, or None where one of them is wrong."""
        known = {name: expression for name, expression in self.begins.items() if expression is not None}
        return known if len(known) == len(self.begins) else None

    @property
    def variables(self) -> dict[str, Type]:
        """The names that the steps inside can read."""
        return {**dict.fromkeys(self.set_only, ANY), **self.types}


def compile_carry(step: WrittenStep, scope: Scope, context: Context) -> Carry:
    """The ``carry`` of a loop or a foreach; the steps inside it are seen to set each value once."""
    node, variable = step.get("carry"), step.get("as")
    begins: dict[str, Expression | None] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        check_name(name, entry.key, context.problems)
        if isinstance(variable, ScalarNode) and variable.text == name:
            message = f"{quoted(name)} is already the name of something else here"
            context.problems.add(entry.key, message, "give the carried value a name of its own")
        begins[name] = context.expression(entry.value, scope.types)
    set_here = {child.syntax.sets for child in step.children if child.syntax is not None and child.syntax.sets}
    if node is not None and not isinstance(node, MappingNode):
        begins = dict.fromkeys(set_here)
    _check_set_once(step, context)
    types = {name: _carried_type(name, e.type if e else ANY, step, context) for name, e in begins.items()}
    # A step of that name is the step: it has been written, and is no slip of `sets`.
    steps = {child.name for child in step.children}
    return Carry(begins, types, frozenset(set_here - types.keys() - steps))


def _carried_type(name: str, first: Type, step: WrittenStep, context: Context) -> Type:
    """The type of a carried value: what it begins as, or what the role that sets it makes of that."""
    for child in step.children:
        for setter in _agents(child) if child.syntax is not None and child.syntax.sets == name else ():
            card = context.cards.get(setter.agent)
            if card is not None and card.output in (DRAFT, REVISION) and fits(first, DRAFT):
                return DRAFT
            if card is not None and card.output in TELLS_A_BIBLE and fits(first, BIBLE):
                return BIBLE
    return first


def _agents(step: WrittenStep) -> Iterator[AgentSyntax]:
    """The agent steps that ``step`` is or has inside."""
    if isinstance(step.syntax, AgentSyntax):
        yield step.syntax
    for child in step.children:
        yield from _agents(child)


def _check_set_once(step: WrittenStep, context: Context) -> None:
    setters: dict[str, str] = {}
    for child in step.children:
        if child.syntax is not None and child.syntax.sets:
            first = setters.setdefault(child.syntax.sets, child.name)
            if first != child.name:
                message = f"{quoted(child.name)} and {quoted(first)} both set {quoted(child.syntax.sets)}"
                hint = f"let one of them set it: within a {step.kind} a value is set once"
                context.problems.add(child.value_place("sets"), message, hint)


def type_when_set(step: WrittenStep, value_type: Type, scope: Scope, context: Context) -> Type:
    """The type of the value of ``step``, which gives a ``value_type`` and may set something."""
    name = step.syntax.sets if step.syntax is not None else ""
    if not name:
        return value_type
    place, carried = step.value_place("sets"), scope.carried
    if carried is None:
        message = "`sets` stands in a step that is not directly inside a loop or a serial foreach"
        hint = f"remove it, or move the step right into the block whose `carry` has {quoted(name)}"
        context.problems.add(place, message, hint)
    elif name not in carried:
        hint = did_you_mean(name, carried, "carried here") if carried else f"add `carry: {{{name}: …}}` beside `steps:`"
        context.problems.add(place, f"the {scope.carried_by} carries no {quoted(name)}", hint)
    else:  # a value that may be none may set: where it is none, it changes nothing
        _check_fit(step, name, value_type.as_required(), carried[name], context)
    return replace(DRAFT, optional=value_type.optional) if value_type.as_required() == REVISION else value_type


def _check_fit(step: WrittenStep, name: str, value_type: Type, carried: Type, context: Context) -> None:
    giver = step.syntax.agent if isinstance(step.syntax, AgentSyntax) else step.name
    place = step.value_place("sets")
    if value_type == REVISION:
        if carried != DRAFT and carried.kind != "any":
            message = f"{quoted(name)} is {in_words(carried)}, and {quoted(giver)} gives a Revision of a Draft"
            context.problems.add(place, message, "let it set the Draft that it revises")
    elif not fits(value_type, carried) and not (value_type in TELLS_A_BIBLE and carried == BIBLE):
        message = f"{quoted(name)} is {in_words(carried)}, and {quoted(giver)} gives {in_words(value_type)}"
        hint = "what replaces a carried value must be of its type"
        if value_type in TELLS_A_BIBLE:
            hint = "the facts of a Summary go into a carried Bible: `carry: {bible: outline.bible}`"
        context.problems.add(place, message, hint)
