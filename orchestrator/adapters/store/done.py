"""Items that are done, by the key of what they follow from; and what such an item did, written as another one's.

A run has all of its own calls and visits, those of reused items among them: whoever reads it needs no other run, and
an older one can be forgotten. Copied rows keep their texts as they are stored, with the checksums of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import apsw

from orchestrator.adapters.store import rows
from orchestrator.adapters.store.schema import CALLS, DONE, ITEMS, VISITS, Table
from orchestrator.adapters.store.sealing import Value, reseal, seal, short, unshort
from orchestrator.domain.records import DoneItem, ItemRow

_DONE, _ITEM = rows.select(DONE), rows.select(ITEMS)


def put_done(connection: apsw.Connection, run: int, item: str, key: str) -> None:
    """Write that an item is done under ``key``, in the place of an earlier one: that one's run is forgotten sooner."""
    replies = connection.execute("SELECT count(*) FROM calls WHERE run = ? AND item = ?", (run, short(item))).get
    connection.execute(DONE.upsert, seal(DONE.name, (bytes.fromhex(key), run, short(item), replies)))


def find_done(connection: apsw.Connection, key: str) -> DoneItem | None:
    """The item that is done under ``key``.

    Raises:
        StoreDamaged: a row of it has changed.
    """
    found = rows.read_one(connection, _done_of, f"{_DONE} WHERE key = ?", bytes.fromhex(key))
    if found is None:
        return None
    run, item, replies = found
    row = _whole(connection, run, item)
    if row is None or row.status != "done":
        return None
    return DoneItem(run=run, item=item, result=row.result, replies=replies)


def reuse(connection: apsw.Connection, run: int, item: ItemRow, key: str, done: DoneItem) -> bool:
    """Write that ``item`` ended as ``done`` did; False, and nothing is written, where that one is gone.

    Raises:
        StoreDamaged: a row of it has changed.
    """
    there = _whole(connection, done.run, done.item)
    if there is None or there.result != done.result:
        return False
    if (run, item.id) != (done.run, done.item):
        # What this run has paid for itself stays written so.
        _copy(connection, CALLS, CALLS.insert, done, run, item.id, _as_kept)
        _copy(connection, VISITS, VISITS.upsert, done, run, item.id, list)
    rows.put_item(connection, run, item)
    put_done(connection, run, item.id, key)
    return True


def _copy(
    connection: apsw.Connection,
    table: Table,
    statement: str,
    done: DoneItem,
    run: int,
    item: str,
    changed: Callable[[Sequence[Any]], list[Value]],
) -> None:
    """Rows of ``table``, whose first columns are run and item, once more for another item."""
    width, owner = len(table.columns), (run, short(item))
    found = connection.execute(
        f"{rows.select(table)} WHERE run = ? AND item = ? ORDER BY row", (done.run, short(done.item))
    ).fetchall()
    connection.executemany(
        statement, [reseal(table.name, row, width, (*owner, *changed(row[:width])[2:])) for row in found]
    )


_SECONDS = CALLS.columns.index("seconds")


def _as_kept(call: Sequence[Any]) -> list[Value]:
    """The columns of a call as one that was not sent: its reply was there, as ``RunWriter.link`` notes it."""
    columns = list(call)
    columns[_SECONDS] = 0.0
    return columns


def _whole(connection: apsw.Connection, run: int, item: str) -> ItemRow | None:
    return rows.read_one(connection, rows.item_of, f"{_ITEM} WHERE run = ? AND id = ?", run, short(item))


def _done_of(row: Sequence[Any]) -> tuple[int, str, int]:
    (_, run, item, replies), _ = rows.opened(DONE, row)
    return run, unshort(item), replies
