"""The store of a home, open for reading beside whoever writes."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw

from orchestrator.adapters.store import owning, rows, schema
from orchestrator.adapters.store.connecting import close, existing_store, open_reading, translated
from orchestrator.adapters.store.owning import Owner
from orchestrator.adapters.store.schema import CALLS, ITEMS, QUESTIONS, REPLIES, RUNS, VISITS
from orchestrator.adapters.store.sealing import Value, short, unshort
from orchestrator.domain.errors import UsageError
from orchestrator.domain.records import CallRecord, ItemRow, QuestionRecord, RunRecord, StoredReply, VisitRecord
from orchestrator.domain.runs import RoleUsage

_SUMMED = ("prompt_tokens", "cached_prompt_tokens", "completion_tokens", "seconds")
_AFTER_ALL_TEXT = "\U0010ffff"
_CANDIDATES_SHOWN = 5


class StoreReader:
    """What the runs of a home did. Every method reads what is committed at that moment, and holds nothing afterwards.

    Each raises StoreDamaged where a row is not what was written.
    """

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, home: Path) -> Self:
        """The store of ``home``.

        Raises:
            UsageError: there is none.
            StoreDamaged: the file is no store any more.
            StoreError: a newer version made it, or it cannot be read.
        """
        path = existing_store(home)
        connection = open_reading(path)
        try:
            with translated(path):
                schema.check_begun(connection, home)
        except BaseException:
            close(connection)
            raise
        return cls(connection, path)

    @property
    def home(self) -> Path:
        """The folder that holds the store."""
        return self._path.parent

    def close(self) -> None:
        """Close the file."""
        close(self._connection)

    def __enter__(self) -> Self:
        """Itself; closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def runs(self) -> list[RunRecord]:
        """All runs, the newest first."""
        with translated(self._path):
            found = rows.read_all(
                self._connection, rows.number_and_run, f"{rows.select(RUNS)} ORDER BY runs.number DESC"
            )
        return [run for _, run in found]

    def find(self, text: str) -> RunRecord:
        """The run with that id, or whose id alone begins so; ``last`` is the newest.

        Raises:
            UsageError: there is none, or more than one.
        """
        runs = self.runs()
        exact = [run for run in runs if run.id == text] or (runs[:1] if text == "last" else [])
        found = exact or [run for run in runs if text and run.id.startswith(text)]
        if len(found) == 1:
            return found[0]
        shown = ", ".join(run.id for run in (found or runs)[:_CANDIDATES_SHOWN])
        if found:
            raise UsageError(f"{len(found)} runs begin with {text!r}", hint=f"write more of it: {shown}")
        raise UsageError(
            f"no run {text!r}", hint=f"runs here, newest first: {shown}" if runs else "no run is kept here"
        )

    def owner(self, run: str) -> Owner | None:
        """The living process that runs it now."""
        with translated(self._path):
            found = owning.owner_of(self._connection, self._number(run))
        return found if found is not None and found.alive(time.time()) else None

    def items(self, run: str) -> list[ItemRow]:
        """Its items in their order, without their inputs and results."""
        statement = f"{rows.select(ITEMS, texts=False)} WHERE run = ? ORDER BY number"
        with translated(self._path):
            return rows.read_all(self._connection, rows.item_of, statement, self._number(run))

    def item(self, run: str, item: str) -> ItemRow | None:
        """One item, whole."""
        statement = f"{rows.select(ITEMS)} WHERE run = ? AND id = ?"
        with translated(self._path):
            return rows.read_one(self._connection, rows.item_of, statement, self._number(run), short(item))

    def calls(
        self, run: str, *, item: str | None = None, path: str | None = None, texts: bool = True
    ) -> list[CallRecord]:
        """Its calls in the order in which they were made; without ``texts``, request and reply are left empty."""
        where, values = _where("calls", self._number(run), {"item": item, "path": path})
        statement = f"{_calls(texts=texts)} WHERE {where} ORDER BY calls.at, calls.row"
        with translated(self._path):
            return rows.read_all(self._connection, rows.call_of, statement, *values)

    def usage(self, run: str) -> dict[str, RoleUsage]:
        """What each role was asked for, summed without reading the calls; ``cached`` are replies from before."""
        sums = ", ".join(f"sum(iif(seconds > 0, {name}, 0))" for name in _SUMMED)
        statement = (
            f"SELECT role, sum(seconds > 0), sum(seconds = 0), {sums} FROM calls"  # noqa: S608
            " WHERE run = ? GROUP BY role ORDER BY min(row)"
        )
        with translated(self._path):
            found = self._connection.execute(statement, (self._number(run),)).fetchall()
        return {
            unshort(role): RoleUsage(calls=calls, cached=cached, **dict(zip(_SUMMED, counts, strict=True)))
            for role, calls, cached, *counts in found
        }

    def latest_call(self, workflow: str, item: str, path: str, *, before_run: str | None = None) -> CallRecord | None:
        """The last call at ``path`` in the newest run of that workflow (older than ``before_run``) which made one."""
        number = self._number(before_run) if before_run is not None else 2**62
        statement = (
            f"{_calls(texts=True)} JOIN runs ON runs.number = calls.run WHERE runs.workflow = ? AND runs.number < ?"
            " AND calls.item = ? AND calls.path = ? ORDER BY calls.run DESC, calls.attempt DESC LIMIT 1"
        )
        values = (short(workflow), number, short(item), short(path))
        with translated(self._path):
            return rows.read_one(self._connection, rows.call_of, statement, *values)

    def visits(
        self, run: str, *, item: str | None = None, path_prefix: str = "", texts: bool = True
    ) -> list[VisitRecord]:
        """Its visits in the order in which they began; without ``texts``, value and detail are left empty."""
        where, values = _where("visits", self._number(run), {"item": item})
        if path_prefix:
            where += " AND visits.path >= ? AND visits.path < ?"
            values += (path_prefix, path_prefix + _AFTER_ALL_TEXT)
        statement = f"{rows.select(VISITS, texts=texts)} WHERE {where} ORDER BY visits.row"
        with translated(self._path):
            return rows.read_all(self._connection, rows.visit_of, statement, *values)

    def questions(self, run: str, *, open_only: bool = False) -> list[QuestionRecord]:
        """What people were asked in it, in that order; with ``open_only``, what nobody has decided yet."""
        statement = f"{rows.select(QUESTIONS)} WHERE run = ? ORDER BY row"
        with translated(self._path):
            found = rows.read_all(self._connection, rows.question_of, statement, self._number(run))
        return [question for question in found if not (open_only and question.decision)]

    def reply(self, key: str) -> StoredReply | None:
        """The reply that is kept under ``key``."""
        statement = f"{rows.select(REPLIES)} WHERE key = ?"
        with translated(self._path):
            return rows.read_one(self._connection, rows.reply_of, statement, bytes.fromhex(key))

    def request(self, key: str) -> str | None:
        """The request whose reply is kept under ``key``."""
        statement = f"{rows.select(REPLIES)} WHERE key = ?"
        with translated(self._path):
            return rows.read_one(self._connection, rows.request_of, statement, bytes.fromhex(key))

    def _number(self, run: str) -> int:
        with translated(self._path):
            number = self._connection.execute("SELECT number FROM runs WHERE id = ?", (short(run),)).get
        if number is None:
            raise UsageError(f"no run {run}")
        assert isinstance(number, int)
        return number


def _calls(*, texts: bool) -> str:
    """The beginning of a statement that reads calls, each with its reply."""
    call, reply = rows.select(CALLS), rows.select(REPLIES, texts=texts)
    columns = f"{call.partition(' FROM ')[0]}, {reply.partition(' FROM ')[0].removeprefix('SELECT ')}"
    return f"{columns} FROM calls LEFT JOIN replies ON replies.key = calls.key"


def _where(table: str, run: int, wanted: dict[str, str | None]) -> tuple[str, tuple[Value, ...]]:
    given = {name: short(value) for name, value in wanted.items() if value is not None}
    return " AND ".join(f"{table}.{name} = ?" for name in ("run", *given)), (run, *given.values())
