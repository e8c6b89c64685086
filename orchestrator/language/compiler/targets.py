"""Targets of a check step: which check, which target of it, and expressions of the right type."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.checks.registry import Check
from orchestrator.domain.errors import Place
from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import Target
from orchestrator.language.syntax import CheckSyntax
from orchestrator.language.types import FLOAT, TEXT
from orchestrator.language.yaml_source import Entry, MappingNode, Node

_SIDES = ("min", "max")


def compile_targets(step: WrittenStep, syntax: CheckSyntax, scope: Scope, context: Context) -> dict[str, Target]:
    """The targets by check; what is wrong is noted and left out."""
    node = step.get("targets")
    targets: dict[str, Target] = {}
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
        target = _value(name, check.targets[name].kind, entry, scope, context)
        if target is not None:
            targets[name] = target
    return targets


def _value(name: str, kind: str, entry: Entry, scope: Scope, context: Context) -> Target | None:
    node = entry.value
    if isinstance(node, MappingNode):
        if kind == "bound":
            return _bound(node, scope, context)
        wanted = "a text" if kind == "text" else "a number"
        context.problems.add(node.place, f"the target {quoted(name)} is {wanted}, not a mapping", f"write `{name}: …`")
        return None
    wanted_type = (TEXT if kind == "text" else FLOAT).as_optional()
    return context.expression(node, scope.types, wanted_type, f"the target {quoted(name)}")


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
