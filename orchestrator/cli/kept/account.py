"""What a run was and is: whether it lives, what it cost, how far its items came."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestrator.domain.records import CallRecord, RunRecord
from orchestrator.domain.runs import RoleUsage, Usage

if TYPE_CHECKING:
    from orchestrator.adapters.store import Owner, StoreReader


@dataclass(frozen=True, slots=True)
class Account:
    """A run, and who runs it now.

    Attributes:
        status: as it is recorded; ``interrupted`` where it is recorded as running and nobody runs it.
        gone: whether its process has gone without a word.
    """

    record: RunRecord
    owner: Owner | None
    status: str
    gone: bool


def account_of(reader: StoreReader, record: RunRecord) -> Account:
    """What became of a run."""
    owner = reader.owner(record.id)
    if record.status == "running" and owner is None:
        record = reader.find(record.id)  # it may have ended between the two looks
    gone = record.status == "running" and owner is None
    return Account(record, owner, "running" if owner is not None else "interrupted" if gone else record.status, gone)


def roles_of(calls: Iterable[CallRecord]) -> dict[str, RoleUsage]:
    """What each role was asked for; ``cached`` counts the replies that were there before."""
    roles: dict[str, RoleUsage] = {}
    for call in calls:
        roles[call.role] = roles.get(call.role, RoleUsage()) + _usage(call)
    return roles


def is_reused(call: CallRecord) -> bool:
    """Whether its reply was there already: what was not sent took no time."""
    return call.seconds == 0


def _usage(call: CallRecord) -> RoleUsage:
    if is_reused(call):
        return RoleUsage(cached=1)
    return RoleUsage(**{**call.usage.model_dump(), "calls": 1, "cached": 0}, seconds=call.seconds)


def total(roles: Iterable[RoleUsage]) -> Usage:
    """What all roles asked for."""
    return sum(roles, Usage())


def count_items(statuses: Iterable[str | None]) -> dict[str, int]:
    """How many items are done, failed, waiting, and not ended yet.

    >>> count_items(["done", None, "done"])
    {'done': 2, 'failed': 0, 'waiting': 0, 'open': 1}
    """
    found = Counter(status or "open" for status in statuses)
    return {status: found[status] for status in ("done", "failed", "waiting", "open")}


def run_line(reader: StoreReader, record: RunRecord) -> dict[str, Any]:
    """One run of the list."""
    account = account_of(reader, record)
    usage = total(reader.usage(record.id).values())
    return {
        "run": record.id,
        "workflow": record.workflow,
        "status": account.status,
        "started": moment(record.started),
        "ended": moment(account.record.ended),
        "items": count_items(item.status for item in reader.items(record.id)),
        "usage": usage.model_dump(),
    }


def moment(seconds: float | None) -> str | None:
    """A time as machines read it, in UTC.

    >>> moment(0.0)
    '1970-01-01T00:00:00Z'
    """
    return None if seconds is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def owner_document(owner: Owner | None) -> dict[str, Any] | None:
    """Who runs a run, for machines."""
    return None if owner is None else {"pid": owner.pid, "host": owner.host}
