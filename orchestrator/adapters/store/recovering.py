"""A new store out of a damaged one: every row that is still what was written, and no other.

Rows are read page by page (``pages``), known by their checksums, and copied into a new file, which then takes the old
one's place; the old one is put aside. What refers to something lost is left out, too: an item without its run, a call
without its reply. Replies are always kept: any run may use them.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from orchestrator.adapters.store import schema
from orchestrator.adapters.store.connecting import close, existing_store, open_writing, transaction, translated
from orchestrator.adapters.store.owning import locked, owner_from
from orchestrator.adapters.store.pages import Field, read_pages
from orchestrator.adapters.store.schema import (
    CALLS,
    DONE,
    ITEMS,
    OWNERS,
    QUESTIONS,
    REPLIES,
    RUNS,
    TABLES,
    VISITS,
    Table,
)
from orchestrator.adapters.store.sealing import text_whole, whole
from orchestrator.domain.errors import StoreError

_BUSY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a damaged store.

    Attributes:
        kept: rows in the new store, by table.
        lost: rows that were seen and are damaged, or refer to something lost; what could not be seen is not counted.
        aside: where the damaged file is now.
    """

    kept: Mapping[str, int]
    lost: int
    aside: Path


def recover(home: Path) -> Recovered:
    """Put the store of ``home`` aside, and make a new one of all that is whole.

    Raises:
        UsageError: there is no store.
        StoreLocked: a living process still uses it.
        StoreError: the new one cannot be written; the old one is where it was.
    """
    path = existing_store(home)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    new = home / f"store.recovering-{stamp}.db"
    aside = home / f"store.damaged-{stamp}.db"
    try:
        _refuse_if_used(path)
        kept, lost = _copy(path, new)
        _swap(path, new, aside)
    except OSError as error:
        raise StoreError(f"{path} cannot be recovered: {error}", hint="the old store is where it was") from error
    finally:
        for leftover in _files(new):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    return Recovered(kept, lost, aside)


def _refuse_if_used(path: Path) -> None:
    for number, record in read_pages(path):
        row = _known(number, record)
        if row is not None and row[0] is OWNERS:
            owner = owner_from(row[1])
            if owner.alive(time.time()):
                raise locked(f"number {owner.run}", owner)


def _copy(path: Path, new: Path) -> tuple[dict[str, int], int]:
    """Write all whole rows of ``path`` into ``new``; how many of each table there are, and how many were lost."""
    widths = {_width(table) for table in TABLES}
    seen, damaged = Counter[str](), 0
    connection = open_writing(new, _BUSY_SECONDS)
    try:
        with translated(new):
            schema.migrate(connection)
            with transaction(connection):
                for number, record in read_pages(path):
                    row = _known(number, record)
                    if row is None:
                        damaged += len(record) in widths
                    elif row[0] is not OWNERS:
                        seen[row[0].name] += _insert(connection, *row, number)
                _drop_orphans(connection)
                kept = {table.name: _count(connection, table) for table in TABLES if table is not OWNERS}
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        close(connection)
    return kept, damaged + seen.total() - sum(kept.values())


def _known(number: int, record: Sequence[Field]) -> tuple[Table, tuple[Field, ...]] | None:
    """The table that a record belongs to, and its sealed columns; None where it is no row of ours, or changed."""
    for table in TABLES:
        if len(record) != _width(table):
            continue
        # The first column is the row's number, which stands beside the record and not in it.
        row = (number, *record[1:]) if table in (RUNS, OWNERS) else tuple(record[1:])
        width = len(table.columns)
        seals = row[width]
        if whole(table.name, row[:width], seals) and isinstance(seals, bytes):
            texts = row[width + 1 :]
            return (table, row) if all(text_whole(seals, n, text) for n, text in enumerate(texts)) else None
    return None


def _width(table: Table) -> int:
    return len(table.columns) + 1 + len(table.texts) + (table not in (RUNS, OWNERS))


def _insert(connection: apsw.Connection, table: Table, row: tuple[Field, ...], number: int) -> int:
    if table is RUNS:
        connection.execute(table.insert, row)
    else:  # with its old number: rows are read in the order of their numbers
        names = f"{table.name}(row, "
        statement = table.insert.replace(f"{table.name}(", names, 1).replace("VALUES(", "VALUES(?, ", 1)
        connection.execute(statement, (number, *row))
    return connection.changes()


def _drop_orphans(connection: apsw.Connection) -> None:
    for table in (ITEMS, CALLS, VISITS, QUESTIONS, DONE):
        connection.execute(f"DELETE FROM {table.name} WHERE run NOT IN (SELECT number FROM runs)")  # noqa: S608
    connection.execute(f"DELETE FROM calls WHERE key NOT IN (SELECT key FROM {REPLIES.name})")  # noqa: S608


def _count(connection: apsw.Connection, table: Table) -> int:
    count = connection.execute(f"SELECT count(*) FROM {table.name}").get  # noqa: S608
    assert isinstance(count, int)
    return count


def _swap(path: Path, new: Path, aside: Path) -> None:
    """Put ``new`` in the place of ``path``, of which a copy stands at ``aside`` before it goes.

    The old log goes before the new file comes: SQLite would apply it to whatever file has the name.
    """
    old = _files(path)
    for file, kept in zip(old, _files(aside), strict=True):
        if file.exists():
            shutil.copy2(file, kept)
    for file in (*_files(aside), new):
        _sync(file)
    _sync(path.parent)
    for file in old[1:]:
        file.unlink(missing_ok=True)
    os.replace(new, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """What was written to ``path``, a file or a folder, is on the disk on return; there may be no such file."""
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _files(path: Path) -> tuple[Path, Path, Path]:
    """A database, its log, and the index of its log."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
