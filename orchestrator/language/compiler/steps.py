"""What all steps share: when they run, what they wait for, whether their value may be none."""

from __future__ import annotations

from typing import Any

from orchestrator.language.compiler.carrying import type_when_set
from orchestrator.language.compiler.context import Context, Types
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.syntax import StepSyntax
from orchestrator.language.types import Type, fits
from orchestrator.language.yaml_source import Node, ScalarNode, SequenceNode


def shared_fields(
    step: WrittenStep, syntax: StepSyntax, value_type: Type, scope: Scope, context: Context
) -> dict[str, Any]:
    """The fields of ``plan.Step`` for a step whose value is a ``value_type`` when it runs."""
    when = condition(step.get("when"), "when", scope.types, context)
    otherwise = context.expression(step.get("else"), scope.types)
    if step.get("else") is not None and step.get("when") is None:
        context.problems.add(
            step.key_place("else"),
            "`else` without `when`",
            "add `when: …`, or remove it: it is the value where `when` does not hold",
        )
    if syntax.on_error == "collect" and step.kind != "foreach":
        hint = "write `skip` here, or put `collect` on the foreach around"
        context.problems.add(step.value_place("on_error"), "only a foreach can collect", hint)
    _check_needs(step, scope, context)
    value_type = type_when_set(step, value_type, scope, context)
    return {
        "name": step.name,
        "path": step.path,
        "place": step.key,
        "type": _final_type(step, syntax, value_type, otherwise, context),
        "after": frozenset(step.after),
        "when": when,
        "otherwise": otherwise,
        "retry": syntax.retry,
        "timeout_seconds": syntax.timeout,
        "on_error": syntax.on_error,
        "sets": syntax.sets or None,
        "description": syntax.description,
    }


def _final_type(
    step: WrittenStep, syntax: StepSyntax, value_type: Type, otherwise: Expression | None, context: Context
) -> Type:
    type_ = value_type
    if otherwise is not None:
        if not fits(otherwise.type, type_.as_optional()):
            message = f"{quoted(step.name)} is {type_}, and its `else` is {otherwise.type}"
            context.problems.add(step.value_place("else"), message, "both must be of one type")
        type_ = type_.as_optional() if otherwise.type.optional else type_
    elif step.get("when") is not None and step.get("else") is None:
        type_ = type_.as_optional()
    return type_.as_optional() if syntax.on_error == "skip" else type_


def condition(node: Node | None, name: str, types: Types, context: Context) -> Expression | None:
    """The expression of a place that asks whether something holds."""
    expression = context.expression(node, types)
    if expression is None or node is None:
        return expression
    if expression.type.kind in ("domain", "record") and not expression.type.optional:
        message = f"`{name}` always holds: {quoted(expression.source)} is {expression.type}"
        context.problems.add(node.place, message, "compare something of it, such as critique.score >= 8")
        return None
    return expression


def _check_needs(step: WrittenStep, scope: Scope, context: Context) -> None:
    needs = step.get("needs")
    for item in needs.items if isinstance(needs, SequenceNode) else ():
        if not isinstance(item, ScalarNode):
            continue
        if item.text not in scope.types:
            known = [name for name in scope.types if not scope.is_variable(name)]
            context.problems.add(
                item.place, f"unknown step {quoted(item.text)}", did_you_mean(item.text, known, "steps here")
            )
        elif scope.is_variable(item.text):
            context.problems.add(
                item.place, f"{quoted(item.text)} is no step", "`needs` names steps that must have ended before"
            )
