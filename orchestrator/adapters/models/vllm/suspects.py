"""Which requests may have killed the server, and how they are sent again without doing it to the others.

A death is held against every request that was in flight. Such suspects are sent again, the one that was sent last
first, since a server most often dies of what it has just begun: at first one at a time, and then, while they are
answered, twice as many each time (the slow start of TCP). A suspect that is the only one in flight at the next death
is in quarantine; where there were several, each is tried alone. A death by somebody's signal counts half, and makes no
suspect by itself: the request need not have done it.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from orchestrator.engine.ports import Request

_QUARANTINE = 2.0
"""Deaths held against a request before it is not sent again."""
_SUSPECT = 1.0
_KILL = 0.5
_ALONE = 4
"""Suspects that are tried one by one before several are sent together."""
_Key = tuple[str, str]


@dataclass(slots=True)
class _Held:
    """Deaths held against a request, and when it was sent."""

    deaths: float
    sent: int


class Suspects:
    """The requests in flight, and what is held against them."""

    def __init__(self) -> None:
        self._held: dict[_Key, _Held] = {}
        self._in_flight: dict[int, _Key] = {}
        self._numbers = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._out = 0
        self._cleared = 0
        self._pump_planned = False

    @property
    def in_flight(self) -> int:
        """How many requests are being worked on."""
        return len(self._in_flight)

    def is_quarantined(self, request: Request) -> bool:
        """Whether ``request`` must not be sent again."""
        return self._deaths(_key(request)) >= _QUARANTINE

    @asynccontextmanager
    async def sending(self, request: Request) -> AsyncIterator[None]:
        """While ``request`` is in flight; a suspect waits here for its turn."""
        key = _key(request)
        is_suspect = self._deaths(key) >= _SUSPECT
        if is_suspect:
            await self._turn(self._held[key].sent)
        number = next(self._numbers)
        self._in_flight[number] = key
        try:
            yield
        finally:
            del self._in_flight[number]
            if is_suspect:
                self._leave()

    def answered(self, request: Request) -> None:
        """``request`` has its reply: it kills nothing."""
        held = self._held.pop(_key(request), None)
        if held is not None and held.deaths >= _SUSPECT:
            self._cleared += 1
            self._plan_pump()

    def died(self, *, by_signal: bool) -> None:
        """The server has died of what is in flight, or of somebody's signal."""
        weight = _KILL if by_signal else 1.0
        is_known = self._out == 1
        self._cleared = 0
        for number, key in self._in_flight.items():
            held = self._held.setdefault(key, _Held(0.0, number))
            if held.deaths < _SUSPECT or is_known:
                held.deaths += weight

    def _deaths(self, key: _Key) -> float:
        held = self._held.get(key)
        return held.deaths if held is not None else 0.0

    async def _turn(self, sent: int) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (-sent, next(self._numbers), turn))
        self._plan_pump()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn had come: its place goes back
                self._leave()
            raise

    def _leave(self) -> None:
        self._out -= 1
        self._plan_pump()

    def _plan_pump(self) -> None:
        # Not at once: the suspects that come back in this turn of the event loop are all compared first.
        if not self._pump_planned:
            self._pump_planned = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        self._pump_planned = False
        while self._waiting and self._out < max(1, self._cleared - _ALONE + 1):
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._out += 1
                turn.set_result(None)


def _key(request: Request) -> _Key:
    """Item and path, since each item has the same steps; no seed, since a repair or a retry has another one."""
    return request.item, request.path
