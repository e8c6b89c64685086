"""Tasks that end together: if one fails, the others are cancelled and waited for, and its error comes out.

(``Open`` is for those that do not: each is looked at when it ends.)

Plain ``asyncio.TaskGroup``, but for the wrapping: what failed first is raised as itself. One that must only wait for
something does not end the others: they go as far as they can first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar, cast

from orchestrator.domain.errors import MustWait

T = TypeVar("T")


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """A task group whose error is the first one of its tasks, bare.

    Raises:
        Exception: whatever the first failing task, or the body, raised.
    """
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failed:
        first: BaseException = failed
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from first.__cause__


async def all_of(coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of all ``coroutines``, run at the same time, in their order.

    Raises:
        MustWait: at least one of them must, and all others have ended well.
        Exception: what the first failing one raised; the others have ended.
    """
    waits = Waits()

    async def ended(work: Coroutine[Any, Any, T]) -> T | None:
        try:
            return await work
        except MustWait as error:
            waits.errors.append(error)
            return None

    async with together() as group:
        tasks = [group.create_task(ended(coroutine)) for coroutine in coroutines]
    waits.raise_if_any()
    return [cast(T, task.result()) for task in tasks]


class Waits:
    """What must wait, of several that run together.

    Attributes:
        errors: of those that must, in the order in which they said so.
    """

    def __init__(self) -> None:
        self.errors: list[MustWait] = []

    def raise_if_any(self) -> None:
        """Tell of the first that must wait, now that the others have ended.

        Raises:
            MustWait: at least one must; ``also`` has the others.
        """
        if self.errors:
            first, *others = self.errors
            first.also += tuple(others)
            raise first


class Open(Generic[T]):
    """Tasks that are begun one after the other; those that have ended are found without a look at the others.

    Attributes:
        tasks: of all of them.
        woken: set when there is something to look at.
    """

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[T]] = set()
        self.woken = asyncio.Event()
        self._ended: list[asyncio.Task[T]] = []

    def begin(self, work: Coroutine[Any, Any, T]) -> None:
        """Begin one."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._note)
        self.tasks.add(task)

    def _note(self, task: asyncio.Task[T]) -> None:
        self._ended.append(task)
        self.woken.set()

    async def turn(self, *, wait: bool) -> None:
        """Let them go on for one turn of the event loop, or with ``wait`` until there is something to look at."""
        await (self.woken.wait() if wait else asyncio.sleep(0))
        self.woken.clear()

    def take_ended(self) -> list[asyncio.Task[T]]:
        """Those that have ended; they are no longer among the others."""
        ended, self._ended = self._ended, []
        self.tasks.difference_update(ended)
        return ended
