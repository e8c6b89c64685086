"""Tasks that end together: if one fails, the others are cancelled and waited for, and its error comes out.

Plain ``asyncio.TaskGroup``, but for the wrapping: what failed first is raised as itself. One that must only wait for
something does not end the others: they go as far as they can first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

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
