"""A run as its owner writes it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw

from orchestrator.adapters.store import done, owning, rows
from orchestrator.adapters.store.connecting import translated
from orchestrator.adapters.store.schema import ITEMS, QUESTIONS, REPLIES
from orchestrator.adapters.store.sealing import short
from orchestrator.adapters.store.writing import Job, Tenure, Writer
from orchestrator.domain.errors import StoreError, UsageError
from orchestrator.domain.records import (
    CallRecord,
    DoneItem,
    ItemRow,
    QuestionRecord,
    RunRecord,
    RunStatus,
    StoredReply,
    VisitRecord,
)
from orchestrator.domain.runs import Status

_ITEMS_A_PAGE = 200


class RunWriter:
    """The journal of one run, for one event loop.

    What is awaited is on the disk on return. What is not is written in order, soon, and before anything that is awaited
    later. When writing fails, ``failed`` is set, and each later call raises ``error``.

    Attributes:
        run: as it was begun or taken over.
    """

    def __init__(self, run: RunRecord, tenure: Tenure, writer: Writer, reading: apsw.Connection, path: Path) -> None:
        self.run = run
        self._tenure = tenure
        self._number = tenure.owner.run
        self._writer = writer
        self._reading = reading
        self._path = path

    @property
    def failed(self) -> asyncio.Event:
        """Set when nothing of this run can be written any more."""
        return self._tenure.failed

    @property
    def error(self) -> StoreError | None:
        """Why nothing can be written any more."""
        return self._tenure.error

    def reply(self, key: str) -> StoredReply | None:
        """The reply that any run of this home has kept under ``key``.

        Raises:
            StoreDamaged: what is there is not what was kept.
        """
        statement = f"{rows.select(REPLIES)} WHERE key = ?"
        with translated(self._path):
            return rows.read_one(self._reading, rows.reply_of, statement, bytes.fromhex(key))

    async def keep(self, call: CallRecord) -> StoredReply | None:
        """Keep a call of this run, and its reply unless there is one under its key already: then that one is returned.

        Raises:
            StoreError: it is not kept.
        """
        stands: list[StoredReply] = []

        def write(connection: apsw.Connection) -> None:
            found = rows.put_call(connection, self._number, call)
            stands.extend([] if found is None else [found])

        await self._writer.perform(self._job(write))
        return stands[0] if stands else None

    def link(self, call: CallRecord) -> None:
        """Note that this run used a reply that was already kept; one that it had paid for itself stays as it is.

        Raises:
            StoreError: nothing of this run can be written any more; the same holds for all that is not awaited.
        """
        self._writer.submit(self._job(lambda connection: rows.link_call(connection, self._number, call)))

    def visit(self, visit: VisitRecord) -> None:
        """Note a visit in the place of the earlier one with its path."""
        job = self._job(
            lambda connection: rows.put_visit(connection, self._number, visit), ("visit", visit.item, visit.path)
        )
        self._writer.submit(job)

    def item(self, row: ItemRow) -> None:
        """Note that an item has begun."""
        self._writer.submit(self._item_job(row))

    async def item_ended(self, row: ItemRow, key: str = "") -> None:
        """Keep the end of an item, and with a ``key`` for whoever asks what is ``done_before``.

        Raises:
            StoreError: it is not kept.
        """
        await self._writer.perform(self._item_job(row, key))

    def done_before(self, key: str) -> DoneItem | None:
        """The item that is done under ``key``, in any run of this home.

        Raises:
            StoreDamaged: what is there is not what was kept.
        """
        with translated(self._path):
            return done.find_done(self._reading, key)

    async def item_reused(self, row: ItemRow, key: str, earlier: DoneItem) -> bool:
        """Keep that an item ended as an earlier one did, calls and visits and all; False where that one is gone.

        Raises:
            StoreError: it is not kept.
        """
        kept: list[bool] = []

        def write(connection: apsw.Connection) -> None:
            kept.append(done.reuse(connection, self._number, row, key, earlier))

        await self._writer.perform(self._job(write))
        return kept[0]

    def counts(self) -> dict[Status | None, int]:
        """How many items have each status, None those that have not ended; read off the index, not the rows."""
        statement = "SELECT status, count(*) FROM items WHERE run = ? GROUP BY status"
        with translated(self._path):
            found: list[Any] = self._reading.execute(statement, (self._number,)).fetchall()
        return dict(found)

    def items(
        self, *, after: int = -1, but: Collection[Status | None] = (), most: int = _ITEMS_A_PAGE, texts: bool = True
    ) -> list[ItemRow]:
        """The next items by their place.

        Args:
            after: place of the last one that is known already.
            but: those with one of these statuses are passed over; None stands for those that have not ended.
            most: how many at once; fewer come only at the end.
            texts: whether their inputs and results are read as well.

        Raises:
            StoreDamaged: a row has changed.
        """
        passed_over = "".join(f" AND status IS NOT {'NULL' if s is None else repr(s)}" for s in but)
        statement = (
            f"{rows.select(ITEMS, texts=texts)} WHERE run = ? AND number > ?{passed_over} ORDER BY number LIMIT ?"
        )
        with translated(self._path):
            return rows.read_all(self._reading, rows.item_of, statement, self._number, after, most)

    def inputs(self, item_id: str) -> str:
        """JSON of the inputs of an item.

        Raises:
            UsageError: it is not there.
            StoreDamaged: it has changed.
        """
        return self._item(item_id).inputs

    def result(self, item_id: str) -> str:
        """JSON of the result of an item; empty while it has not ended.

        Raises:
            UsageError: it is not there.
            StoreDamaged: it has changed.
        """
        return self._item(item_id).result

    def asked(self, question: QuestionRecord) -> None:
        """Note what a person is asked or has decided; a decision that is there stays."""
        self._writer.submit(self._job(lambda connection: rows.put_question(connection, self._number, question)))

    def decision(self, item: str, path: str, number: int) -> QuestionRecord | None:
        """The question of that number at ``path``, with the decision if there is one.

        Raises:
            StoreDamaged: it has changed.
        """
        statement = f"{rows.select(QUESTIONS)} WHERE (run, item, path, number) = (?, ?, ?, ?)"
        where = (self._number, short(item), short(path), number)
        with translated(self._path):
            return rows.read_one(self._reading, rows.question_of, statement, *where)

    async def flush(self) -> None:
        """Return when all that came before is on the disk.

        Raises:
            StoreError: it is not.
        """
        await self._writer.perform(self._job(lambda _connection: None))

    async def end(self, status: RunStatus) -> None:
        """Keep how the run ended, and give it up: anybody may take it over now.

        Raises:
            StoreError: it is not kept.
        """
        await self._leave(replace(self.run, status=status, ended=time.time()))

    async def put_back(self, run: RunRecord) -> None:
        """Give the run up, and leave it recorded as it was before it was taken over: there was nothing to do.

        Raises:
            StoreError: it is not kept.
        """
        await self._leave(run)

    async def _leave(self, ended: RunRecord) -> None:
        def write(connection: apsw.Connection) -> None:
            rows.put_run(connection, self._number, ended)
            owning.give_up(connection, self._tenure.owner)

        # First: a sign of life after the end would look as if somebody had taken the run over.
        self._writer.dismiss(self._tenure)
        await self._writer.perform(self._job(write))
        self.run = ended
        self._tenure.error = StoreError(f"run {ended.id} has ended")

    def _job(self, write: Callable[[apsw.Connection], None], replaces: Hashable = None) -> Job:
        return Job(self._tenure, write, None if replaces is None else (self._number, replaces))

    def _item_job(self, row: ItemRow, key: str = "") -> Job:
        def write(connection: apsw.Connection) -> None:
            rows.put_item(connection, self._number, row)
            if key:
                done.put_done(connection, self._number, row.id, key)

        return self._job(write, ("item", row.id))

    def _item(self, item_id: str) -> ItemRow:
        statement = f"{rows.select(ITEMS)} WHERE run = ? AND id = ?"
        with translated(self._path):
            found = rows.read_one(self._reading, rows.item_of, statement, self._number, short(item_id))
        if found is None:
            raise UsageError(f"run {self.run.id} has no item {item_id!r}")
        return found
