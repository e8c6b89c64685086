"""The asyncio side of a model in this process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Self

from orchestrator.adapters.models.local.jobs import Job
from orchestrator.adapters.models.local.worker import Worker
from orchestrator.domain.errors import InkloomError, ModelError, ModelUnavailable
from orchestrator.engine.ports import ModelInfo, Reply, Request

# Requests that an engine sends in one breath reach us over a few turns of the event loop.
_QUIET_TURNS = 4


class LocalModel:
    """A model on transformers, on the GPU if there is one and else on the CPU.

    Concurrent requests are decoded together. The same request gives the same reply, alone or among others
    (on a CPU; in bfloat16 rounding may tip the balance between two tokens that are almost level).
    Make one with ``load``.
    """

    def __init__(self, worker: Worker, info: ModelInfo, ended: asyncio.Future[None]) -> None:
        self._worker = worker
        self._info = info
        self._ended = ended
        self._arrivals: list[Job] = []
        self._closed = False

    @classmethod
    async def load(cls, source: str, *, max_batch_rows: int = 32, max_batch_tokens: int = 32_768) -> Self:
        """Load a model; the event loop goes on meanwhile.

        Args:
            source: a model folder, or an id on the Hugging Face hub. A folder never touches the network.
            max_batch_rows: how many requests are decoded together, at most.
            max_batch_tokens: how many tokens, of prompts and replies with padding, that may come to; one
                request alone may come to more.

        Raises:
            ModelUnavailable: there is no such model, or torch, transformers or xgrammar is not installed.
        """
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[ModelInfo] = loop.create_future()
        ended: asyncio.Future[None] = loop.create_future()
        worker = Worker(
            source,
            max_rows=max_batch_rows,
            max_tokens=max_batch_tokens,
            on_ready=lambda outcome: _tell(loop, ready, outcome),
            on_end=lambda: _tell(loop, ended, None),
        )
        worker.start()
        try:
            info = await ready
        except ModelUnavailable:
            await ended
            worker.join()
            raise
        except asyncio.CancelledError:
            worker.close()  # the thread ends once the loading, which nothing can interrupt, has come to an end
            raise
        return cls(worker, info, ended)

    @property
    def info(self) -> ModelInfo:
        """Name, context length, structured output, and how many requests are decoded together."""
        return self._info

    async def generate(self, request: Request) -> Reply:
        """Answer one request, together with what else is asked meanwhile.

        Raises:
            ModelError: the prompt does not fit, the schema cannot be followed, the model failed.
            ModelUnavailable: the model is closed.
        """
        if self._closed:
            raise ModelUnavailable(f"{request.path}: the model is closed")
        if request.adapter is not None or request.model not in (None, self._info.name):
            asked = f"adapter {request.adapter!r}" if request.adapter is not None else f"model {request.model!r}"
            raise ModelError(
                f"{request.path}: {asked} is not here; this process runs {self._info.name} alone",
                hint="leave out model and adapter on the step, or use a server that has them",
            )
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Reply] = loop.create_future()
        job = Job(request, deliver=lambda outcome: _tell(loop, answer, outcome))
        self._collect(job, loop)
        try:
            return await answer
        except asyncio.CancelledError:
            job.cancelled = True
            raise

    async def aclose(self) -> None:
        """Stop at the next token and let go of the model; what is unanswered fails."""
        self._closed = True
        self._hand_over()
        self._worker.close()
        await asyncio.shield(self._ended)
        self._worker.join()

    def _collect(self, job: Job, loop: asyncio.AbstractEventLoop) -> None:
        """Hold requests back until no more arrive, so that those sent together are begun together."""
        self._arrivals.append(job)
        if len(self._arrivals) == 1:
            loop.call_soon(self._wait_for_quiet, loop, 1, _QUIET_TURNS)

    def _wait_for_quiet(self, loop: asyncio.AbstractEventLoop, seen: int, turns: int) -> None:
        if len(self._arrivals) != seen:
            loop.call_soon(self._wait_for_quiet, loop, len(self._arrivals), _QUIET_TURNS)
        elif turns:
            loop.call_soon(self._wait_for_quiet, loop, seen, turns - 1)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        arrivals, self._arrivals = self._arrivals, []
        if arrivals:
            self._worker.submit(arrivals)


def _tell(loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], outcome: object) -> None:
    """Settle ``future`` from another thread, unless nobody waits for it any more."""

    def settle() -> None:
        if not future.done():
            if isinstance(outcome, InkloomError):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    # A loop that has ended without closing its model waits for nothing either.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(settle)
