"""Tasks that end together: if one fails, the others are cancelled and waited for, and its error comes out.

Plain ``asyncio.TaskGroup``, but for the wrapping: what failed first is raised as itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

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
        Exception: what the first failing one raised; the others have ended.
    """
    async with together() as group:
        tasks = [group.create_task(coroutine) for coroutine in coroutines]
    return [task.result() for task in tasks]
