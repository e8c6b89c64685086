"""The one owner of second tries: which failures, how often, how long between, and never past the deadline."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from orchestrator.adapters.models.server.failures import CallFailed

T = TypeVar("T")

_FIRST_WAIT_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a call may take and how often it is tried.

    Attributes:
        deadline_seconds: from the first try to the last byte of the last one.
        attempts: tries in all; waiting because the server asks for it is not counted.
        unreachable_seconds: how long a server that cannot be connected to is tried.
        longest_wait_seconds: between two tries, whatever the server asks for.
    """

    deadline_seconds: float = 600.0
    attempts: int = 6
    unreachable_seconds: float = 20.0
    longest_wait_seconds: float = 30.0

    def at_most(self, seconds: float) -> Patience:
        """The same, but for no longer than ``seconds`` in all."""
        return replace(self, deadline_seconds=min(seconds, self.deadline_seconds))


async def with_retries(send: Callable[[float], Awaitable[T]], patience: Patience) -> T:
    """What ``send`` gives, tried again while that may help.

    Args:
        send: one try; it is given the time of the event loop's clock at which it must have ended.
        patience: the limits.

    Raises:
        CallFailed: the last failure, when no try is left, no time, or no hope.
    """
    clock = asyncio.get_running_loop().time
    begun = clock()
    until = begun + patience.deadline_seconds
    attempt = 0
    while True:
        try:
            return await send(until)
        except CallFailed as failure:
            attempt += 1
            wait = wait_seconds(failure, attempt, patience, random.random())  # noqa: S311 - jitter is no secret
            if not _may_go_on(failure, attempt, clock() - begun, patience) or clock() + wait >= until:
                raise
        await asyncio.sleep(wait)


def _may_go_on(failure: CallFailed, attempt: int, passed: float, patience: Patience) -> bool:
    if not failure.may_be_tried_again:
        return False
    if failure.kind == "unreachable":
        return passed < patience.unreachable_seconds
    if failure.kind == "overloaded":
        return True  # waiting is what it asked for; the deadline ends it
    return attempt < patience.attempts


def wait_seconds(failure: CallFailed, attempt: int, patience: Patience, chance: float) -> float:
    """Seconds until the next try: doubling with jitter, and at least what the server asked for.

    Args:
        failure: of the last try.
        attempt: its number, from 1.
        patience: has the longest wait.
        chance: from 0 to 1, so that those who failed together do not come back together.

    >>> wait_seconds(CallFailed("failing", "500"), 3, Patience(), 1.0)
    1.0
    >>> wait_seconds(CallFailed("overloaded", "429", retry_after=1e9), 1, Patience(), 0.0)
    30.0
    """
    longest = patience.longest_wait_seconds
    doubled = min(longest, _FIRST_WAIT_SECONDS * 2 ** min(attempt - 1, 10)) * (0.5 + chance / 2)
    asked = min(longest, failure.retry_after or 0.0)
    return float(max(doubled, asked + _FIRST_WAIT_SECONDS * chance if asked else 0.0))
