"""Ctrl-C and SIGTERM while something runs: it is cancelled, ends in order, and the exit code says which it was."""

from __future__ import annotations

import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as Ctrl-C does, with another exit code."""


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """The result of ``main``, on an event loop of its own.

    Raises:
        Terminated: SIGTERM came; ``main`` has been cancelled and has ended.
        KeyboardInterrupt: Ctrl-C came; the same.
    """
    import asyncio  # here, so that `inkloom --help` does not wait for it

    terminated = False

    async def watched() -> T:
        task = asyncio.current_task()
        assert task is not None

        def terminate() -> None:
            nonlocal terminated
            terminated = True
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminate)
        return await main

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError as error:
        raise (Terminated() if terminated else KeyboardInterrupt()) from error
