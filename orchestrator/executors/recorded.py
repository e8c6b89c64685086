"""A run that is kept: begun, or taken over where another process left it, and ended in order.

What it was compiled from is kept with it, so that it goes on as it began whatever has become of the files since.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from typing import Self

from orchestrator.adapters.store import RunWriter, Store
from orchestrator.app import App, Definition, Sources
from orchestrator.domain.errors import ModelUnavailable
from orchestrator.domain.records import RunRecord, RunStatus
from orchestrator.domain.runs import ItemResult, Status, Usage
from orchestrator.engine.ports import Observer, Person
from orchestrator.engine.runner import Item, Stop
from orchestrator.executors.local import run_locally
from orchestrator.language.inputs import read_inputs

Each = Callable[[ItemResult], None]
"""Told of each item as it ends."""


def new_run_id() -> str:
    """The id of a new run: when it began, and enough chance to tell it from others of that second."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


class RecordedRun:
    """A run that this process owns.

    Attributes:
        record: as it is kept.
        definition: what it does.
    """

    def __init__(self, app: App, writer: RunWriter, definition: Definition) -> None:
        self.record = writer.run
        self.definition = definition
        self._app = app
        self._writer = writer

    @classmethod
    async def begin(cls, app: App, store: Store, definition: Definition, items: Sequence[Item]) -> Self:
        """A new run of ``items``.

        Raises:
            StoreError: it cannot be kept.
        """
        record = RunRecord(
            id=new_run_id(),
            workflow=definition.plan.name,
            seed=app.settings.seed,
            model=app.settings.model,
            sources=definition.sources.to_json(),
            started=time.time(),
        )
        writer = await store.begin(record)
        for item in items:
            writer.item(item.row())
        await writer.flush()
        return cls(app, writer, definition)

    @classmethod
    async def take_over(cls, app: App, store: Store, run_id: str, *, retrying: bool) -> Self:
        """The run ``run_id`` as it was recorded; with ``retrying``, what failed in it is tried once more.

        Raises:
            StoreLocked: another process runs it.
            DefinitionError: this version does not take its workflow any more.
        """
        writer = await store.claim(run_id, retrying=retrying)
        return cls(app, writer, app.define(Sources.from_json(writer.run.sources)))

    def left(self, *, failed_too: bool) -> list[Item]:
        """The items that have not ended, or not for good; with ``failed_too``, those that failed as well."""
        ended = {"done"} if failed_too else {"done", "failed"}
        return [
            Item(row.id, self._inputs(row.id), row.number)
            for row in self._writer.rows().values()
            if row.status not in ended
        ]

    def _inputs(self, item: str) -> dict[str, object]:
        return read_inputs(self.definition.plan.inputs, json.loads(self._writer.inputs(item)))

    def result(self, item: str) -> ItemResult:
        """How an item ended before; what it cost was paid then."""
        result = ItemResult.model_validate_json(self._writer.result(item))
        return result.model_copy(update={"usage": Usage(), "roles": {}})

    async def end_again(self, item: str) -> ItemResult:
        """How ``item`` ended before, in a run of which nothing is left to do."""
        await self._writer.end(run_status([row.status for row in self._writer.rows().values()]))
        return self.result(item)

    async def go(
        self, items: Iterable[Item], each: Each, *, observer: Observer, person: Person, stop: Stop
    ) -> RunStatus:
        """Run ``items`` and note how it ended.

        Raises:
            UsageError, ModelUnavailable: there is no model; the items wait.
            StoreError: what the run brings cannot be kept.
        """
        status: RunStatus = "interrupted"
        try:
            results = run_locally(
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
                status = run_status([row.status for row in self._writer.rows().values()])
        except ModelUnavailable:
            status = "waiting"
            raise
        finally:
            if self._writer.error is None:
                await self._writer.end(status)
        return status


def run_status(items: Iterable[Status | None]) -> RunStatus:
    """The status of a run whose items have these.

    >>> run_status(["done", "failed", "waiting"])
    'waiting'
    """
    found = set(items)
    if None in found:
        return "interrupted"
    return next((status for status in ("waiting", "failed") if status in found), "done")
