"""Forgetting runs, and the replies that only they used."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import apsw

from orchestrator.adapters.store import owning, rows, schema
from orchestrator.adapters.store.connecting import close, existing_store, open_writing, transaction, translated
from orchestrator.adapters.store.schema import RUNS
from orchestrator.domain.errors import UsageError

_BUSY_SECONDS = 10.0
_TABLES = ("owners", "items", "calls", "visits", "questions", "done")


@dataclass(frozen=True, slots=True)
class Collected:
    """What was dropped, and the bytes the store takes on the disk."""

    runs: int
    replies: int
    bytes_before: int
    bytes_after: int


def collect(home: Path, keep_runs: Collection[str]) -> Collected:
    """Drop all runs but those with these ids, and every reply that none of them used; give the space back.

    Raises:
        StoreLocked: a living process runs one that would be dropped.
        UsageError: there is no store, or no run with one of the ids.
        StoreError: it cannot be done; everything is as it was.
    """
    path = existing_store(home)
    connection = open_writing(path, _BUSY_SECONDS)
    try:
        with translated(path):
            schema.check_begun(connection, home)
            before = _bytes(path)
            with transaction(connection):
                dropped, replies = _drop(connection, keep_runs)
            connection.execute("VACUUM")
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            return Collected(dropped, replies, before, _bytes(path))
    finally:
        close(connection)


def _drop(connection: apsw.Connection, keep_runs: Collection[str]) -> tuple[int, int]:
    runs = {run.id: number for number, run in rows.read_all(connection, rows.number_and_run, rows.select(RUNS))}
    unknown = sorted(set(keep_runs) - runs.keys())
    if unknown:
        raise UsageError(f"no run {unknown[0]}", hint="nothing was dropped")
    alive = {owner.run: owner for owner in owning.owners(connection) if owner.alive(time.time())}
    dropped = {run: number for run, number in runs.items() if run not in keep_runs}
    for run, number in dropped.items():
        if number in alive:
            raise owning.locked(run, alive[number])
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE run = ?", (number,))  # noqa: S608
        connection.execute("DELETE FROM runs WHERE number = ?", (number,))
    connection.execute("DELETE FROM replies WHERE key NOT IN (SELECT key FROM calls)")
    return len(dropped), connection.changes()


def _bytes(path: Path) -> int:
    """Of the file and its log."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
