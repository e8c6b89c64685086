"""A run: one plan, many items, one model. Each item ends done, failed or waiting; nothing ends in a traceback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from orchestrator.checks.registry import Check
from orchestrator.domain.drafts import Manuscript, Part
from orchestrator.domain.errors import ExpressionError, ItemFailed, ModelError, ModelUnavailable, MustWait, StoreError
from orchestrator.domain.records import ItemRow
from orchestrator.domain.runs import ItemResult, Status
from orchestrator.engine.blocks import run_block
from orchestrator.engine.chronicle import Chronicle
from orchestrator.engine.context import Context, Run
from orchestrator.engine.dispatch import Budget, Dispatcher
from orchestrator.engine.done_items import DoneItems, as_that_one, is_final
from orchestrator.engine.open_tasks import Open
from orchestrator.engine.ports import Event, Journal, Model, NamedModels, Observer, Person
from orchestrator.engine.records import ItemRecord
from orchestrator.engine.replies import ByName, Replies
from orchestrator.engine.scope import Scope
from orchestrator.engine.texts import as_text
from orchestrator.language.plan import ManuscriptPlan, Plan
from orchestrator.language.sandbox import plain
from orchestrator.language.types import DRAFT, STYLE, TEXT, coerce, list_of

DRAIN_SECONDS = 30.0
"""How long calls in flight may take to come back once a run is told to stop."""
_LAST_LAP = 2
"""Items a call in flight when the last lap begins: enough for it to fill all places, few enough to end soon."""
_BEGUN_A_TURN = 8
"""Items begun in one turn of the event loop. The calls of those begun together are sent together, answered together and
read together, and meanwhile nothing is in flight; begun a few at a time, some are sent while others are read."""

_Keeping = set[asyncio.Task[Any] | None]
"""Tasks of items whose end is on its way to the disk, or there, and not yet told."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a run.

    Attributes:
        id: a name that stays its own.
        inputs: values for the workflow's inputs.
        number: its place from 0.
        content: hash of the inputs and of all that turns replies into results; an item that is done with the same
            content is not gone through again. Empty: it is.
    """

    id: str
    inputs: Mapping[str, Any]
    number: int = 0
    content: str = ""

    def row(self, result: ItemResult | None = None) -> ItemRow:
        """The item as it is kept, with its ``result`` once it has ended."""
        return ItemRow(
            number=self.number,
            id=self.id,
            inputs=json.dumps(plain(self.inputs), ensure_ascii=False),
            status=result.status if result is not None else None,
            result=result.model_dump_json() if result is not None else "",
        )


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


class Stop:
    """Tells a run to end early: no further call is sent, and those in flight have some time to come back.

    Attributes:
        heard: whether a run is listening; before and after that there is nothing to be stopped in order.
    """

    def __init__(self) -> None:
        self.heard = False
        self._event = asyncio.Event()

    def request(self) -> None:
        """Ask for it."""
        self._event.set()

    @property
    def requested(self) -> bool:
        """Whether somebody has asked for it."""
        return self._event.is_set()

    async def wait(self) -> None:
        """Until somebody does."""
        await self._event.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a run has around it.

    Attributes:
        model: what all roles ask.
        checks: the checks there are, by name.
        observer: told of everything, in order.
        person: decides what the workflow leaves to people.
        journal: keeps what the run brings; None where nothing is kept.
        models: the others that steps may name.
        stop: ends the run early.
    """

    model: Model
    checks: Mapping[str, Check]
    observer: Observer
    person: Person
    journal: Journal | None = None
    models: NamedModels = field(default_factory=ByName)
    stop: Stop = field(default_factory=Stop)


async def run_items(
    plan: Plan, items: Iterable[Item], around: Surroundings, *, seed: int, limits: Limits, retries: int = 0
) -> AsyncIterator[ItemResult]:
    """Run ``plan`` for each of ``items``; results come as items end.

    Args:
        plan: what to do.
        items: taken one by one as earlier ones end, so the source may be long; what is beyond the budget is not taken.
        around: the model, the journal, and who else has to do with the run.
        seed: of the run; with it, the step's path and the visit, each call has its own.
        limits: concurrency and budget.
        retries: how often the run was told to try again what had failed.

    Raises:
        ModelUnavailable: no call can be answered; every open item has been cancelled.
        StoreError: what the run brings cannot be kept; the same.
    """
    dispatcher = Dispatcher(around.model, concurrency=limits.concurrency, budget=limits.budget)
    replies = Replies(dispatcher, around.journal, around.models)
    run = Run(replies, _told(around), around.person, around.checks, seed, around.journal, retries)
    known = DoneItems(plan, replies, seed, retries)
    source = _Source(items, limits, dispatcher)
    open_: Open[ItemResult] = Open()
    stopping = asyncio.create_task(around.stop.wait())
    stopping.add_done_callback(lambda _: open_.woken.set())
    around.stop.heard = True
    keeping: _Keeping = set()
    error: BaseException | None = None
    is_over = False
    try:
        while True:
            begun = [] if is_over else source.take(len(open_.tasks))
            for item in begun:
                open_.begin(_run_item(plan, item, Context(run, ItemRecord(item.id, item.number)), known, keeping))
            # At an early end, what is kept as ended is still told: nobody runs it again, and so nobody else would.
            if not (keeping if is_over else open_.tasks):
                break
            await open_.turn(wait=not begun)
            ended = open_.take_ended()
            # Gathered, so that of several that failed together none is left unlooked at.
            ends = await asyncio.gather(*ended, return_exceptions=True)
            keeping.difference_update(ended)
            for result in sorted((end for end in ends if isinstance(end, ItemResult)), key=lambda r: r.item):
                yield result
            error = error or next((end for end in ends if isinstance(end, BaseException)), None)
            if not is_over and (error is not None or around.stop.requested):
                is_over = True
                if not isinstance(error, StoreError):  # else what comes back cannot be kept
                    await replies.drain(DRAIN_SECONDS)
        if error is not None:
            raise error
    finally:
        around.stop.heard = False
        stopping.cancel()
        for task in open_.tasks:
            task.cancel()
        await asyncio.gather(stopping, *open_.tasks, return_exceptions=True)
        await replies.aclose()


class _Source:
    """The items that are still to be begun, given out as there is room for them."""

    def __init__(self, items: Iterable[Item], limits: Limits, dispatcher: Dispatcher) -> None:
        self._items = iter(items)
        self._open_items = limits.open_items
        self._dispatcher = dispatcher
        self._taken = 0

    def take(self, open_now: int) -> list[Item]:
        """Those to be begun beside so many that are open; when there are no more to come, the last lap begins."""
        # Beyond the budget nothing is begun: it would only be noted as waiting.
        most = 0 if self._dispatcher.is_spent else max(0, min(_BEGUN_A_TURN, self._open_items - open_now))
        taken = list(islice(self._items, most))
        self._taken += len(taken)
        # Not where all items fit in at once: there, results are to come as soon as they can.
        is_last = self._taken > self._open_items and len(taken) < most
        if is_last and open_now + len(taken) <= _LAST_LAP * self._dispatcher.limit:
            self._dispatcher.begin_last_lap()
        return taken


def _told(around: Surroundings) -> Observer:
    """Who is told of events: the observer, and the chronicle where one is kept."""
    if around.journal is None:
        return around.observer
    chronicle = Chronicle(around.journal)

    def tell(event: Event) -> None:
        chronicle(event)
        around.observer(event)

    return tell


async def _run_item(plan: Plan, item: Item, context: Context, known: DoneItems, keeping: _Keeping) -> ItemResult:
    context.tell("item_started")
    journal = context.run.journal
    result: ItemResult | None
    if journal is None:
        result = await _result(plan, item, context)
        keeping.add(asyncio.current_task())
    else:
        key = await known.key(item.content)
        result = await _reused(item, key, context, journal, keeping)
        if result is None:
            result = await _result(plan, item, context)
            # Under its key only where its models are still those of its beginning.
            final = bool(key) and is_final(result, context.item) and key == await known.key(item.content)
            keeping.add(asyncio.current_task())
            await journal.item_ended(item.row(result), key if final else "")
    context.tell("item_ended", {"status": result.status})
    return result


async def _reused(item: Item, key: str, context: Context, journal: Journal, keeping: _Keeping) -> ItemResult | None:
    """The result of an item that need not be run; None where it must be."""
    earlier = journal.done_before(key) if key else None
    if earlier is None:
        return None
    result = as_that_one(earlier, item.id)
    keeping.add(asyncio.current_task())
    if not await journal.item_reused(item.row(result), key, earlier):
        keeping.discard(asyncio.current_task())
        return None
    context.tell("item_reused", {"replies": earlier.replies})
    return result


async def _result(plan: Plan, item: Item, context: Context) -> ItemResult:
    record = context.item
    scope = Scope({"inputs": dict(item.inputs)})
    status: Status = "done"
    outputs: dict[str, str] = {}
    manuscript = None
    try:
        if plan.style is not None:
            scope.evaluate_as(plan.style, STYLE.as_optional())  # one that is none fails before the first call
        await run_block(plan.block, scope, context)
        outputs = {name: as_text(scope.evaluate(expression)) for name, expression in plan.outputs.items()}
        manuscript = _manuscript(plan.manuscript, scope) if plan.manuscript is not None else None
    except ModelUnavailable:
        raise
    except MustWait as error:
        status = "waiting"
        for one in (error, *error.also):
            record.note_failure(one, context.path)
    except (ItemFailed, ModelError) as error:
        status = "failed"
        record.note_failure(error, context.path)
    await context.run.replies.settle(record, DRAIN_SECONDS)
    return ItemResult(
        item=record.id,
        status=status,
        outputs=outputs,
        manuscript=manuscript,
        scores=record.scores,
        usage=record.usage,
        roles=record.roles,
        failures=tuple(record.failures),
        unmet=tuple(record.unmet),
        dropped=tuple(record.dropped),
    )


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
