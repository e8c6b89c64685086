"""Binding: each name that a card or a template takes finds its value.

``with.NAME``, else a name visible above, else ``inputs.NAME``; an optional name that nothing answers to is none.
``of: X`` is ``with: {text: X}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.parts import part_that_fits
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, listed, quoted
from orchestrator.language.expressions import Expression, ExpressionProblem
from orchestrator.language.plan import Binding
from orchestrator.language.types import TEXT, Type, fits
from orchestrator.language.yaml_source import MappingNode, Node

Origin = Literal["with", "of", "scope", "inputs", "unbound"]


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes the names: a card or a template. ``verb`` is what it does with them: takes, uses."""

    name: str
    verb: str
    takes: Mapping[str, Type]

    def __str__(self) -> str:
        return f"{quoted(self.name)} {self.verb}"


def bind(taker: Taker, step: WrittenStep, scope: Scope, context: Context) -> tuple[Binding, ...]:
    """The bindings of all that ``taker`` takes; what cannot be bound is noted and left out."""
    given = _given(taker, step, context)
    bindings = []
    for name, wanted in taker.takes.items():
        if name in given:
            node, origin = given[name]
            value = context.expression(node, scope.types, wanted, f"what {taker} as {quoted(name)}")
        else:
            value, origin = find_by_name(name, step, scope, context)
            value = _checked(value, origin, name, wanted, taker, step, context)
            if origin == "unbound" and not wanted.optional and not _is_unreadable(step.get("with")):
                _report_unbound(name, wanted, taker, step, scope, context)
        if value is not None or (origin == "unbound" and wanted.optional):
            bindings.append(Binding(name, wanted, value, origin))
    return tuple(bindings)


def _is_unreadable(given: Node | None) -> bool:
    """Whether a `with` stands there that is no mapping, which has been reported."""
    return given is not None and not isinstance(given, MappingNode)


def _given(taker: Taker, step: WrittenStep, context: Context) -> dict[str, tuple[Node, Origin]]:
    given: dict[str, tuple[Node, Origin]] = {}
    written = step.get("with")
    for name, entry in written.entries.items() if isinstance(written, MappingNode) else ():
        if name in taker.takes:
            given[name] = (entry.value, "with")
        else:
            hint = did_you_mean(name, taker.takes, f"it {taker.verb}")
            context.problems.add(entry.key, f"{quoted(taker.name)} {_negated(taker.verb)} {quoted(name)}", hint)
    of = step.get("of")
    if of is not None:
        if "text" not in taker.takes:
            hint = f"it {taker.verb} {listed(taker.takes)}" if taker.takes else ""
            context.problems.add(step.key_place("of"), f"{quoted(taker.name)} {_negated(taker.verb)} 'text'", hint)
        elif "text" in given:
            context.problems.add(step.key_place("of"), "`of` and `with` both give 'text'", "remove one of them")
        else:
            given["text"] = (of, "of")
    return given


def _negated(verb: str) -> str:
    return f"does not {verb.removesuffix('s')}"


def find_by_name(name: str, step: WrittenStep, scope: Scope, context: Context) -> tuple[Expression | None, Origin]:
    """The expression for ``name`` as ``step`` finds it by itself, and where it was found."""
    place = step.value_place(step.kind)
    try:
        if scope.is_visible_from(step.position, name):
            return context.parser.parse(name, place, scope.types), "scope"
        if name in context.inputs:
            return context.parser.parse(f"inputs.{name}", place, scope.types), "inputs"
    except ExpressionProblem:
        return None, "scope"  # something here has a name that nothing may have; that has been reported
    return None, "unbound"


def language_of(step: WrittenStep, scope: Scope, context: Context) -> Expression | None:
    """What says which language a step's text is in; None where nothing does."""
    expression, _ = find_by_name("language", step, scope, context)
    return expression if expression is not None and fits(expression.type, TEXT.as_optional()) else None


def _checked(
    value: Expression | None, origin: Origin, name: str, wanted: Type, taker: Taker, step: WrittenStep, context: Context
) -> Expression | None:
    """``value`` if it fits; else None, and the mistake is noted where the step names its taker."""
    if value is None or fits(value.type, wanted):
        return value
    place = step.value_place(step.kind)
    if value.type.optional and fits(value.type.as_required(), wanted):
        message = f"{taker} {quoted(name)} ({wanted}), and {quoted(value.source)} may be none here"
        context.problems.add(place, message, f"give it an `else:` where it is made, or write `with: {{{name}: …}}`")
    else:
        message = f"{taker} {quoted(name)} as {wanted}, and {quoted(value.source)} is {value.type}"
        part = part_that_fits(value.source, value.type, wanted)
        shown = f'"{part}"' if "|" in part else part or "…"
        context.problems.add(place, message, f"say what is meant: `with: {{{name}: {shown}}}`")
    return None


def _report_unbound(name: str, wanted: Type, taker: Taker, step: WrittenStep, scope: Scope, context: Context) -> None:
    shown = f" ({wanted})" if wanted.kind != "any" else ""
    message = f"{taker} {quoted(name)}{shown}, and nothing above is called that"
    hint = "" if context.problems.are_enough else _unbound_hint(name, wanted, step, scope, context)
    context.problems.add(step.value_place(step.kind), message, hint)


def _unbound_hint(name: str, wanted: Type, step: WrittenStep, scope: Scope, context: Context) -> str:
    if name in scope.types:
        write = "`of: text`" if name == "text" else f"`with: {{{name}: {name}}}`"
        return f"it is written further down: move it up, or write {write}"
    visible = scope.visible_from(step.position)
    if wanted.kind == "any":
        return did_you_mean(name, [*visible, *context.inputs], "names here")
    types = {
        **{n: scope.types[n] for n in visible if n != "inputs"},
        **{f"inputs.{n}": t for n, t in context.inputs.items()},
    }
    fitting = [n for n, type_ in types.items() if type_.kind != "any" and fits(type_, wanted)]
    value = fitting[0] if fitting else "…"
    write = f"write `of: {value}`" if name == "text" else f"write `with: {{{name}: {value}}}`"
    # An input can give what is written as text or a number, never a scene or an outline.
    from_input = not fitting and (wanted.kind == "scalar" or fits(TEXT, wanted))
    return f"{write}, or add an input {quoted(name)}" if from_input else write
