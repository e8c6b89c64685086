"""Blocks: every step as soon as what it refers to is there.

The way of a draft through the engine: ``run_block`` starts the steps that are ready, ``_run_step`` wraps one in
its ``when``, ``timeout``, ``retry`` and ``on_error``, and ``_value`` hands it to the module of its kind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from orchestrator.domain.critiques import Critique
from orchestrator.domain.errors import (
    InkloomError,
    LoopExhausted,
    MustWait,
    Rejected,
    ReplyError,
    StepTimeout,
    may_be_left_out,
)
from orchestrator.domain.reports import Report
from orchestrator.engine.carrying import value_when_set
from orchestrator.engine.context import Context
from orchestrator.engine.foreach import run_foreach
from orchestrator.engine.leaves import run_agent, run_check, run_render
from orchestrator.engine.loops import run_loop
from orchestrator.engine.nested import run_workflow
from orchestrator.engine.people import run_human
from orchestrator.engine.replies import NotKeptError
from orchestrator.engine.scope import Scope
from orchestrator.engine.tasks import Waits, together
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

_ATTEMPTS = 100
"""More than a step ever has: the numbers of attempts inside one of another step never meet."""


async def run_block(block: Block, scope: Scope, context: Context, only: frozenset[str] | None = None) -> None:
    """Run the steps of ``block`` (or ``only`` those), each after what it needs; values land in ``scope``.

    Raises:
        MustWait: a step must, and all that does not follow it has ended well.
        InkloomError: the first failure; the other steps have been cancelled and have ended.
    """
    steps = block.steps if only is None else {name: step for name, step in block.steps.items() if name in only}
    readiness = _Readiness(steps)
    if not readiness.first:
        return
    waits = Waits()
    async with together() as group:
        chains = _Chains(steps, scope, context, readiness, waits, group)
        for name in readiness.first[1:]:
            group.create_task(chains.run_from(name))
        await chains.run_from(readiness.first[0])
    waits.raise_if_any()


@dataclass(frozen=True, slots=True)
class _Chains:
    """The steps of a block on their way. No closure: one that calls itself is never let go of by itself."""

    steps: Mapping[str, Step]
    scope: Scope
    context: Context
    readiness: _Readiness
    waits: Waits
    group: asyncio.TaskGroup

    async def run_from(self, name: str) -> None:
        """Run a step, then one that it made ready, and so on: a chain needs no task of its own."""
        following: str | None = name
        while following is not None:
            try:
                await _run_step(self.steps[following], self.scope, self.context)
            except MustWait as error:
                self.waits.errors.append(error)
                return  # what follows waits as well
            freed = self.readiness.ended(following)
            for other in freed[1:]:
                self.group.create_task(self.run_from(other))
            following = freed[0] if freed else None


class _Readiness:
    """Which steps are ready: all of those they come after have ended.

    Attributes:
        first: those that come after none.
    """

    def __init__(self, steps: Mapping[str, Step]) -> None:
        self._unmet = {name: len(step.after & steps.keys()) for name, step in steps.items()}
        self._followers: dict[str, list[str]] = {name: [] for name in steps}
        for name, step in steps.items():
            for earlier in step.after & steps.keys():
                self._followers[earlier].append(name)
        self.first = [name for name, unmet in self._unmet.items() if unmet == 0]

    def ended(self, name: str) -> list[str]:
        """The steps that are ready now that ``name`` has ended."""
        for follower in self._followers[name]:
            self._unmet[follower] -= 1
        return [follower for follower in self._followers[name] if self._unmet[follower] == 0]


async def _run_step(step: Step, scope: Scope, block_context: Context) -> None:
    context = block_context.at(step.name)
    try:
        if step.when is not None and not scope.evaluate(step.when):
            scope.set(step.name, None if step.otherwise is None else scope.evaluate_as(step.otherwise, step.type))
            context.tell("step_skipped", {"kind": step.kind})
            return
        context.tell("step_started", {"kind": step.kind})
        value = await _with_retries(step, scope, context)
    except InkloomError as error:
        error.step = error.step or context.path
        context.tell("step_failed", {"kind": step.kind, "error": error})
        if step.on_error != "skip" or not may_be_left_out(error):
            raise
        context.item.note_failure(error, context.path)
        value = None
    if isinstance(value, (Report, Critique)) and value.score is not None:
        context.item.note_score(context.path, value.score)
    scope.set(step.name, value)
    context.tell("step_ended", {"kind": step.kind, "value": value})


async def _with_retries(step: Step, scope: Scope, context: Context) -> Any:
    # A call of the model has its time measured where it is sent, a question where it is shown, so that waiting for a
    # turn does not count.
    whole_step = None if isinstance(step, AgentStep | HumanStep) else step.timeout_seconds
    given_up: InkloomError | None = None
    for attempt in count():
        # What a person says in an attempt that fails is not carried over into the next one.
        visit = replace(context, attempt=context.attempt * _ATTEMPTS + attempt, notes=[])
        try:
            async with asyncio.timeout(whole_step):
                value = await _value(step, scope, visit)
            context.notes.extend(visit.notes)
            return value_when_set(step, value, scope, context)
        except NotKeptError:
            assert given_up is not None
            raise given_up from None
        except TimeoutError as error:
            if step.timeout_seconds is None:
                raise  # not ours
            failure: InkloomError = StepTimeout(f"took longer than its timeout of {step.timeout_seconds:g} seconds")
            failure.__cause__ = error
        except InkloomError as error:
            if not may_be_left_out(error):
                raise
            failure = error
        if attempt >= step.retry + _more_attempts(failure, context):
            if not isinstance(step, AgentStep) or not isinstance(failure, ReplyError):
                raise failure
            given_up = given_up or failure
            context = replace(context, only_kept=True)
        context.tell("retry", {"problem": failure.message})
    raise AssertionError("unreachable: the last attempt returns or raises")


def _more_attempts(failure: InkloomError, context: Context) -> int:
    """How many attempts a step has because the run was told to try again what had failed.

    The first ones bring what they brought before, without a call: their replies are kept. So only a step that would
    fail in the same way again is given more, and not the steps around it.
    """
    ours = not failure.step and isinstance(failure, ReplyError | LoopExhausted | Rejected)
    return context.run.retries if ours else 0


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
