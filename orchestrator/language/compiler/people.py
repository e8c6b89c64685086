"""The step that asks a person."""

from __future__ import annotations

from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import shared_fields
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import quoted
from orchestrator.language.plan import HumanStep
from orchestrator.language.syntax import HumanSyntax
from orchestrator.language.types import ANY


def compile_human(step: WrittenStep, syntax: HumanSyntax, scope: Scope, context: Context) -> HumanStep | None:
    """A person accepts a value, changes it, or rejects it; inside a loop a rejected value is none."""
    node = step.get("of")
    shown = context.expression(node, scope.types)
    if shown is not None and node is not None and shown.type.optional:
        message = f"a person is shown {quoted(shown.source)}, and it may be none here"
        hint = f'write "{shown.source} or …" with what is shown then'
        context.problems.add(node.place, message, hint)
    in_loop = scope.is_in_loop
    value_type = shown.type if shown is not None else ANY
    shared = shared_fields(step, syntax, value_type.as_optional() if in_loop else value_type, scope, context)
    if shown is None:
        return None
    return HumanStep(**shared, of=shown, may_edit=syntax.human == "edit", in_loop=in_loop)
