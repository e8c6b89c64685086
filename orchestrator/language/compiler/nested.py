"""The step that is another workflow: its inputs are given by expressions, its value is a record of its outputs."""

from __future__ import annotations

from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import shared_fields
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.inputs import InputSpec
from orchestrator.language.plan import Plan, WorkflowStep
from orchestrator.language.syntax import WorkflowStepSyntax
from orchestrator.language.types import record
from orchestrator.language.yaml_source import MappingNode, Node


def compile_nested(
    step: WrittenStep, syntax: WorkflowStepSyntax, scope: Scope, context: Context
) -> WorkflowStep | None:
    """Another workflow as one step; None where it is unknown or wrong."""
    plan = context.workflows.get(syntax.workflow, step.value_place("workflow"))
    if plan is None:
        return None
    outputs = record({name: expression.type for name, expression in plan.outputs.items()})
    return WorkflowStep(
        **shared_fields(step, syntax, outputs, scope, context),
        plan=plan,
        given=_given(step, plan, scope, context),
        calls=plan.block.calls,
    )


def _given(step: WrittenStep, plan: Plan, scope: Scope, context: Context) -> dict[str, Expression]:
    written = step.get("with")
    entries = written.entries if isinstance(written, MappingNode) else {}
    # An `of`, or a `with` that is no mapping, has been reported: it was meant to give the inputs.
    is_readable = (written is None or isinstance(written, MappingNode)) and step.get("of") is None
    given: dict[str, Expression] = {}
    for name, entry in entries.items():
        if name not in plan.inputs:
            hint = did_you_mean(name, plan.inputs, "its inputs")
            context.problems.add(entry.key, f"the workflow {quoted(plan.name)} has no input {quoted(name)}", hint)
            continue
        spec = plan.inputs[name]
        what = f"the input {quoted(name)} of {quoted(plan.name)}"
        value = context.expression(entry.value, scope.types, spec.value_type, what)
        if value is not None and _is_in_bounds(value, name, spec, entry.value, context):
            given[name] = value
    for name, spec in plan.inputs.items():
        if name not in entries and not spec.has_default and is_readable:
            message = f"the workflow {quoted(plan.name)} needs the input {quoted(name)} ({spec.value_type})"
            context.problems.add(step.value_place("workflow"), message, f"write `with: {{{name}: …}}`")
    return given


def _is_in_bounds(value: Expression, name: str, spec: InputSpec, node: Node, context: Context) -> bool:
    """Whether a value that the file itself writes is one that the input takes."""
    if value.names:
        return True  # known only when the workflow runs, and checked then
    try:
        spec.read(name, context.value_of(value, node))
    except ValueError as error:
        context.problems.add(node.place, str(error))
        return False
    return True
