"""Targets of a check step: which check, which target of it, and expressions of the right type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from orchestrator.checks.judging import TargetKind, TargetSpec
from orchestrator.checks.registry import Check
from orchestrator.domain.errors import Place
from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import Target
from orchestrator.language.syntax import CheckSyntax
from orchestrator.language.types import BIBLE, BOOL, DRAFT, FLOAT, STYLE, TEXT, Type, fits, list_of
from orchestrator.language.yaml_source import Entry, MappingNode, Node

_SIDES = ("min", "max")
_TYPES: Mapping[TargetKind, Type] = MappingProxyType(
    {
        "bound": FLOAT,
        "number": FLOAT,
        "text": TEXT,
        "choice": TEXT,
        "flag": BOOL,
        "texts": list_of(DRAFT),
        "bible": BIBLE,
        "style": STYLE,
    }
)
_IN_WORDS: Mapping[TargetKind, str] = MappingProxyType(
    {
        "number": "a number",
        "text": "a text",
        "choice": "a text",
        "flag": "true or false",
        "texts": "a list of texts",
        "bible": "a Bible",
        "style": "a Style",
        "curve": "a text or a list of numbers",
    }
)


def compile_targets(
    step: WrittenStep, syntax: CheckSyntax, scope: Scope, context: Context
) -> dict[str, Mapping[str, Target]]:
    """The targets by check; what is wrong is noted and left out."""
    node = step.get("targets")
    targets: dict[str, Mapping[str, Target]] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        if name not in syntax.check:
            message = f"targets for {quoted(name)}, which is not among the checks of this step"
            context.problems.add(entry.key, message, _hint(name, syntax, entry.key, context))
        elif name in context.checks and (check := context.check(name, entry.key)) is not None:
            targets[name] = _of_check(check, entry.value, scope, context)
    return targets


def _hint(name: str, syntax: CheckSyntax, place: Place, context: Context) -> str:
    """What was meant by targets for ``name``: another check, or a target of one that the step has."""
    for other in syntax.check:
        check = context.check(other, place) if other in context.checks else None
        if check is not None and name in check.targets:
            return f"{quoted(name)} is a target of {quoted(other)}: `targets: {{{other}: {{{name}: …}}}}`"
    return did_you_mean(name, syntax.check, "checks of this step")


def _of_check(check: Check, node: Node, scope: Scope, context: Context) -> Mapping[str, Target]:
    targets: dict[str, Target] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        if name not in check.targets:
            message = f"the check {quoted(check.name)} has no target {quoted(name)}"
            context.problems.add(entry.key, message, did_you_mean(name, check.targets, "its targets"))
            continue
        target = _value(check.targets[name], entry, scope, context)
        if target is not None:
            targets[name] = target
    return targets


def _value(spec: TargetSpec, entry: Entry, scope: Scope, context: Context) -> Target | None:
    node = entry.value
    if isinstance(node, MappingNode):
        if spec.kind == "bound":
            return _bound(node, scope, context)
        message = f"the target {quoted(spec.name)} is {_IN_WORDS[spec.kind]}, not a mapping"
        context.problems.add(node.place, message, f"write `{spec.name}: …`")
        return None
    if spec.kind == "curve":
        return _curve(spec, node, scope, context)
    value = context.expression(node, scope.types, _TYPES[spec.kind].as_optional(), f"the target {quoted(spec.name)}")
    return _known(spec, value, node, context)


def _curve(spec: TargetSpec, node: Node, scope: Scope, context: Context) -> Expression | None:
    """A shape by name or a list of numbers: what is no text must be the list."""
    value = context.expression(node, scope.types)
    if value is None or fits(value.type, TEXT.as_optional()):
        return _known(spec, value, node, context)
    if not fits(value.type, list_of(FLOAT).as_optional()):
        names = " or ".join(spec.choices)
        message = f"the target {quoted(spec.name)} must be a list of numbers or a text ({names})"
        context.problems.add(node.place, f"{message}, and {quoted(value.source)} is {value.type}")
        return None
    return value


def _known(spec: TargetSpec, value: Expression | None, node: Node, context: Context) -> Expression | None:
    """``value``, unless it is a name, known now, that the target does not know."""
    if value is None or not spec.choices or value.names:
        return value
    known = context.value_of(value, node)
    name = "" if known is None else str(known).strip()
    if name and name not in spec.choices:
        message = f"the target {quoted(spec.name)} cannot be {quoted(name)}"
        context.problems.add(node.place, message, did_you_mean(name, spec.choices, "it can be"))
        return None
    return value


def _bound(node: MappingNode, scope: Scope, context: Context) -> Mapping[str, Expression]:
    bounds: dict[str, Expression] = {}
    for side, entry in node.entries.items():
        if side not in _SIDES:
            context.problems.add(entry.key, f"unknown bound {quoted(side)}", did_you_mean(side, _SIDES, "bounds"))
            continue
        bound = context.expression(entry.value, scope.types, FLOAT.as_optional(), quoted(side))
        if bound is not None:
            bounds[side] = bound
    low, high = bounds.get("min"), bounds.get("max")
    if low is not None and high is not None and low.constant and high.constant and low.value > high.value:
        context.problems.add(node.place, f"min {low.value} is more than max {high.value}")
    return bounds
