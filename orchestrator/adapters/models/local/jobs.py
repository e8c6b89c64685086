"""A request on its way between the event loop and the thread that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestrator.domain.errors import ModelError
from orchestrator.engine.ports import Reply, Request


@dataclass(slots=True, eq=False)
class Job:
    """A request and who waits for its reply.

    Attributes:
        request: what is asked.
        deliver: takes the reply or the error; called at most once, in the answering thread.
        cancelled: set by whoever no longer waits; ``deliver`` may then never be called.
    """

    request: Request
    deliver: Callable[[Reply | ModelError], None]
    cancelled: bool = False
