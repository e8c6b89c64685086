"""Blocks: every step as soon as what it refers to is there, for each item of a foreach.

The way of a draft through the engine: ``run_block`` starts the steps that are ready, ``_run_step`` wraps one in
its ``when``, ``timeout``, ``retry`` and ``on_error``, and ``_value`` hands it to the module of its kind.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from orchestrator.domain.drafts import Draft, Revision
from orchestrator.domain.errors import (
    ExpressionError,
    InkloomError,
    ItemFailed,
    ModelError,
    ModelUnavailable,
    StepTimeout,
)
from orchestrator.engine.context import Context
from orchestrator.engine.leaves import run_agent, run_check, run_render
from orchestrator.engine.loops import run_loop
from orchestrator.engine.scope import Scope
from orchestrator.engine.tasks import together
from orchestrator.language.plan import AgentStep, Block, CheckStep, ForeachStep, LoopStep, RenderStep, Step
from orchestrator.language.types import ANY

MAY_BE_LEFT_OUT = (ItemFailed, ModelError)
"""Failures that ``on_error`` may leave out; a spent budget is none of them."""


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
    if step.when is not None and not scope.evaluate(step.when):
        scope.set(step.name, None if step.otherwise is None else scope.evaluate_as(step.otherwise, step.type))
        context.tell("step_skipped")
        return
    context.tell("step_started")
    try:
        value = await _with_retries(step, scope, context)
    except InkloomError as error:
        error.step = error.step or context.path
        if step.on_error != "skip" or not isinstance(error, MAY_BE_LEFT_OUT) or isinstance(error, ModelUnavailable):
            raise
        context.item.note_failure(error, context.path)
        value = None
    scope.set(step.name, value)
    context.tell("step_ended")


async def _with_retries(step: Step, scope: Scope, context: Context) -> Any:
    # A call of the model has its time measured where it is sent, so that waiting for a turn does not count.
    whole_step = None if isinstance(step, AgentStep) else step.timeout_seconds
    for attempt in range(step.retry + 1):
        try:
            async with asyncio.timeout(whole_step):
                return await _value(step, scope, replace(context, attempt=context.attempt * (step.retry + 1) + attempt))
        except TimeoutError as error:
            if step.timeout_seconds is None:
                raise  # not ours
            failure: InkloomError = StepTimeout(f"took longer than its timeout of {step.timeout_seconds:g} seconds")
            failure.__cause__ = error
        except ModelUnavailable:
            raise
        except (ItemFailed, ModelError) as error:
            failure = error
        if attempt == step.retry:
            raise failure
        context.tell("retry", {"problem": failure.message})
    raise AssertionError("unreachable: the last attempt returns or raises")


async def _value(step: Step, scope: Scope, context: Context) -> Any:
    match step:
        case AgentStep():
            return _applied(step, await run_agent(step, scope, context), scope, context)
        case CheckStep():
            return run_check(step, scope, context)
        case RenderStep():
            return run_render(step, scope)
        case LoopStep():
            return await run_loop(step, scope, context, run_block)
        case ForeachStep():
            return await _run_foreach(step, scope, context)
    raise AssertionError(f"no such kind of step: {type(step).__name__}")


def _applied(step: Step, value: Any, scope: Scope, context: Context) -> Any:
    """A Revision that is to be set becomes the revised draft."""
    if step.sets is None or not isinstance(value, Revision):
        return value
    current: Draft = scope.value(step.sets)
    revised, dropped = value.apply(current)
    for entry in dropped:
        context.item.dropped.append(entry)
        context.tell("dropped", entry.model_dump())
    return revised


async def _run_foreach(step: ForeachStep, scope: Scope, context: Context) -> tuple[Any, ...]:
    items = scope.evaluate(step.items)
    if not isinstance(items, (list, tuple)):
        raise ExpressionError(f"'{step.items.source}' at {step.items.place} is not a list")
    keys = _keys(step, items, scope)
    if step.serial:
        return await _in_series(step, items, keys, scope, context)
    results: list[Any] = [_LEFT_OUT] * len(items)
    here = step.calls_after + context.calls_after

    async def run_one(index: int) -> None:
        item_scope = scope.child({step.variable: items[index]})
        results[index] = await _run_item(step, item_scope, context.marked(f"[{keys[index]}]", calls_after=here))

    async with together() as group:
        for index in range(len(items)):
            group.create_task(run_one(index))
    return _kept(results)


async def _in_series(
    step: ForeachStep, items: Sequence[Any], keys: Sequence[str], scope: Scope, context: Context
) -> tuple[Any, ...]:
    results: list[Any] = []
    for index, item in enumerate(items):
        calls_after = (len(items) - index - 1) * step.block.calls + step.calls_after + context.calls_after
        item_scope = scope.child({step.variable: item, "previous": tuple(r for r in results if r is not _LEFT_OUT)})
        results.append(await _run_item(step, item_scope, context.marked(f"[{keys[index]}]", calls_after=calls_after)))
    return _kept(results)


def _kept(results: Sequence[Any]) -> tuple[Any, ...]:
    """The results of the items that were finished; that all of them failed is no result."""
    kept = tuple(result for result in results if result is not _LEFT_OUT)
    if results and not kept:
        raise ItemFailed(f"all {len(results)} items failed")
    return kept


_LEFT_OUT = object()


async def _run_item(step: ForeachStep, scope: Scope, context: Context) -> Any:
    try:
        await run_block(step.block, scope, context)
        return scope.evaluate_as(step.result, step.type.item or ANY)
    except MAY_BE_LEFT_OUT as error:
        error.step = error.step or context.path
        if step.on_error != "collect" or isinstance(error, ModelUnavailable):
            raise
        context.item.note_failure(error, context.path)
        return _LEFT_OUT


def _keys(step: ForeachStep, items: Sequence[Any], scope: Scope) -> list[str]:
    """What each item is known by: ``key``, else its own id, else what it says; never where it stands."""
    keys = []
    for item in items:
        key = scope.child({step.variable: item}).evaluate(step.key) if step.key is not None else _own_key(item)
        keys.append(str(key))
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice and step.key is not None:
        raise ExpressionError(f"two items have the key '{twice[0]}'", hint="choose a `key` that tells them apart")
    seen: Counter[str] = Counter()
    unique = []
    for key in keys:
        seen[key] += 1
        unique.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return unique


def _own_key(item: Any) -> str:
    identity = getattr(item, "id", "") or (item.get("id") if isinstance(item, dict) else "")
    if identity:
        return str(identity)
    text = item.model_dump_json() if isinstance(item, BaseModel) else repr(item)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
