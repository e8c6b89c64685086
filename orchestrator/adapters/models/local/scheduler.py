"""Which requests are worked on together, and what happens when that goes wrong.

Requests are taken in the order they came, as many as fit: rows, and tokens counted as if every row were as
long as the longest may become. When memory runs out all the same, all rows are set aside and taken in
again, half as many at once; what they have written is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import torch

from orchestrator.adapters.models.local.beams import beam_search
from orchestrator.adapters.models.local.decoding import Batch
from orchestrator.adapters.models.local.grammars import Grammars
from orchestrator.adapters.models.local.jobs import Job
from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.adapters.models.local.rows import Row
from orchestrator.domain.errors import ModelError


class Scheduler:
    """The requests of one model, on their way to replies; one thread calls it."""

    def __init__(self, loaded: Loaded, *, max_rows: int, max_tokens: int, is_closing: Callable[[], bool]) -> None:
        self._loaded = loaded
        self._grammars = Grammars(loaded)
        self._max_rows = max_rows
        self._max_tokens = max_tokens
        self._is_closing = is_closing
        self._batch = Batch(loaded, self._grammars)
        self._jobs: dict[Row, Job] = {}
        self._waiting: deque[Row] = deque()
        self._searches: deque[Row] = deque()

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return not self._jobs

    def advance(self, arrived: Sequence[Job]) -> None:
        """Take in what arrived, and bring every row forward by a token."""
        for job in arrived:
            self._accept(job)
        newcomers: list[Row] = []
        with torch.inference_mode():
            try:
                self._forget_cancelled()
                if self._searches:
                    self._search(self._searches.popleft())
                newcomers = self._newcomers()
                self._decode(newcomers)
            except Exception as error:
                self._recover([*self._batch.rows, *(row for row in newcomers if row not in self._batch.rows)], error)

    def fail_all(self, error: ModelError) -> None:
        """Answer every request with ``error``."""
        for job in self._jobs.values():
            job.deliver(error)
        self._jobs.clear()
        self._waiting.clear()
        self._searches.clear()
        self._batch.clear()

    def _accept(self, job: Job) -> None:
        try:
            row = Row(job.request, self._loaded, self._grammars)
        except Exception as error:
            job.deliver(_translated(error, job.request.path))
            return
        self._jobs[row] = job
        (self._searches if (job.request.sampling.beams or 1) > 1 else self._waiting).append(row)

    def _forget_cancelled(self) -> None:
        gone = {row for row, job in self._jobs.items() if job.cancelled}
        if gone:
            self._jobs = {row: job for row, job in self._jobs.items() if row not in gone}
            self._waiting = deque(row for row in self._waiting if row not in gone)
            self._searches = deque(row for row in self._searches if row not in gone)
            self._batch.drop(lambda row: row in gone)

    def _newcomers(self) -> list[Row]:
        newcomers: list[Row] = []
        longest = max((row.reserved_tokens for row in self._batch.rows), default=0)
        while self._waiting and self._batch.is_open:
            rows = len(self._batch.rows) + len(newcomers) + 1
            longest = max(longest, self._waiting[0].reserved_tokens)
            if rows > 1 and (rows > self._max_rows or rows * longest > self._max_tokens):
                break
            newcomers.append(self._waiting.popleft())
        return newcomers

    def _decode(self, newcomers: list[Row]) -> None:
        if newcomers:
            self._batch.join(newcomers)
        if self._batch.rows:
            for row, error in self._batch.choose():
                self._answer(row, error)
            self._batch.read()

    def _answer(self, row: Row, error: Exception | None) -> None:
        job = self._jobs.pop(row, None)
        if job is not None:
            job.deliver(row.reply() if error is None else _translated(error, row.request.path))

    def _recover(self, rows: list[Row], error: Exception) -> None:
        """Set the rows aside to be taken in again if only memory ran out, else answer them with the error."""
        self._batch.clear()
        if self._loaded.device.type == "cuda":
            torch.cuda.empty_cache()
        retry = len(rows) > 1 and _is_out_of_memory(error)
        if retry:
            self._max_rows = len(rows) // 2
            self._waiting.extendleft(row for row in reversed(rows) if row in self._jobs and not row.finish)
        for row in rows:
            if row.finish or not retry:
                self._answer(row, None if row.finish else error)

    def _search(self, row: Row) -> None:
        job = self._jobs.pop(row)
        try:
            reply = beam_search(row, self._loaded, self._grammars, lambda: job.cancelled or self._is_closing())
        except Exception as error:
            job.deliver(_translated(error, row.request.path))
        else:
            job.deliver(ModelError(f"{row.request.path}: the model was closed") if self._is_closing() else reply)


def _is_out_of_memory(error: Exception) -> bool:
    # On a CPU torch raises a plain RuntimeError that names its allocator.
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "DefaultCPUAllocator" in str(error)


def _translated(error: Exception, path: str) -> ModelError:
    if isinstance(error, ModelError):
        return error
    if _is_out_of_memory(error):
        translated = ModelError(
            f"{path}: the request does not fit in memory", hint="lower max_tokens, or use a smaller model"
        )
    else:
        translated = ModelError(f"{path}: the model failed: {type(error).__name__}: {error}")
    translated.__cause__ = error
    return translated
