"""The store of a home, open for writing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import apsw

from orchestrator.adapters.store import owning, rows, schema
from orchestrator.adapters.store.connecting import (
    close,
    open_reading,
    open_writing,
    store_file,
    transaction,
    translated,
)
from orchestrator.adapters.store.owning import Lease, Owner
from orchestrator.adapters.store.run_writer import RunWriter
from orchestrator.adapters.store.schema import RUNS
from orchestrator.adapters.store.sealing import short
from orchestrator.adapters.store.writing import Tenure, Writer
from orchestrator.domain.errors import StoreError, UsageError
from orchestrator.domain.records import RunRecord

# The writer outlasts whatever else writes; who only asks for a run is told within two seconds.
_WRITER_BUSY_SECONDS = 30.0
_CLAIM_BUSY_SECONDS = 1.5


class Store:
    """Runs of one home that this process owns. One event loop uses it; see ``open``."""

    def __init__(self, path: Path, lease: Lease, writer: Writer, reading: apsw.Connection) -> None:
        self._path = path
        self._lease = lease
        self._writer = writer
        self._reading = reading
        self._tenures: list[Tenure] = []

    @classmethod
    async def open(cls, home: Path, *, lease: Lease = Lease()) -> Self:  # noqa: B008
        """The store of ``home``, made if need be, and brought up to date if an earlier version made it.

        Raises:
            StoreDamaged: the file is no store any more.
            StoreError: a newer version made it, or it cannot be read or written.
        """
        path = store_file(home)
        connection, reading = await asyncio.to_thread(_open, path)
        return cls(path, lease, Writer(connection, path, lease.seconds), reading)

    async def begin(self, run: RunRecord) -> RunWriter:
        """A new run, owned by this process.

        Raises:
            StoreError: there is a run with its id, or it cannot be kept.
        """

        def write(connection: apsw.Connection) -> tuple[RunRecord, Owner]:
            if connection.execute("SELECT 1 FROM runs WHERE id = ?", (short(run.id),)).get is not None:
                raise StoreError(f"there is a run {run.id} already")
            number = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM runs").get
            owner = owning.new_owner(number, self._lease, epoch=1)
            rows.put_run(connection, number, run)
            owning.put(connection, owner)
            return run, owner

        return await self._admit(write)

    async def claim(self, run_id: str, *, model: str | None = None, retrying: bool = False) -> RunWriter:
        """Take over a run that nobody runs.

        Args:
            run_id: of the run.
            model: what it goes on with, where that is another one than before.
            retrying: counts one more retry.

        Raises:
            StoreLocked: another living process runs it.
            UsageError: there is no such run.
        """

        def write(connection: apsw.Connection) -> tuple[RunRecord, Owner]:
            number, run = _find(connection, run_id)
            before = owning.refuse_if_owned(connection, number, run_id)
            # An owner who ended took its row along; one who could come back is told from us by epoch and token.
            owner = owning.new_owner(number, self._lease, epoch=before.epoch + 1 if before else 1)
            run = replace(run, status="running", ended=None, retries=run.retries + retrying, model=model or run.model)
            rows.put_run(connection, number, run)
            owning.put(connection, owner)
            return run, owner

        with translated(self._path):  # asked without a lock first: the answer is at once
            number, _ = _find(self._reading, run_id)
            owning.refuse_if_owned(self._reading, number, run_id)
        return await self._admit(write)

    async def aclose(self) -> None:
        """Write what waits, give up what is owned, and close. A run that was not ended can be taken over at once."""
        close(self._reading)  # first: the writer moves the log into the file when it is the last to close it
        await self._writer.aclose()
        held = [tenure.owner for tenure in self._tenures if tenure.error is None]
        if held:
            await asyncio.to_thread(_give_up, self._path, held)

    async def _admit(self, write: Callable[[apsw.Connection], tuple[RunRecord, Owner]]) -> RunWriter:
        run, owner = await asyncio.to_thread(_write, self._path, write)
        tenure = Tenure(run.id, owner)
        self._tenures.append(tenure)
        self._writer.admit(tenure)
        return RunWriter(run, tenure, self._writer, self._reading, self._path)


def _open(path: Path) -> tuple[apsw.Connection, apsw.Connection]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be made: {error.strerror}", hint="pass another --home") from error
    with translated(path):
        if path.exists():  # it is not touched before it is known to be ours
            with closing(open_reading(path)) as looking:
                schema.check_version(looking)
        writing = open_writing(path, _WRITER_BUSY_SECONDS)
        try:
            schema.migrate(writing)
            return writing, open_reading(path)
        except BaseException:
            close(writing)
            raise


def _write(path: Path, write: Callable[[apsw.Connection], tuple[RunRecord, Owner]]) -> tuple[RunRecord, Owner]:
    """Outside of the writer's thread: whoever only asks for a run must not wait behind its batches."""
    connection = open_writing(path, _CLAIM_BUSY_SECONDS)
    try:
        with translated(path), transaction(connection):
            return write(connection)
    finally:
        close(connection)


def _give_up(path: Path, held: list[Owner]) -> None:
    """As good as it can be done: where it fails, the lease runs out."""
    with suppress(StoreError):
        connection = open_writing(path, _CLAIM_BUSY_SECONDS)
        try:
            with translated(path), transaction(connection):
                for owner in held:
                    owning.give_up(connection, owner)
        finally:
            close(connection)


def _find(connection: apsw.Connection, run_id: str) -> tuple[int, RunRecord]:
    statement = f"{rows.select(RUNS)} WHERE id = ?"
    found = rows.read_one(connection, rows.number_and_run, statement, short(run_id))
    if found is None:
        raise UsageError(f"no run {run_id}", hint="see `inkloom status`")
    return found
