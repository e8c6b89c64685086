"""Blocks: every step as soon as what it refers to is there.

The way of a draft through the engine: ``run_block`` starts the steps that are ready, ``_run_step`` wraps one in
its ``when``, ``timeout``, ``retry`` and ``on_error``, and ``_value`` hands it to the module of its kind.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from orchestrator.domain.errors import InkloomError, StepTimeout, may_be_left_out
from orchestrator.engine.carrying import value_when_set
from orchestrator.engine.context import Context
from orchestrator.engine.foreach import run_foreach
from orchestrator.engine.leaves import run_agent, run_check, run_render
from orchestrator.engine.loops import run_loop
from orchestrator.engine.nested import run_workflow
from orchestrator.engine.people import run_human
from orchestrator.engine.scope import Scope
from orchestrator.engine.tasks import together
from orchestrator.engine.variants import run_variants
from orchestrator.language.plan import (
    AgentStep,
    Block,
    CheckStep,
    ForeachStep,
    HumanStep,
    LoopStep,
    RenderStep,
    Step,
    VariantsStep,
    WorkflowStep,
)


async def run_block(block: Block, scope: Scope, context: Context, only: frozenset[str] | None = None) -> None:
    """Run the steps of ``block`` (or ``only`` those), each after what it needs; values land in ``scope``.

    Raises:
        InkloomError: the first failure; the other steps have been cancelled and have ended.
    """
    steps = block.steps if only is None else {name: step for name, step in block.steps.items() if name in only}
    unmet = {name: len(step.after & steps.keys()) for name, step in steps.items()}
    followers: dict[str, list[str]] = {name: [] for name in steps}
    for name, step in steps.items():
        for earlier in step.after & steps.keys():
            followers[earlier].append(name)
    ready = [name for name, count in unmet.items() if count == 0]

    async def run_from(name: str | None) -> None:
        """Run a step, then one that it made ready, and so on: a chain needs no task of its own."""
        while name is not None:
            await _run_step(steps[name], scope, context)
            freed = []
            for follower in followers[name]:
                unmet[follower] -= 1
                if unmet[follower] == 0:
                    freed.append(follower)
            for other in freed[1:]:
                group.create_task(run_from(other))
            name = freed[0] if freed else None

    if not ready:
        return
    async with together() as group:
        for name in ready[1:]:
            group.create_task(run_from(name))
        await run_from(ready[0])


async def _run_step(step: Step, scope: Scope, block_context: Context) -> None:
    context = block_context.at(step.name)
    try:
        if step.when is not None and not scope.evaluate(step.when):
            scope.set(step.name, None if step.otherwise is None else scope.evaluate_as(step.otherwise, step.type))
            context.tell("step_skipped")
            return
        context.tell("step_started")
        value = await _with_retries(step, scope, context)
    except InkloomError as error:
        error.step = error.step or context.path
        if step.on_error != "skip" or not may_be_left_out(error):
            raise
        context.item.note_failure(error, context.path)
        value = None
    scope.set(step.name, value)
    context.tell("step_ended")


async def _with_retries(step: Step, scope: Scope, context: Context) -> Any:
    # A call of the model has its time measured where it is sent, a question where it is shown, so that waiting for a
    # turn does not count.
    whole_step = None if isinstance(step, AgentStep | HumanStep) else step.timeout_seconds
    for attempt in range(step.retry + 1):
        # What a person says in an attempt that fails is not carried over into the next one.
        visit = replace(context, attempt=context.attempt * (step.retry + 1) + attempt, notes=[])
        try:
            async with asyncio.timeout(whole_step):
                value = await _value(step, scope, visit)
            context.notes.extend(visit.notes)
            return value_when_set(step, value, scope, context)
        except TimeoutError as error:
            if step.timeout_seconds is None:
                raise  # not ours
            failure: InkloomError = StepTimeout(f"took longer than its timeout of {step.timeout_seconds:g} seconds")
            failure.__cause__ = error
        except InkloomError as error:
            if not may_be_left_out(error):
                raise
            failure = error
        if attempt == step.retry:
            raise failure
        context.tell("retry", {"problem": failure.message})
    raise AssertionError("unreachable: the last attempt returns or raises")


async def _value(step: Step, scope: Scope, context: Context) -> Any:
    match step:
        case AgentStep():
            return await run_agent(step, scope, context)
        case CheckStep():
            return run_check(step, scope, context)
        case RenderStep():
            return run_render(step, scope)
        case HumanStep():
            return await run_human(step, scope, context)
        case WorkflowStep():
            return await run_workflow(step, scope, context, run_block)
        case LoopStep():
            return await run_loop(step, scope, context, run_block)
        case ForeachStep():
            return await run_foreach(step, scope, context, run_block)
        case VariantsStep():
            return await run_variants(step, scope, context, run_block)
    raise AssertionError(f"no such kind of step: {type(step).__name__}")
