"""Several servers for one model: spread by load, an item's calls where its prefix is cached, sick ones left out."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from orchestrator.adapters.models.server.pressure import HIGHEST, Pressure

_FAILURES = 3
_SHORTEST_SECONDS, _LONGEST_SECONDS = 1.0, 30.0
_SLACK = 8
"""Calls by which an item's own server may be busier than the least busy one before the item moves."""


class Endpoint:
    """One server: what is in flight there, what waits for room, and how well it has been.

    Attributes:
        url: of the server, up to ``/v1``.
        pressure: how many calls it digests at once.
        in_flight: calls it is at work on.
        sick_until: until when nothing is sent there.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.pressure = Pressure()
        self.in_flight = 0
        self.sick_until = 0.0
        self._failures = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def load(self) -> int:
        """Calls there, and calls waiting to get there."""
        return self.in_flight + len(self._waiting)

    def went_well(self) -> None:
        """A call brought an answer."""
        self._failures = 0
        self.sick_until = 0.0

    def failed(self, now: float) -> None:
        """A call brought none; after some in a row nothing is sent there for a while, longer each time."""
        if now < self.sick_until:
            return  # what was in flight when it fell sick says nothing new
        self._failures += 1
        over = self._failures - _FAILURES
        if over >= 0:
            self.sick_until = now + min(_LONGEST_SECONDS, _SHORTEST_SECONDS * 2 ** min(over, 10))

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """One of the calls that the server digests at once, first come, first served."""
        if self.in_flight < self.pressure.limit and not self._waiting:
            self.in_flight += 1
        else:
            await self._turn()
        try:
            yield
        finally:
            self._leave()

    async def _turn(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # the turn had come: it is the next one's
                self._leave()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    def _leave(self) -> None:
        self.in_flight -= 1
        while self._waiting and self.in_flight < self.pressure.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)


class Endpoints:
    """The servers of one model.

    Args:
        urls: of the servers.
        at_once: calls that whoever knows them says they digest together; what they do digest is learned from there on.
    """

    def __init__(self, urls: Sequence[str], at_once: int = 0) -> None:
        self.all = tuple(Endpoint(url) for url in urls)
        for endpoint in self.all:
            each = -(-at_once // len(self.all))
            endpoint.pressure.limit = min(HIGHEST, max(endpoint.pressure.limit, each))

    def limit(self, now: float) -> int:
        """How many calls they digest at once, those that are sick left out."""
        well = [endpoint.pressure.limit for endpoint in self.all if endpoint.sick_until <= now]
        return sum(well) or 1

    def choose(self, item: str, now: float) -> Endpoint:
        """The server for a call of ``item``.

        The one that the item's name falls on, so that its calls meet their cached prefix, unless that one is sick or
        much busier than another. Where all are sick it is the one that recovers first: somebody must try.
        """
        if len(self.all) == 1:
            return self.all[0]
        well = [endpoint for endpoint in self.all if endpoint.sick_until <= now]
        if not well:
            return min(self.all, key=lambda endpoint: endpoint.sick_until)
        own = max(well, key=lambda endpoint: _weight(item, endpoint.url))
        least = min(well, key=lambda endpoint: endpoint.load)
        return own if own.load <= least.load + _SLACK else least


def _weight(item: str, url: str) -> bytes:
    # Rendezvous hashing (Thaler and Ravishankar 1998): a server that comes or goes moves only its own items.
    return hashlib.blake2b(f"{item}\n{url}".encode("utf-8", "replace"), digest_size=8).digest()
