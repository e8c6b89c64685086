"""A served model that outlives its server: calls wait while it starts again, and what kills it is put aside.

Which request that was ``suspects`` finds out; one that is in quarantine fails alone.

A server can also hang and still say that it is well. While it has requests, ours or those of other processes, the
watchdog looks whether it reads or writes any token; one that does not for long enough is ended, which is then a death
like any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from orchestrator.adapters.models.vllm.suspects import Suspects
from orchestrator.domain.errors import InkloomError, ModelError, ModelUnavailable
from orchestrator.engine.ports import Model, ModelInfo, Reply, Request

_DEATHS_IN_A_ROW = 5
_LONGEST_WAIT_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_DYING_SECONDS = 30.0
"""For a server that is not well any more to end of itself."""


class Server(Protocol):
    """A server that can be started, watched and stopped."""

    @property
    def was_killed(self) -> bool:
        """Whether a signal from outside ended it."""
        ...

    async def wait(self) -> None:
        """Until it is gone."""
        ...

    async def stop(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long things may take.

    Attributes:
        stalled_seconds: without one token while there are requests; then the engine hangs. A long prompt on a slow
            machine takes less.
        first_wait_seconds: before a server is started again; it doubles with each death in a row.
    """

    stalled_seconds: float = 120.0
    first_wait_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is up, the model on it, and whether it says that it is well."""

    server: Server
    model: Model
    is_well: Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class _Moved:
    """When a server last got on, or had nothing to do."""

    at: float
    tokens: float | None = None
    requests: int = 0

    def gets_on(self, work: tuple[float, int] | None, now: float, *, ours: int) -> bool:
        """Take notice of what the server is at, and say whether it has handled tokens since the last look.

        Without an answer it has what it had.
        """
        before = self.tokens
        if work is not None:
            self.tokens, self.requests = work
        if self.tokens != before or not (ours or self.requests):
            self.at = now
        return before is not None and self.tokens != before


Start = Callable[[], Awaitable[Served]]
"""Starts a server and waits until it answers."""
Progress = Callable[[], Awaitable[tuple[float, int] | None]]
"""Tokens that the server has handled, which grow while it gets on, and requests it has; None where it does not say."""
OnDeath = Callable[[bool], None]
"""Told of each death at once, and whether somebody's signal was the cause."""


class SupervisedModel:
    """The model of a server that is started again whenever it dies."""

    def __init__(self, start: Start, progress: Progress, served: Served, timing: Timing, on_death: OnDeath) -> None:
        self._start = start
        self._progress = progress
        self._on_death = on_death
        self._timing = timing
        self._served: Served | None = served
        self._info = served.model.info
        self._up = asyncio.Event()
        self._up.set()
        self._failure: ModelUnavailable | None = None
        self._suspects = Suspects()
        self._stood_still: Served | None = None
        self._deaths_in_a_row = 0
        self._tasks = (asyncio.create_task(self._keep_up()), asyncio.create_task(self._watch()))

    @classmethod
    async def begin(
        cls, start: Start, progress: Progress, timing: Timing | None = None, on_death: OnDeath = lambda _: None
    ) -> SupervisedModel:
        """Start the server for the first time.

        Args:
            start: starts it, now and after each death.
            progress: tells whether it gets on.
            timing: how long things may take.
            on_death: is told when the server is gone, before it is started again.

        Raises:
            ModelUnavailable: it does not come up.
        """
        return cls(start, progress, await start(), timing or Timing(), on_death)

    @property
    def info(self) -> ModelInfo:
        """What the model said of itself when it was last up."""
        if self._served is not None:
            self._info = self._served.model.info
        return self._info

    async def generate(self, request: Request) -> Reply:
        """Answer one request, however often the server has to be started for it.

        Raises:
            ModelError: the request failed, or it was in flight at two deaths of the server.
            ModelUnavailable: the server does not come up any more.
        """
        while True:
            if self._suspects.is_quarantined(request):
                raise ModelError(
                    f"{request.path}: the server died twice while it worked on this request; it is not sent again",
                    hint="look at the end of the server's log",
                )
            await self._up.wait()  # first of all, so that suspects take their turns when all of them are back
            async with self._suspects.sending(request):
                reply = await self._try(request)
            if reply is not None:
                self._deaths_in_a_row = 0
                self._suspects.answered(request)
                return reply

    async def until_given_up(self) -> None:
        """Until the server does not come up any more.

        Raises:
            ModelUnavailable: then.
        """
        await asyncio.shield(self._tasks[0])
        assert self._failure is not None
        raise self._failure

    async def _try(self, request: Request) -> Reply | None:
        """The reply, or None where the server died under it."""
        await self._up.wait()
        if self._failure is not None:
            raise self._failure
        served = self._served
        assert served is not None
        try:
            return await served.model.generate(request)
        except ModelError:
            if not await self._died(served):
                raise
            return None

    async def _died(self, served: Served) -> bool:
        """Whether ``served`` is gone, once ``_keep_up`` has seen it: what is sent again goes to the next one.

        A call fails before the process has ended: vLLM whose engine is dead takes seconds to shut down.
        """
        clock = asyncio.get_running_loop().time
        until = clock() + _DYING_SECONDS
        while served is self._served:
            if await served.is_well():
                return False
            if clock() >= until:
                until = clock() + _DYING_SECONDS
                await served.server.stop()
            await asyncio.sleep(_LOOK_SECONDS)
        return True

    async def _keep_up(self) -> None:
        """Wait for deaths, and start the server again after each."""
        while True:
            served = self._served
            assert served is not None
            await served.server.wait()
            self._up.clear()
            self._served = None
            killed = served.server.was_killed and served is not self._stood_still
            self._suspects.died(by_signal=killed)
            self._on_death(killed)
            await served.model.aclose()
            self._served = await self._again()
            self._up.set()
            if self._served is None:
                return

    async def _again(self) -> Served | None:
        while True:
            self._deaths_in_a_row += 1
            if self._deaths_in_a_row > _DEATHS_IN_A_ROW:
                self._failure = ModelUnavailable(
                    f"the server died {_DEATHS_IN_A_ROW} times without one answer between", hint="look at its log"
                )
                return None
            await asyncio.sleep(min(_LONGEST_WAIT_SECONDS, self._timing.first_wait_seconds * 2**self._deaths_in_a_row))
            try:
                return await self._start()
            except InkloomError as error:
                if self._deaths_in_a_row >= _DEATHS_IN_A_ROW:
                    self._failure = ModelUnavailable(error.message, hint=error.hint)
                    return None

    async def _watch(self) -> None:
        """End a server that stands still while it has requests."""
        moved = _Moved(asyncio.get_running_loop().time())
        while True:
            await asyncio.sleep(self._timing.stalled_seconds / 10)
            served = self._served
            work = await self._progress() if served is not None else None
            now = asyncio.get_running_loop().time()
            if served is None or served is not self._served:
                moved = _Moved(now)  # starting, it need not make progress
                continue
            if moved.gets_on(work, now, ours=self._suspects.in_flight):
                self._deaths_in_a_row = 0  # it answers somebody, if not us
            if now - moved.at >= self._timing.stalled_seconds:
                moved = _Moved(now)
                self._stood_still = served  # it is our signal that ends it, and the fault is its own
                await served.server.stop()

    async def aclose(self) -> None:
        """Stop the server and what belongs to it. May be called twice."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        served, self._served = self._served, None
        if served is not None:
            await served.model.aclose()
            await served.server.stop()
