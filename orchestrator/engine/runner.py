"""A run: one plan, many items, one model. Each item ends done, failed or waiting; nothing ends in a traceback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from orchestrator.checks.registry import Check
from orchestrator.domain.drafts import Draft, Manuscript, Part
from orchestrator.domain.errors import (
    BudgetExhausted,
    ExpressionError,
    ItemFailed,
    ModelError,
    ModelUnavailable,
    PersonNeeded,
)
from orchestrator.domain.replies import write_json
from orchestrator.domain.runs import ItemResult, Status
from orchestrator.engine.blocks import run_block
from orchestrator.engine.context import Context, Run
from orchestrator.engine.dispatch import Budget, Dispatcher
from orchestrator.engine.ports import Model, Observer, Person
from orchestrator.engine.records import ItemRecord
from orchestrator.engine.scope import Scope
from orchestrator.language.plan import ManuscriptPlan, Plan
from orchestrator.language.sandbox import Prose, plain
from orchestrator.language.types import DRAFT, TEXT, coerce, list_of


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a run: a name that stays its own, and values for the workflow's inputs."""

    id: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much at once, how much at all.

    Attributes:
        concurrency: calls in flight; None for as many as the model digests.
        open_items: items begun and not ended; it bounds memory.
        budget: calls and tokens.
    """

    concurrency: int | None
    open_items: int
    budget: Budget = field(default_factory=Budget)


async def run_items(
    plan: Plan,
    items: Iterable[Item],
    *,
    model: Model,
    checks: Mapping[str, Check],
    observer: Observer,
    person: Person,
    seed: int,
    limits: Limits,
) -> AsyncIterator[ItemResult]:
    """Run ``plan`` for each of ``items``; results come as items end.

    Args:
        plan: what to do.
        items: taken one by one as earlier ones end, so the source may be long.
        model: what all roles ask.
        checks: the checks there are, by name.
        observer: told of everything, in order.
        person: decides what the workflow leaves to people.
        seed: of the run; with it, the step's path and the visit, each call has its own.
        limits: concurrency and budget.

    Raises:
        ModelUnavailable: no call can be answered; every open item has been cancelled.
    """
    run = Run(Dispatcher(model, concurrency=limits.concurrency, budget=limits.budget), observer, person, checks, seed)
    waiting = enumerate(items)
    open_: set[asyncio.Task[ItemResult]] = set()
    try:
        while True:
            while len(open_) < limits.open_items and (following := next(waiting, None)) is not None:
                number, item = following
                open_.add(asyncio.create_task(_run_item(plan, item, Context(run, ItemRecord(item.id, number)))))
            if not open_:
                return
            ended, open_ = await asyncio.wait(open_, return_when=asyncio.FIRST_COMPLETED)
            # Gathered, so that of several that failed together none is left unlooked at.
            for result in sorted(await asyncio.gather(*ended), key=lambda r: r.item):
                yield result
    finally:
        for task in open_:
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)


async def _run_item(plan: Plan, item: Item, context: Context) -> ItemResult:
    context.tell("item_started")
    record = context.item
    scope = Scope({"inputs": dict(item.inputs)})
    status: Status = "done"
    outputs: dict[str, str] = {}
    manuscript = None
    try:
        await run_block(plan.block, scope, context)
        outputs = {name: as_text(scope.evaluate(expression)) for name, expression in plan.outputs.items()}
        manuscript = _manuscript(plan.manuscript, scope) if plan.manuscript is not None else None
    except ModelUnavailable:
        raise
    except (BudgetExhausted, PersonNeeded) as error:
        status = "waiting"
        record.note_failure(error, context.path)
    except (ItemFailed, ModelError) as error:
        status = "failed"
        record.note_failure(error, context.path)
    context.tell("item_ended", {"status": status})
    return ItemResult(
        item=record.id,
        status=status,
        outputs=outputs,
        manuscript=manuscript,
        usage=record.usage,
        roles=record.roles,
        failures=tuple(record.failures),
        unmet=tuple(record.unmet),
        dropped=tuple(record.dropped),
    )


def as_text(value: Any) -> str:
    """An output as a reader gets it: prose as prose, lists of prose by paragraph, everything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Draft):
        return value.text
    if isinstance(value, BaseModel):
        return write_json(value)
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, Mapping):
        return _as_json(value)
    if isinstance(value, (list, tuple)):
        parts = [part for part in value if part is not None]
        if any(isinstance(part, (Mapping, BaseModel)) and not isinstance(part, (Draft, Prose)) for part in parts):
            return _as_json(parts)
        return "\n\n".join(as_text(part) for part in parts)
    return str(value)


def _as_json(value: Any) -> str:
    return json.dumps(_told(plain(value)), ensure_ascii=False, indent=2)


def _told(value: Any) -> Any:
    """Plain data with drafts in it as their prose: the ids of paragraphs are nothing for a reader."""
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, dict):
        return {key: _told(part) for key, part in value.items()}
    return [_told(part) for part in value] if isinstance(value, list) else value


def _manuscript(plan: ManuscriptPlan, scope: Scope) -> Manuscript:
    drafts = scope.evaluate(plan.parts)
    try:
        parts = coerce(drafts if isinstance(drafts, (list, tuple)) else (drafts,), list_of(DRAFT))
    except ValueError as error:
        raise ExpressionError(f"manuscript.parts: {error}") from error
    headings = scope.evaluate_as(plan.headings, list_of(TEXT)) if plan.headings else ("",) * len(parts)
    if len(headings) != len(parts):
        raise ExpressionError(
            f"the manuscript has {len(parts)} parts and {len(headings)} headings",
            hint="where parts can be left out, let the result of the foreach carry its heading: {heading: …, text: …}",
        )
    return Manuscript(
        title=scope.evaluate_as(plan.title, TEXT),
        language=scope.evaluate_as(plan.language, TEXT) if plan.language else "en",
        parts=tuple(Part(heading=heading, draft=draft) for heading, draft in zip(headings, parts, strict=True)),
    )
