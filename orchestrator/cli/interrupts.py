"""Ctrl-C and SIGTERM while something runs: it ends in order, and the exit code says which it was.

A run is told to stop first: what is in flight comes back and is kept. A second signal leaves at once.
"""

from __future__ import annotations

import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from orchestrator.engine.runner import Stop

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STOPPING = "stopping: what is in flight has 30 seconds to come back; once more to leave at once"


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as Ctrl-C does, with another exit code."""


def run_async(main: Coroutine[Any, Any, T], stop: Stop | None = None) -> T:
    """The result of ``main``, on an event loop of its own.

    Args:
        main: what to run.
        stop: ends a run in order, while one listens.

    Raises:
        Terminated: SIGTERM came; ``main`` has ended in order, or has been cancelled and has ended.
        KeyboardInterrupt: Ctrl-C came; the same.
    """
    import asyncio  # here, so that `inkloom --help` does not wait for it

    came: list[signal.Signals] = []

    async def watched() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def interrupt(number: signal.Signals) -> None:
            came.append(number)
            if stop is not None and stop.heard and not stop.requested:
                click.echo(_STOPPING, err=True)
                stop.request()
            else:
                task.cancel()

        for number in _SIGNALS:
            loop.add_signal_handler(number, interrupt, number)
        return await main

    result: T
    try:
        result = asyncio.run(watched())
    except asyncio.CancelledError as error:
        raise _interrupted(came) from error
    if came:
        raise _interrupted(came)
    return result


def _interrupted(came: list[signal.Signals]) -> KeyboardInterrupt:
    return Terminated() if came and came[0] == signal.SIGTERM else KeyboardInterrupt()
