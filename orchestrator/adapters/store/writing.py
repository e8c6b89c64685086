"""One thread writes: whatever waits when a commit ends goes into the next one.

The loop puts jobs on a queue; the thread takes all that wait (up to a limit), writes them in one transaction, and tells
the loop once that they are on the disk. So 200 workflows share the cost of one ``fsync`` (group commit: DeWitt et al.
1984), and an acknowledgement still means that it was done. Jobs of one run are written in the order in which they came.

When a transaction fails, nothing in it is acknowledged, and nothing is written any more: the error goes to all that
wait and to all that come later. When a run was taken over by somebody else, only its own jobs fail.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

import apsw

from orchestrator.adapters.store import owning
from orchestrator.adapters.store.connecting import close, transaction, translated
from orchestrator.adapters.store.owning import Owner
from orchestrator.domain.errors import StoreError, StoreLocked

_JOBS_A_BATCH = 2_000
# What is not awaited may fill memory when the disk is slower than the loop: beyond this, the loop is made to wait.
_JOBS_UNAWAITED = 4_000
_BEATS_A_LEASE = 3
_CHECKPOINT_FROM_PAGES = 4_000
# A reader that never ends keeps the log from being used again; beyond this the writer waits for it a moment.
_RESTART_FROM_PAGES = 32_000


@dataclass(slots=True, eq=False)
class Tenure:
    """A run in the hands of this process, until ``error`` says why it no longer is."""

    run_id: str
    owner: Owner
    failed: asyncio.Event = field(default_factory=asyncio.Event)
    error: StoreError | None = None


@dataclass(slots=True, eq=False)
class Job:
    """Something to write; a later job with the same ``replaces`` in one batch makes the earlier one needless."""

    tenure: Tenure
    write: Callable[[apsw.Connection], None]
    replaces: Hashable = None
    done: asyncio.Future[None] | None = None


class Writer:
    """The thread, its queue and its connection, which it closes in the end."""

    def __init__(self, connection: apsw.Connection, path: Path, lease_seconds: float) -> None:
        self._connection = connection
        self._path = path
        self._beat_seconds = lease_seconds / _BEATS_A_LEASE
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._room = threading.Semaphore(_JOBS_UNAWAITED)
        self._tenures: set[Tenure] = set()
        self._error: StoreError | None = None
        self._closed = False
        self._log_pages = 0
        connection.set_wal_hook(self._note_log)
        self._thread = threading.Thread(target=self._work, name="inkloom-store", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job that nobody awaits; waits while too many do not fit.

        Raises:
            StoreError: the run can no longer be written.
        """
        self._raise_if_failed(job.tenure)
        self._room.acquire()
        self._jobs.put(job)

    async def perform(self, job: Job) -> None:
        """Queue a job, and return when it is on the disk.

        Raises:
            StoreError: it is not.
        """
        self._raise_if_failed(job.tenure)
        job.done = self._loop.create_future()
        self._jobs.put(job)
        await job.done

    def admit(self, tenure: Tenure) -> None:
        """Give signs of life for a run from now on."""
        self._tenures.add(tenure)

    def dismiss(self, tenure: Tenure) -> None:
        """Give none any more."""
        self._tenures.discard(tenure)

    async def aclose(self) -> None:
        """Write what waits, and end."""
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _raise_if_failed(self, tenure: Tenure) -> None:
        error = self._error or tenure.error
        if error is not None:
            raise error
        if self._closed:
            raise StoreError("the store is closed")

    def _work(self) -> None:
        try:
            while (jobs := self._take()) is not None:
                if self._error is None:
                    self._write(jobs)
                else:  # it failed before: who comes late is told, too
                    self._give_up(jobs, self._error)
        finally:
            close(self._connection)

    def _take(self) -> list[Job] | None:
        """All that waits; nothing when it is time for a sign of life; None at the end."""
        jobs: list[Job] = []
        try:
            job = self._jobs.get(timeout=self._beat_seconds)
            while job is not None:
                jobs.append(job)
                if len(jobs) == _JOBS_A_BATCH:
                    return jobs
                job = self._jobs.get_nowait()
        except Empty:
            return jobs
        if jobs:
            self._jobs.put(None)
            return jobs
        return None

    def _write(self, jobs: list[Job]) -> None:
        try:
            with translated(self._path):
                lost = self._commit(jobs)
        except StoreError as error:
            self._give_up(jobs, error)
        except Exception as error:  # whatever it is, those who wait must be told
            self._give_up(jobs, StoreError(f"the store's writer failed: {error!r}"))
        else:
            self._release(jobs)
            self._tell(jobs, lost)
            try:
                with translated(self._path):
                    self._checkpoint()
            except StoreError as error:
                self._give_up([], error)

    def _commit(self, jobs: list[Job]) -> dict[Tenure, StoreError]:
        """Write the jobs of all runs that are still ours; the others, with the reason."""
        wanted = {job.replaces if job.replaces is not None else id(job): job for job in jobs}
        tenures = {job.tenure for job in jobs}
        now = time.time()
        due = {t for t in tuple(self._tenures) if t.error is None and now - t.owner.beat >= self._beat_seconds * 0.9}
        if not tenures and not due:
            return {}
        with transaction(self._connection):
            lost: dict[Tenure, StoreError] = {
                t: _taken(t) for t in tenures | due if not owning.still_owns(self._connection, t.owner)
            }
            for job in wanted.values():
                if job.tenure not in lost:
                    job.write(self._connection)
            for tenure in due - lost.keys():
                if tenure in self._tenures:
                    tenure.owner = owning.beat(self._connection, tenure.owner, now)
        return lost

    def _checkpoint(self) -> None:
        """Move the log into the file when it has grown."""
        if self._log_pages < _CHECKPOINT_FROM_PAGES:
            return
        passive = self._log_pages < _RESTART_FROM_PAGES
        mode = apsw.SQLITE_CHECKPOINT_PASSIVE if passive else apsw.SQLITE_CHECKPOINT_RESTART
        with suppress(apsw.BusyError, apsw.LockedError):
            self._connection.wal_checkpoint(mode=mode)

    def _note_log(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._log_pages = pages
        return apsw.SQLITE_OK

    def _release(self, jobs: list[Job]) -> None:
        unawaited = sum(job.done is None for job in jobs)
        if unawaited:
            self._room.release(unawaited)

    def _give_up(self, jobs: list[Job], error: StoreError) -> None:
        """Write nothing any more."""
        self._error = error
        self._release(jobs)
        self._tell(jobs, dict.fromkeys({job.tenure for job in jobs} | self._tenures, error))

    def _tell(self, jobs: list[Job], lost: dict[Tenure, StoreError]) -> None:
        waiting = [job for job in jobs if job.done is not None]
        if waiting or lost:
            with suppress(RuntimeError):  # the loop has ended: nobody waits any more
                self._loop.call_soon_threadsafe(_acknowledge, waiting, lost)


def _taken(tenure: Tenure) -> StoreLocked:
    return StoreLocked(
        f"run {tenure.run_id} was taken over by another process", hint="see `inkloom status`: it goes on there"
    )


def _acknowledge(jobs: list[Job], lost: dict[Tenure, StoreError]) -> None:
    """In the loop: tell those who wait."""
    for tenure, error in lost.items():
        tenure.error = tenure.error or error
        tenure.failed.set()
    for job in jobs:
        if job.done is None or job.done.done():
            continue
        if job.tenure in lost:
            job.done.set_exception(lost[job.tenure])
        else:
            job.done.set_result(None)
