"""Tasks that end together: if one fails, the others are cancelled and waited for, and its error comes out.

Plain ``asyncio.TaskGroup``, but for the wrapping: what failed first is raised as itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


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
