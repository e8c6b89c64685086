"""What is kept of a run: the run itself, its items, each call of a model, each visit of a step, what people decided.

These are the rows of the journal. All of it is plain text and numbers: what they mean is known to those who write them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from orchestrator.domain.runs import Status, Usage

RunStatus = Literal["running", "done", "failed", "waiting", "interrupted"]
VisitStatus = Literal["started", "done", "failed", "skipped", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run.

    Attributes:
        id: unique in its home.
        workflow: its name.
        model: as it was asked for, without secrets.
        sources: JSON with the texts it was compiled from and the options it was started with, for ``resume``.
        started: seconds since the epoch.
        ended: the same; None while it runs, or when its process was killed.
        retries: how often it was told to try again what had failed.
    """

    id: str
    workflow: str
    seed: int
    model: str
    sources: str
    started: float
    ended: float | None = None
    status: RunStatus = "running"
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item of a run; ``number`` is its place from 0.

    Attributes:
        inputs: JSON.
        result: JSON of its ``ItemResult``; empty while it has never ended.
        status: None while it has not ended, or is tried again.
    """

    number: int
    id: str
    inputs: str
    status: Status | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneItem:
    """An item of any run of the home that is done, found by the key of its content.

    Attributes:
        run: number of its run in the store.
        item: its id there.
        result: JSON of its ``ItemResult``.
        replies: how many it used.
    """

    run: int
    item: str
    result: str
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A call of a model, and its reply.

    Attributes:
        key: sha256 of ``request`` in hexadecimal: calls with one key have one reply.
        item: id of the item.
        path: of the step, with item keys and rounds.
        attempt: number of the call in that visit of the step, from 0: repairs and retries are calls of their own.
        request: JSON with everything the reply depends on.
        reply: the text, as it came.
        finish_reason: why it ended.
        usage: tokens of this one call.
        seconds: from sending to the last byte; 0 where nothing was sent, since the reply was kept already.
        at: when it ended, seconds since the epoch.
    """

    key: str
    item: str
    path: str
    attempt: int
    role: str
    request: str
    reply: str
    finish_reason: str
    usage: Usage
    seconds: float
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """One visit of a step, or one round of a loop (its path ends with ``#N``).

    Attributes:
        kind: of the step: agent, check, render, human, workflow, foreach, loop, variants; or round.
        value: what it brought as a reader gets it: prose, or JSON; empty without any.
        detail: JSON of what is worth knowing besides: scores, repairs, entries dropped, why it was revised, the error.
        at: when it began (started) or ended (all others), seconds since the epoch.
    """

    item: str
    path: str
    kind: str
    status: VisitStatus
    value: str = ""
    detail: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRecord:
    """Something a person is asked, and what they decided.

    Attributes:
        number: of the question at that path, from 0: an answer that cannot be taken is followed by another one.
        question: JSON of the ``Question``.
        decision: JSON of the ``Decision``; empty while nobody has decided.
        decided: seconds since the epoch, or None.
    """

    item: str
    path: str
    number: int
    question: str
    asked: float
    decision: str = ""
    decided: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    """The reply that is kept under a key; ``usage`` is what it cost once."""

    text: str
    finish_reason: str
    usage: Usage = field(default_factory=Usage)
