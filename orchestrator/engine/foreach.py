"""Foreach: the block once for each item of a list, all at once or one after the other.

In a series each item sees the results of those before it as ``previous``, and ``carry`` hands values on: what an
item's steps ``set`` counts when the item has ended, and ``result`` sees it so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from orchestrator.domain.errors import ExpressionError, InkloomError, ItemFailed, may_be_left_out
from orchestrator.engine.carrying import begin, handed_on
from orchestrator.engine.context import Context, RunBlock
from orchestrator.engine.scope import Scope
from orchestrator.engine.tasks import all_of
from orchestrator.language.plan import ForeachStep
from orchestrator.language.types import ANY

_LEFT_OUT = object()


async def run_foreach(step: ForeachStep, scope: Scope, context: Context, run_block: RunBlock) -> tuple[Any, ...]:
    """The results of all items, in the order of the list.

    Raises:
        ExpressionError: there is no list, or two items have one key.
        ItemFailed: with ``on_error: collect``, all of them failed; without, the first that failed.
    """
    items = scope.evaluate(step.items)
    if not isinstance(items, (list, tuple)):
        raise ExpressionError(f"'{step.items.source}' at {step.items.place} is not a list")
    keys = keys_of(step, items, scope)
    if step.serial:
        return await _in_series(step, items, keys, scope, context, run_block)
    here = step.calls_after + context.calls_after

    async def run_one(item: Any, context: Context) -> Any:
        inner = scope.child({step.variable: item})
        await run_block(step.block, inner, context, None)
        return inner.evaluate_as(step.result, step.type.item or ANY)

    marked = [context.marked(f"[{key}]", calls_after=here) for key in keys]
    results = await all_of(_collected(run_one(item, at), step, at) for item, at in zip(items, marked, strict=True))
    return _kept(results)


async def _in_series(
    step: ForeachStep, items: Sequence[Any], keys: Sequence[str], scope: Scope, context: Context, run_block: RunBlock
) -> tuple[Any, ...]:
    async def run_one(inner: Scope, context: Context) -> tuple[dict[str, Any], Any]:
        """What the item hands on, and its result."""
        await run_block(step.block, inner, context, None)
        after = handed_on(carried, step.block.steps, step.carry_types, inner, part=context.part)
        return after, inner.child(after).evaluate_as(step.result, step.type.item or ANY)

    results: list[Any] = []
    carried = begin(step.carry, step.carry_types, scope)
    for part, (item, key) in enumerate(zip(items, keys, strict=True), start=1):
        calls_after = (len(items) - part) * step.block.calls + step.calls_after + context.calls_after
        inner = scope.child({step.variable: item, "previous": tuple(results), **carried})
        here = replace(context.marked(f"[{key}]", calls_after=calls_after), part=part)
        ended = await _collected(run_one(inner, here), step, here)
        if ended is not _LEFT_OUT:
            carried, result = ended
            results.append(result)
    return _kept(results or [_LEFT_OUT] * len(items))


def _kept(results: Sequence[Any]) -> tuple[Any, ...]:
    """The results of the items that were finished; that all of them failed is no result."""
    kept = tuple(result for result in results if result is not _LEFT_OUT)
    if results and not kept:
        raise ItemFailed("the only item failed" if len(results) == 1 else f"all {len(results)} items failed")
    return kept


async def _collected(work: Coroutine[Any, Any, Any], step: ForeachStep, context: Context) -> Any:
    """What ``work`` gives for one item; an item that failed is left out where the step says so."""
    try:
        return await work
    except InkloomError as error:
        error.step = error.step or context.path
        if step.on_error != "collect" or not may_be_left_out(error):
            raise
        context.item.note_failure(error, context.path)
        return _LEFT_OUT


def keys_of(step: ForeachStep, items: Sequence[Any], scope: Scope) -> list[str]:
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
    identity = item.get("id") if isinstance(item, dict) else getattr(item, "id", None)
    if identity is not None and identity != "":
        return str(identity)
    text = item.model_dump_json() if isinstance(item, BaseModel) else repr(item)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
