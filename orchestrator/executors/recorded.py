"""A run that is kept: begun, or taken over where another process left it, and ended in order.

What it was compiled from is kept with it, so that it goes on as it began whatever has become of the files since. Its
items are in the store and nowhere else: they are read a page at a time, so that their number is no matter.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Self

from orchestrator.adapters.store import RunWriter, Store
from orchestrator.app import App, Definition, Sources
from orchestrator.app.fingerprint import fingerprint
from orchestrator.app.rows import NOT_AN_ITEM
from orchestrator.domain.errors import ModelUnavailable, UsageError
from orchestrator.domain.records import ItemRow, RunRecord, RunStatus
from orchestrator.domain.runs import ItemResult, Status, Usage
from orchestrator.engine.ports import Observer, Person
from orchestrator.engine.runner import Item, Stop
from orchestrator.executors.batch import Batch
from orchestrator.executors.contract import Executor
from orchestrator.executors.local import run_locally
from orchestrator.language.inputs import read_inputs

Each = Callable[[ItemResult], None]
"""Told of each item as it ends."""

_ROWS_A_FLUSH = 1000


def new_run_id() -> str:
    """The id of a new run: when it began, and enough chance to tell it from others of that second."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


class RecordedRun:
    """A run that this process owns.

    Attributes:
        record: as it is kept.
        definition: what it does.
        batch: what makes it a batch; None where it is none.
        is_new: whether it was begun now.
    """

    def __init__(self, app: App, writer: RunWriter, definition: Definition, before: RunRecord | None = None) -> None:
        self.record = writer.run
        self._before = before
        self.is_new = before is None
        self.definition = definition
        self.batch = Batch.in_(writer.run.sources)
        self._app = app
        self._fingerprint = ""
        self._writer = writer

    @classmethod
    async def begin(
        cls, app: App, store: Store, definition: Definition, rows: Iterable[ItemRow], batch: Batch | None = None
    ) -> Self:
        """A new run of the items in ``rows``, which are taken one by one.

        Raises:
            StoreError: it cannot be kept.
        """
        sources = definition.sources
        record = RunRecord(
            id=new_run_id(),
            workflow=definition.plan.name,
            seed=app.settings.seed,
            model=app.settings.model,
            sources=sources.to_json() if batch is None else batch.beside(sources),
            started=time.time(),
        )
        writer = await store.begin(record)
        for number, row in enumerate(rows, start=1):
            writer.item(row)
            if number % _ROWS_A_FLUSH == 0:
                await writer.flush()
        await writer.flush()
        return cls(app, writer, definition)

    @classmethod
    async def take_over(cls, app: App, store: Store, record: RunRecord, *, retrying: bool) -> Self:
        """The run of ``record`` as it was recorded; with ``retrying``, what failed or was left out is tried once more.

        Raises:
            StoreLocked: another process runs it.
            DefinitionError: this version does not take its workflow any more; nothing was taken over.
            UsageError: it was killed before all of its items were kept.
        """
        definition = app.define(Sources.from_json(record.sources))
        writer = await store.claim(record.id, model=app.settings.model, retrying=retrying)
        run = cls(app, writer, definition, before=record)
        if run.batch is not None and sum(run.counts().values()) < run.batch.total:
            raise UsageError(
                f"run {record.id} ended before all of its {run.batch.total:,} items were read; no model was asked",
                hint="run the batch again",
            )
        if retrying:
            await run._reopen()
        return run

    async def _reopen(self) -> None:
        """Items that failed, or of which a part was left out, have not ended: they are gone through again.

        How they ended stays with them until they end anew. Where that never happens, it is all that there is of them.
        """
        for row in self._rows(but=(None, "waiting")):
            if row.inputs != NOT_AN_ITEM and ItemResult.model_validate_json(row.result).failures:
                self._writer.item(replace(row, status=None))
        await self._writer.flush()

    def counts(self) -> Mapping[Status | None, int]:
        """How many items have each status, None those that have not ended."""
        return self._writer.counts()

    def left(self) -> Iterator[Item]:
        """The items that have not ended, or not for good."""
        for row in self._rows(but=("done", "failed")):
            inputs = read_inputs(self.definition.plan.inputs, json.loads(row.inputs))
            yield Item(row.id, inputs, row.number, self._content(row.inputs))

    def _content(self, inputs: str) -> str:
        """What an item of a batch is known by, with these inputs as JSON; a run that is no batch shows each step."""
        if self.batch is None:
            return ""
        self._fingerprint = self._fingerprint or fingerprint(self.definition.sources)
        return hashlib.sha256(f"{self._fingerprint}\n{inputs}".encode("utf-8", "surrogatepass")).hexdigest()

    def ended(self) -> Iterator[tuple[int, ItemResult]]:
        """The items that have ended, by their place: it, and how they did, be it that they are being tried again."""
        return ((row.number, ItemResult.model_validate_json(row.result)) for row in self._rows(but=()) if row.result)

    def failed(self) -> Iterator[ItemResult]:
        """How the items ended that have failed."""
        return (ItemResult.model_validate_json(row.result) for row in self._rows(but=(None, "done", "waiting")))

    def _rows(self, but: Collection[Status | None]) -> Iterator[ItemRow]:
        after = -1
        while page := self._writer.items(after=after, but=but):
            yield from page
            after = page[-1].number

    def result(self, item: str) -> ItemResult:
        """How an item ended before; what it cost was paid then."""
        result = ItemResult.model_validate_json(self._writer.result(item))
        return result.model_copy(update={"usage": Usage(), "roles": {}})

    async def end_again(self) -> RunStatus:
        """The end of a run of which nothing is left to do: it stays recorded as it was, time and all."""
        status = run_status(self.counts())
        if self._before is not None and self._before.status == status:
            await self._writer.put_back(self._before)
        else:
            await self._writer.end(status)
        return status

    async def go(
        self,
        items: Iterable[Item],
        each: Each,
        *,
        observer: Observer,
        person: Person,
        stop: Stop,
        executor: Executor = run_locally,
    ) -> RunStatus:
        """Run ``items`` and note how it ended.

        Raises:
            UsageError, ModelUnavailable: there is no model; the items wait.
            StoreError: what the run brings cannot be kept.
        """
        status: RunStatus = "interrupted"
        try:
            results = executor(
                self._app,
                self.definition,
                items,
                journal=self._writer,
                observer=observer,
                person=person,
                stop=stop,
                retries=self.record.retries,
            )
            async with aclosing(results):
                async for result in results:
                    each(result)
            if not stop.requested:
                # What has not even begun then is beyond the budget.
                status = run_status([item or "waiting" for item in self.counts()])
        except ModelUnavailable:
            status = "waiting"
            raise
        finally:
            if self._writer.error is None:
                await self._writer.end(status)
        return status


def run_status(items: Collection[Status | None]) -> RunStatus:
    """The status of a run whose items have these.

    >>> run_status(["done", "failed", "waiting"])
    'waiting'
    """
    if None in items:
        return "interrupted"
    return next((status for status in ("waiting", "failed") if status in items), "done")
