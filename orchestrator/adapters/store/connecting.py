"""Connections to the store's file, and SQLite's errors in our words.

WAL with ``synchronous=FULL``: a commit is on the disk when it returns, and readers never wait for the writer
(sqlite.org/wal.html). Freed pages are zeroed: what ``gc`` dropped is gone, and what ``recover`` finds is current.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw

from orchestrator.adapters.store.sealing import MEND
from orchestrator.domain.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, UsageError

FILE = "store.db"

_LOOK_SECONDS = 0.001
_DAMAGE = (
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.SQLError,
    apsw.MismatchError,
    apsw.ConstraintError,
    apsw.RangeError,
    apsw.FormatError,
    apsw.TooBigError,
    UnicodeDecodeError,  # of a short text: whatever wrote it, it was not us
)


def store_file(home: Path) -> Path:
    """Where the store of ``home`` is."""
    return home / FILE


def existing_store(home: Path) -> Path:
    """The same; it must be there.

    Raises:
        UsageError: nothing was ever kept in ``home``.
    """
    path = store_file(home)
    if not path.is_file():
        raise nothing_kept(home)
    return path


def nothing_kept(home: Path) -> UsageError:
    """The error for a home without a store, or with one in which nothing was ever written."""
    return UsageError(f"no runs are kept in {home}", hint="is it the right project, or --home?")


def open_writing(path: Path, busy_seconds: float) -> apsw.Connection:
    """A connection that writes; the file is made if need be. It waits that long for other writers.

    Raises:
        StoreError: as ``translated`` says.
    """
    with translated(path):
        connection = apsw.Connection(str(path))
        try:
            connection.set_busy_handler(_patient(busy_seconds))
            connection.pragma("secure_delete", 1)
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "full")
            connection.pragma("wal_autocheckpoint", 0)
            connection.pragma("journal_size_limit", 16_000_000)
            connection.pragma("cache_size", -16_000)
        except BaseException:
            close(connection)
            raise
        return connection


def open_reading(path: Path, busy_seconds: float = 5.0) -> apsw.Connection:
    """A connection that only reads.

    Raises:
        StoreError: as ``translated`` says.
    """
    with translated(path):
        if not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
            # Where no log can be made beside it, nobody can change it either.
            return _open_reading(f"{path.resolve().as_uri()}?immutable=1", busy_seconds, apsw.SQLITE_OPEN_URI)
        try:
            return _open_reading(str(path), busy_seconds)
        except apsw.ReadOnlyError:
            # A writer was killed on its way into WAL mode: what it left half done must be rolled back first.
            connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
            connection.set_busy_handler(_patient(busy_seconds))
            connection.pragma("schema_version")
            close(connection)
            return _open_reading(str(path), busy_seconds)


def _open_reading(name: str, busy_seconds: float, flags: int = 0) -> apsw.Connection:
    connection = apsw.Connection(name, flags=apsw.SQLITE_OPEN_READONLY | flags)
    try:
        connection.set_busy_handler(_patient(busy_seconds))
        connection.pragma("schema_version")  # reads the file, which opening it does not
        return connection
    except BaseException:
        close(connection)
        raise


def close(connection: apsw.Connection) -> None:
    """Close a connection. The last one tidies up the log; where that fails, the next one does it."""
    with suppress(apsw.Error):
        connection.close()


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All of it or nothing, with no other writer in between."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(apsw.Error):  # some errors have rolled back already; the first one counts
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours.

    Raises:
        StoreDamaged: the file is no database, or its structure is not ours.
        StoreFull: there is no space.
        StoreLocked: another process writes, and does not end.
        StoreError: anything else that keeps it from being read or written.
    """
    try:
        yield
    except _DAMAGE as error:
        raise StoreDamaged(f"{path} is damaged: {error}", hint=MEND) from error
    except apsw.FullError as error:
        raise StoreFull(f"{path}: no space left", hint="make space, then `inkloom resume`: nothing is lost") from error
    except (apsw.BusyError, apsw.LockedError) as error:
        hint = "wait for it, or end it, then try again"
        raise StoreLocked(f"{path}: another process writes and does not end", hint=hint) from error
    except apsw.Error as error:
        raise StoreError(
            f"{path} cannot be used: {error}", hint="is its folder there, and may you write to it?"
        ) from error


def _patient(seconds: float) -> Callable[[int], bool]:
    """A busy handler that looks every millisecond: SQLite's own waits grow, and one writer would starve the other."""
    began = 0.0

    def wait(tries: int) -> bool:
        nonlocal began
        now = time.monotonic()
        if not tries:
            began = now
        time.sleep(_LOOK_SECONDS)
        return now - began < seconds

    return wait
