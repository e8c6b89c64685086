"""Who runs a run: one process at a time, and a former owner can do no harm.

The owner's row says which process it is and when it last gave a sign of life. It is taken over at once when that
process has ended, or when its last sign is older than its lease (it hangs, was stopped, or is on another machine). Each
takeover makes the ``epoch`` one larger. Every batch of writes looks for its own token and epoch inside its transaction,
so the late writes of a former owner are refused (a fencing token: Kleppmann 2016, "How to do distributed locking").
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import apsw

from orchestrator.adapters.store.processes import born, is_gone, this_host
from orchestrator.adapters.store.schema import OWNERS
from orchestrator.adapters.store.sealing import check, seal, short, unshort
from orchestrator.domain.errors import StoreLocked

_READ = f"SELECT {OWNERS.sealed} FROM owners"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a run stays its owner's without a sign of life. A sign is given three times in that time."""

    seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The process that runs a run.

    Attributes:
        run: number of the run.
        token: of this ownership alone.
        born: mark of the process, see ``processes.born``.
        epoch: how often the run was taken, from 1.
        lease: seconds without a sign of life after which it may be taken over.
        beat: the last sign of life, seconds since the epoch.
    """

    run: int
    token: str
    pid: int
    host: str
    born: str
    epoch: int
    lease: float
    beat: float

    def alive(self, now: float) -> bool:
        """Whether it must be left alone."""
        return now - self.beat < self.lease and not (self.host == this_host() and is_gone(self.pid, self.born))


def new_owner(run: int, lease: Lease, *, epoch: int) -> Owner:
    """This process as the owner of ``run``."""
    pid = os.getpid()
    return Owner(
        run=run,
        token=secrets.token_hex(8),
        pid=pid,
        host=this_host(),
        born=born(pid),
        epoch=epoch,
        lease=lease.seconds,
        beat=time.time(),
    )


def owners(connection: apsw.Connection) -> list[Owner]:
    """All owners, the dead among them.

    Raises:
        StoreDamaged: a row has changed.
    """
    return [owner_from(row) for row in connection.execute(_READ)]


def owner_of(connection: apsw.Connection, run: int) -> Owner | None:
    """The owner of a run, dead or alive; None if it was given up.

    Raises:
        StoreDamaged: its row has changed.
    """
    row = connection.execute(f"{_READ} WHERE run = ?", (run,)).fetchone()
    return owner_from(row) if row is not None else None


def refuse_if_owned(connection: apsw.Connection, run: int, run_id: str) -> Owner | None:
    """The owner that may be taken over, if any.

    Raises:
        StoreLocked: the owner is alive.
    """
    found = owner_of(connection, run)
    if found is not None and found.alive(time.time()):
        raise locked(run_id, found)
    return found


def locked(run_id: str, owner: Owner) -> StoreLocked:
    """The error for a run that somebody else runs."""
    return StoreLocked(
        f"run {run_id} is being run by process {owner.pid} on {owner.host}",
        hint=f"wait for it or end it; when it gives no sign of life for {owner.lease:g} s, it can be taken over",
    )


def put(connection: apsw.Connection, owner: Owner) -> None:
    """Write the owner's row."""
    columns = (
        owner.run,
        owner.token,
        owner.pid,
        short(owner.host),
        owner.born,
        owner.epoch,
        owner.lease,
        owner.beat,
    )
    connection.execute(OWNERS.upsert, seal(OWNERS.name, columns))


def beat(connection: apsw.Connection, owner: Owner, now: float) -> Owner:
    """The owner after a sign of life."""
    after = replace(owner, beat=now)
    put(connection, after)
    return after


def give_up(connection: apsw.Connection, owner: Owner) -> None:
    """Take the owner's row away."""
    connection.execute("DELETE FROM owners WHERE run = ? AND token = ?", (owner.run, owner.token))


def still_owns(connection: apsw.Connection, owner: Owner) -> bool:
    """Whether nobody has taken the run over.

    Raises:
        StoreDamaged: the row has changed.
    """
    now = owner_of(connection, owner.run)
    return now is not None and (now.token, now.epoch) == (owner.token, owner.epoch)


def owner_from(row: Sequence[Any]) -> Owner:
    """The owner in a sealed row.

    Raises:
        StoreDamaged: the row has changed.
    """
    *columns, seals = row
    check(OWNERS.name, columns, seals)
    run, token, pid, host, mark, epoch, lease, last = columns
    return Owner(
        run=run,
        token=unshort(token),
        pid=pid,
        host=unshort(host),
        born=unshort(mark),
        epoch=epoch,
        lease=lease,
        beat=last,
    )
