"""The thread that owns a model: it loads it, and then works while there are requests.

torch is imported in it too, since that alone takes seconds; nothing here needs torch to be installed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from orchestrator.adapters.models.local.jobs import Job
from orchestrator.domain.errors import InkloomError, ModelError, ModelUnavailable
from orchestrator.engine.ports import ModelInfo

if TYPE_CHECKING:
    from orchestrator.adapters.models.local.scheduler import Scheduler


class Worker:
    """A model in a thread of its own.

    Args:
        source: folder or hub id of the model.
        max_rows: how many requests it works on together, at most.
        max_tokens: how many tokens these may come to together, padding included.
        on_ready: called in the thread when the model is loaded, or with the error that prevented it.
        on_end: called in the thread as the last thing it does.
    """

    def __init__(
        self,
        source: str,
        *,
        max_rows: int,
        max_tokens: int,
        on_ready: Callable[[ModelInfo | InkloomError], None],
        on_end: Callable[[], None],
    ) -> None:
        self._source = source
        self._max_rows = max_rows
        self._max_tokens = max_tokens
        self._on_ready = on_ready
        self._on_end = on_end
        self._inbox: list[Job] = []
        self._closing = False
        self._changed = threading.Condition()
        # A daemon, so that a program that forgets to close its model can still end.
        self._thread = threading.Thread(target=self._run, name="inkloom-local-model", daemon=True)

    def start(self) -> None:
        """Begin to load the model."""
        self._thread.start()

    def submit(self, jobs: Sequence[Job]) -> None:
        """Hand over requests; those handed over together are begun together."""
        with self._changed:
            if not self._closing:
                self._inbox.extend(jobs)
                self._changed.notify()
                return
        for job in jobs:
            job.deliver(_closed(job))

    def close(self) -> None:
        """Stop at the next token; requests without a reply get an error."""
        with self._changed:
            self._closing = True
            self._changed.notify()

    def join(self) -> None:
        """Wait until the thread has ended."""
        self._thread.join()

    def _run(self) -> None:
        try:
            scheduler = self._load()
            if scheduler is not None:
                self._work(scheduler)
        finally:
            self._on_end()

    def _load(self) -> Scheduler | None:
        try:
            from orchestrator.adapters.models.local.loading import load
            from orchestrator.adapters.models.local.scheduler import Scheduler

            loaded = load(self._source)
            scheduler = Scheduler(
                loaded, max_rows=self._max_rows, max_tokens=self._max_tokens, is_closing=lambda: self._closing
            )
        except Exception as error:
            self._on_ready(_unavailable(error, self._source))
            return None
        self._on_ready(
            ModelInfo(
                name=loaded.name,
                revision=loaded.revision,
                context_tokens=loaded.context_tokens,
                structured_output=True,
                concurrency=self._max_rows,
            )
        )
        return scheduler

    def _work(self, scheduler: Scheduler) -> None:
        try:
            while not self._closing:
                with self._changed:
                    self._changed.wait_for(lambda: self._inbox or self._closing or not scheduler.is_idle)
                    arrived, self._inbox = self._inbox, []
                scheduler.advance(arrived)
        finally:
            # Also if this thread fails: whoever waits for a reply must hear of it.
            self.close()
            scheduler.fail_all(ModelUnavailable("the model was closed before it had answered"))
            for job in self._inbox:
                job.deliver(_closed(job))


def _closed(job: Job) -> ModelError:
    return ModelUnavailable(f"{job.request.path}: the model is closed")


def _unavailable(error: Exception, source: str) -> InkloomError:
    if isinstance(error, InkloomError):
        return error
    if isinstance(error, ImportError):
        unavailable = ModelUnavailable(
            f"a model in this process needs a package that is not installed: {error}",
            hint="pip install 'inkloom[local]'",
        )
    else:
        unavailable = ModelUnavailable(f"{source} cannot be used: {type(error).__name__}: {error}")
    unavailable.__cause__ = error
    return unavailable
