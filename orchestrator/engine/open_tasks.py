"""Tasks that go on side by side, each looked at when it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


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
