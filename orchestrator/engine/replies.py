"""The replies there are, and those that are fetched: nothing that is kept is asked for again.

A reply is kept before anything is made of it, and what is made of it follows from it alone. So a run that is begun
again comes, reply by reply, to where it stopped.
"""

from __future__ import annotations

import asyncio
import time
from typing import Literal

from orchestrator.domain.records import CallRecord, StoredReply
from orchestrator.domain.runs import Usage
from orchestrator.engine.dispatch import Dispatcher, Sending
from orchestrator.engine.keys import key_of, request_text
from orchestrator.engine.ports import Journal, ModelInfo, NamedModels, Reply, Request
from orchestrator.engine.records import ItemRecord

Origin = Literal["asked", "kept"]
"""Where a reply came from: the model was asked now, or it was there already."""


class NotKeptError(Exception):
    """The reply would have to be asked for, and only one that is kept was wanted."""


class ByName:
    """Models of which nothing is known but their names."""

    async def info_of(self, name: str) -> ModelInfo:
        """The name."""
        return ModelInfo(name=name)


class Replies:
    """Where the steps of a run get their replies from.

    Args:
        dispatcher: asks the model.
        journal: keeps what it answered; None where nothing is kept.
        models: the others that steps may name.
    """

    def __init__(self, dispatcher: Dispatcher, journal: Journal | None, models: NamedModels) -> None:
        self._dispatcher = dispatcher
        self._journal = journal
        self._models = models
        self._being_asked: dict[str, asyncio.Event] = {}
        self._calls: dict[asyncio.Task[Reply], Sending] = {}

    async def get(
        self, request: Request, attempt: int, sending: Sending, *, only_kept: bool = False
    ) -> tuple[Reply, Origin]:
        """The reply to ``request``, and where it came from.

        Args:
            request: the call.
            attempt: its number in this visit of its step, from 0.
            sending: whose call it is, and how urgent.
            only_kept: whether the model must not be asked.

        Raises:
            NotKeptError: ``only_kept``, and it is not.
            StoreError: the reply cannot be kept, or what is kept cannot be read.
            BudgetExhausted, ModelError, TimeoutError: as ``Dispatcher.ask``.
        """
        if self._journal is None:
            if only_kept:
                raise NotKeptError
            return await self._dispatcher.ask(request, sending), "asked"
        text = request_text(request, attempt, await self._info(request))
        key = key_of(text)
        # Two that ask the same at the same time: the second one waits for what the first one gets.
        while (other := self._being_asked.get(key)) is not None:
            await other.wait()
        stored = self._journal.reply(key)
        if stored is not None:
            reply = _reply(stored)
            sending.item.usage += Usage(cached=1)
            self._journal.link(_record(key, text, request, attempt, reply))
            return reply, "kept"
        if only_kept:
            raise NotKeptError
        return await self._asked(self._journal, key, text, request, attempt, sending), "asked"

    async def settle(self, item: ItemRecord, seconds: float) -> None:
        """Let the calls of an item that are on their way come back and be kept, for so long at most."""
        if item.calls:
            await asyncio.wait(item.calls, timeout=seconds)

    async def drain(self, seconds: float) -> None:
        """Send no more, and let all calls that are on their way come back and be kept, for so long at most."""
        self._dispatcher.close()
        await asyncio.sleep(0)  # whose turn has just come is sent now; the others wait for one that never comes
        sent = [call for call, sending in self._calls.items() if sending.is_sent]
        if sent:
            await asyncio.wait(sent, timeout=seconds)

    async def aclose(self) -> None:
        """Give up what is still on its way."""
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    @property
    def info(self) -> ModelInfo:
        """What the run's own model says of itself."""
        return self._dispatcher.info

    async def info_of(self, name: str) -> ModelInfo:
        """What the model called ``name`` says of itself.

        Raises:
            UsageError, ModelUnavailable: there is none of that name.
        """
        return await self._models.info_of(name)

    async def _info(self, request: Request) -> ModelInfo:
        return self.info if request.model is None else await self.info_of(request.model)

    async def _asked(
        self, journal: Journal, key: str, text: str, request: Request, attempt: int, sending: Sending
    ) -> Reply:
        """Ask in a task of its own: once it is sent it is paid for, and comes back even if nobody waits any more."""
        ended = self._being_asked[key] = asyncio.Event()

        async def fetch() -> Reply:
            try:
                reply = await self._dispatcher.ask(request, sending)
                stands = await journal.keep(_record(key, text, request, attempt, reply))
                # Another process may have been faster: what is kept is what everybody goes on with.
                return reply if stands is None else _reply(stands)
            finally:
                del self._being_asked[key]
                ended.set()

        call = asyncio.create_task(fetch())
        self._calls[call] = sending
        sending.item.calls.add(call)
        call.add_done_callback(self._calls.pop)
        call.add_done_callback(sending.item.calls.discard)
        call.add_done_callback(_look_at)
        try:
            return await asyncio.shield(call)
        except asyncio.CancelledError:
            if not sending.is_sent:
                call.cancel()
            raise


def _look_at(call: asyncio.Task[Reply]) -> None:
    """Nobody may be there to see how it failed."""
    if not call.cancelled():
        call.exception()


def _reply(stored: StoredReply) -> Reply:
    finish_reason: Literal["length", "stop"] = "length" if stored.finish_reason == "length" else "stop"
    return Reply(text=stored.text, finish_reason=finish_reason, usage=stored.usage)


def _record(key: str, text: str, request: Request, attempt: int, reply: Reply) -> CallRecord:
    return CallRecord(
        key=key,
        item=request.item,
        path=request.path,
        attempt=attempt,
        role=request.role,
        request=text,
        reply=reply.text,
        finish_reason=reply.finish_reason,
        usage=reply.usage,
        seconds=reply.seconds,
        at=time.time(),
    )
