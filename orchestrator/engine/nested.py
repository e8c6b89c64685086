"""A workflow as a step: its own scope, its own inputs, the same run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orchestrator.domain.errors import ExpressionError
from orchestrator.engine.context import Context, RunBlock
from orchestrator.engine.scope import Scope
from orchestrator.language.inputs import read_inputs
from orchestrator.language.plan import WorkflowStep


async def run_workflow(step: WorkflowStep, scope: Scope, context: Context, run_block: RunBlock) -> dict[str, Any]:
    """The outputs of another workflow.

    Raises:
        ExpressionError: an input does not take the value it is given.
    """
    given = {name: scope.evaluate_as(value, step.plan.inputs[name].value_type) for name, value in step.given.items()}
    try:
        inner = Scope({"inputs": read_inputs(step.plan.inputs, given)})
    except ValueError as error:
        raise ExpressionError(f"the workflow '{step.plan.name}': {error}") from error
    here = replace(context, calls_after=step.calls_after + context.calls_after, part=1)
    await run_block(step.plan.block, inner, here, None)
    return {name: inner.evaluate_as(expression, expression.type) for name, expression in step.plan.outputs.items()}
