"""The tables, and how a store of an earlier version becomes one of today.

``PRAGMA application_id`` says that a file is a store, ``PRAGMA user_version`` how many of the steps it has seen.
Columns have no types: SQLite then keeps values exactly as they are given, and checksums hold over them. Each table's
columns stand in the order in which rows are sealed: columns, seals, texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw

from orchestrator.adapters.store.connecting import nothing_kept, store_file, transaction
from orchestrator.adapters.store.pages import PAGE_BYTES
from orchestrator.adapters.store.sealing import damaged
from orchestrator.domain.errors import StoreError

APPLICATION_ID = 0x496E6B6C  # "Inkl"

_FIRST = """
CREATE TABLE runs(number INTEGER PRIMARY KEY, id UNIQUE, workflow, seed, model, started, ended, status, retries,
    seals, sources);
CREATE TABLE owners(run INTEGER PRIMARY KEY, token, pid, host, born, epoch, lease, beat, seals);
CREATE TABLE items(row INTEGER PRIMARY KEY, run, number, id, status, seals, inputs, result, UNIQUE(run, id));
CREATE TABLE replies(row INTEGER PRIMARY KEY, key UNIQUE, finish_reason, calls, cached, prompt_tokens,
    cached_prompt_tokens, completion_tokens, seals, reply, request);
CREATE TABLE calls(row INTEGER PRIMARY KEY, run, item, path, attempt, key, role, calls, cached, prompt_tokens,
    cached_prompt_tokens, completion_tokens, seconds, at, seals, UNIQUE(run, item, path, attempt));
CREATE TABLE visits(row INTEGER PRIMARY KEY, run, item, path, kind, status, at, seals, value, detail,
    UNIQUE(run, item, path));
CREATE TABLE questions(row INTEGER PRIMARY KEY, run, item, path, number, asked, decided, seals, question, decision,
    UNIQUE(run, item, path, number));
"""
# Items of a large run are read in their order, a page at a time, and counted without being read.
_ITEMS_BY_PLACE = "CREATE INDEX items_by_place ON items(run, number, status)"
# What is done is found by what it follows from, in whichever run it was.
_DONE = "CREATE TABLE done(row INTEGER PRIMARY KEY, key UNIQUE, run, item, replies, seals)"
# The one list of changes ever made to the schema: a new version appends, and never changes what stands here.
STEPS: tuple[str, ...] = (_FIRST, _ITEMS_BY_PLACE, _DONE)


@dataclass(frozen=True, slots=True)
class Table:
    """What is sealed in a table: its name, columns and texts; ``key`` tells a row from the others."""

    name: str
    columns: tuple[str, ...]
    texts: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def sealed(self) -> str:
        """The columns of a whole row, as SQL lists them."""
        return ", ".join((*self.columns, "seals", *self.texts))

    @property
    def insert(self) -> str:
        """The statement that adds a row, unless there is one with its key."""
        places = ", ".join("?" * (len(self.columns) + 1 + len(self.texts)))
        return f"INSERT INTO {self.name}({self.sealed}) VALUES({places}) ON CONFLICT DO NOTHING"

    @property
    def upsert(self) -> str:
        """The statement that adds a row, or replaces the one with its key where it stands."""
        values = [name for name in (*self.columns, "seals", *self.texts) if name not in self.key]
        changes = ", ".join(f"{name} = excluded.{name}" for name in values)
        return self.insert.removesuffix("NOTHING").replace(
            "ON CONFLICT DO", f"ON CONFLICT({', '.join(self.key)}) DO UPDATE SET {changes}"
        )


_USAGE = ("calls", "cached", "prompt_tokens", "cached_prompt_tokens", "completion_tokens")
RUNS = Table(
    "runs",
    ("number", "id", "workflow", "seed", "model", "started", "ended", "status", "retries"),
    ("sources",),
    ("number",),
)
OWNERS = Table("owners", ("run", "token", "pid", "host", "born", "epoch", "lease", "beat"), (), ("run",))
ITEMS = Table("items", ("run", "number", "id", "status"), ("inputs", "result"), ("run", "id"))
REPLIES = Table("replies", ("key", "finish_reason", *_USAGE), ("reply", "request"), ("key",))
CALLS = Table(
    "calls",
    ("run", "item", "path", "attempt", "key", "role", *_USAGE, "seconds", "at"),
    (),
    ("run", "item", "path", "attempt"),
)
VISITS = Table("visits", ("run", "item", "path", "kind", "status", "at"), ("value", "detail"), ("run", "item", "path"))
QUESTIONS = Table(
    "questions",
    ("run", "item", "path", "number", "asked", "decided"),
    ("question", "decision"),
    ("run", "item", "path", "number"),
)
DONE = Table("done", ("key", "run", "item", "replies"), (), ("key",))
TABLES = (RUNS, OWNERS, ITEMS, REPLIES, CALLS, VISITS, QUESTIONS, DONE)


def version_of(connection: apsw.Connection) -> int:
    """How many steps the store has seen; 0 for an empty file.

    Raises:
        StoreDamaged: it is no store any more.
        StoreError: it never was one.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    found = connection.pragma("application_id")
    if not tables and not found:
        return 0
    if found != APPLICATION_ID and tables.isdisjoint(table.name for table in TABLES):
        raise StoreError("this file is a database of another program", hint="move it away, or pass another --home")
    version = connection.pragma("user_version")
    if found != APPLICATION_ID or not isinstance(version, int) or version < 1:
        raise damaged("its header is not that of a store")
    return version


def check_version(connection: apsw.Connection, steps: Sequence[str] = STEPS) -> int:
    """The version of the store, which these steps can read or bring up to date.

    Raises:
        StoreDamaged: it is no store.
        StoreError: a newer Inkloom made it.
    """
    version = version_of(connection)
    if version > len(steps):
        raise StoreError(
            f"the store has version {version}; this Inkloom reads up to {len(steps)}",
            hint="use the Inkloom that made it, or a newer one, or another --home",
        )
    return version


def check_begun(connection: apsw.Connection, home: Path) -> None:
    """Pass if the store of ``home`` has its tables: a process that was killed at its first writes left a blank file.

    Raises:
        UsageError: it has none, and never had.
        StoreDamaged, StoreError: as ``check_version`` says.
    """
    if check_version(connection):
        return
    if store_file(home).stat().st_size not in (0, PAGE_BYTES):
        raise damaged("its header is blank")
    raise nothing_kept(home)


def migrate(connection: apsw.Connection, steps: Sequence[str] = STEPS) -> None:
    """Bring the store up to date, in one transaction: whole, or as it was.

    Raises:
        StoreDamaged: it is no store.
        StoreError: a newer Inkloom made it.
    """
    if check_version(connection, steps) == len(steps):
        return
    with transaction(connection):
        for step in steps[check_version(connection, steps) :]:
            connection.execute(step)
        connection.pragma("user_version", len(steps))
        connection.pragma("application_id", APPLICATION_ID)
