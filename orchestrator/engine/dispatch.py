"""The one gate to the model: how many calls are in flight, which goes next, and whether one may go at all."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

from orchestrator.domain.errors import BudgetExhausted
from orchestrator.domain.runs import RoleUsage, Usage
from orchestrator.engine.frontier import Frontier
from orchestrator.engine.ports import Model, ModelInfo, Reply, Request
from orchestrator.engine.records import ItemRecord


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may use at most; None is no limit. Tokens count those of prompts and replies."""

    max_calls: int | None = None
    max_tokens: int | None = None


@dataclass(slots=True, eq=False)
class Sending:
    """A call on its way to the model.

    Attributes:
        item: whose call it is; earlier items go first among equals, and its usage is kept up.
        calls_left: model calls on the longest way from this one to the item's end, itself included.
        timeout_seconds: for the call alone, from when it is sent: waiting for a turn is not its fault.
        is_sent: whether its turn has come.
    """

    item: ItemRecord
    calls_left: int
    timeout_seconds: float | None = None
    is_sent: bool = False


class Dispatcher:
    """Sends calls to the model, the most urgent first, and no more at once than it digests.

    Args:
        model: what all roles ask.
        concurrency: calls at once; None for as many as the model says, which may change while it is asked.
        budget: what may be used.
    """

    # One limit for all steps: they share one model, so more in flight only queues there.
    def __init__(self, model: Model, *, concurrency: int | None, budget: Budget) -> None:
        self.usage = Usage(calls=0)
        self._model = model
        self._budget = budget
        self._concurrency = concurrency
        self._in_flight = 0
        self._ready: Frontier[asyncio.Future[int]] = Frontier()
        self._pump_planned = False
        self._is_closed = False

    @property
    def info(self) -> ModelInfo:
        """What the model says of itself."""
        return self._model.info

    def close(self) -> None:
        """Give no more turns."""
        self._is_closed = True

    def begin_last_lap(self) -> None:
        """No further item will be begun: from now on those furthest from their end go first."""
        self._ready.turn_round()

    @property
    def limit(self) -> int:
        """How many calls may be in flight now."""
        return self._concurrency or self._model.info.concurrency

    async def ask(self, request: Request, sending: Sending) -> Reply:
        """The model's reply, once it is this call's turn.

        Args:
            request: its ``priority`` is set here.
            sending: whose call it is, and how urgent; says from then on that it is sent.

        Raises:
            BudgetExhausted: the run may not send another call.
            ModelError: from the model.
            TimeoutError: the call took longer than the time it was given.
        """
        item = sending.item
        priority = await self._turn(item.number, sending.calls_left)
        try:
            if excess := self._excess():
                raise excess
            # Counted now, not with the reply: a call that fails was sent all the same.
            self._count(item, request.role, RoleUsage(calls=1))
            sending.is_sent = True
            sent = time.monotonic()
            async with asyncio.timeout(sending.timeout_seconds):
                reply = await self._model.generate(replace(request, priority=priority))
        finally:
            self._leave()
        seconds = time.monotonic() - sent
        tokens = reply.usage.model_dump(exclude={"calls"})
        self._count(item, request.role, RoleUsage(**tokens, seconds=seconds))
        return replace(reply, seconds=seconds)

    def _count(self, item: ItemRecord, role: str, usage: RoleUsage) -> None:
        self.usage += usage
        item.usage += usage
        item.roles[role] = item.roles.get(role, RoleUsage()) + usage

    async def _turn(self, item: int, calls_left: int) -> int:
        turn: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._ready.push(turn, item=item, calls_left=calls_left)
        self._plan_pump()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn had come: its place goes back
                self._leave()
            raise

    def _leave(self) -> None:
        self._in_flight -= 1
        self._plan_pump()

    @property
    def is_spent(self) -> bool:
        """Whether no further call may be sent."""
        return self._excess() is not None

    def _excess(self) -> BudgetExhausted | None:
        if self._budget.max_calls is not None and self.usage.calls >= self._budget.max_calls:
            return BudgetExhausted(
                f"the run may make {self._budget.max_calls} calls and has made them", hint="raise --max-calls"
            )
        used = self.usage.prompt_tokens + self.usage.completion_tokens
        if self._budget.max_tokens is not None and used >= self._budget.max_tokens:
            return BudgetExhausted(
                f"the run may use {self._budget.max_tokens} tokens and has used {used}", hint="raise --max-tokens"
            )
        return None

    def _plan_pump(self) -> None:
        # Not at once: the calls that become ready in this turn of the event loop are all compared first.
        if not self._pump_planned:
            self._pump_planned = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        self._pump_planned = False
        limit = self.limit
        while not self._is_closed and self._in_flight < limit and len(self._ready):
            turn, urgency = self._ready.pop()
            if not turn.done():
                self._in_flight += 1
                turn.set_result(urgency)
