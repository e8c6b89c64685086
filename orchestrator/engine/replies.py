"""The replies there are, and those that are fetched: nothing that is kept is asked for again.

A reply is kept before anything is made of it, and what is made of it follows from it alone. So a run that is begun
again comes, reply by reply, to where it stopped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Literal

from orchestrator.domain.records import CallRecord
from orchestrator.domain.runs import Usage
from orchestrator.engine.dispatch import Dispatcher
from orchestrator.engine.keys import key_of, request_text
from orchestrator.engine.ports import Journal, Reply, Request
from orchestrator.engine.records import ItemRecord

Origin = Literal["asked", "kept"]
"""Where a reply came from: the model was asked now, or it was there already."""


class Replies:
    """Where the steps of a run get their replies from.

    Args:
        dispatcher: asks the model.
        journal: keeps what it answered; None where nothing is kept.
        aliases: what the names of other models stand for.
    """

    def __init__(self, dispatcher: Dispatcher, journal: Journal | None, aliases: Mapping[str, str]) -> None:
        self._dispatcher = dispatcher
        self._journal = journal
        self._aliases = aliases
        self._being_asked: dict[str, asyncio.Event] = {}

    async def get(
        self, request: Request, attempt: int, *, item: ItemRecord, calls_left: int, timeout_seconds: float | None
    ) -> tuple[Reply, Origin]:
        """The reply to ``request``, and where it came from.

        Args:
            request: the call.
            attempt: its number in this visit of its step, from 0.
            item: whose call it is.
            calls_left: model calls on the longest way from this one to the item's end.
            timeout_seconds: for the model's answer.

        Raises:
            StoreError: the reply cannot be kept, or what is kept cannot be read.
            BudgetExhausted, ModelError, TimeoutError: as ``Dispatcher.ask``.
        """
        if self._journal is None:
            return await self._ask(request, item, calls_left, timeout_seconds), "asked"
        text = request_text(request, attempt, self._dispatcher.info, self._aliases)
        key = key_of(text)
        # Two that ask the same at the same time: the second one waits for what the first one gets.
        while (other := self._being_asked.get(key)) is not None:
            await other.wait()
        stored = self._journal.reply(key)
        if stored is not None:
            item.usage += Usage(cached=1)
            reply = Reply(
                text=stored.text,
                finish_reason="length" if stored.finish_reason == "length" else "stop",
                usage=stored.usage,
            )
            self._journal.link(_record(key, text, request, attempt, reply))
            return reply, "kept"
        ended = self._being_asked[key] = asyncio.Event()
        try:
            reply = await self._ask(request, item, calls_left, timeout_seconds)
            await self._journal.keep(_record(key, text, request, attempt, reply))
        finally:
            del self._being_asked[key]
            ended.set()
        return reply, "asked"

    async def _ask(self, request: Request, item: ItemRecord, calls_left: int, timeout_seconds: float | None) -> Reply:
        return await self._dispatcher.ask(request, item=item, calls_left=calls_left, timeout_seconds=timeout_seconds)


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
