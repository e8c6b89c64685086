"""What the engine needs from the world: a model to ask, a person who decides, someone to tell.

Adapters implement these; the engine imports no adapter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from orchestrator.domain.records import CallRecord, DoneItem, ItemRow, QuestionRecord, StoredReply, VisitRecord
from orchestrator.domain.runs import Sampling, Usage

FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of a model.

    Attributes:
        messages: the chat, system message first.
        prefill: what the reply already begins with; the reply holds only what follows. A model without a
            chat template continues the prefill alone (or, without one, the messages as plain text).
        sampling: settings; ``sampling.seed`` is always None here, see ``seed``.
        seed: of this call alone, 0 to 2**31 - 1: the same request gives the same reply.
        schema: JSON Schema that the reply must meet, or None for free text.
        role: name of the role card, for usage by role and for the scripted model.
        path: the step's path with keys and rounds, for logs and errors.
        item: whose call it is: a model with several servers keeps an item where its prefix is cached.
        priority: smaller is sooner; for servers that schedule by priority.
        model: another model than the run's, by name.
        adapter: LoRA adapter by name.
    """

    messages: tuple[Message, ...]
    role: str
    path: str
    seed: int
    item: str = ""
    prefill: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    schema: Mapping[str, Any] | None = None
    priority: int = 0
    model: str | None = None
    adapter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model answered; ``finish_reason`` is ``length`` when max_tokens cut it off.

    Of ``usage`` only the tokens count: the engine itself counts the calls it sends, and sets ``seconds``, the time from
    sending the call to its reply.
    """

    text: str
    finish_reason: FinishReason = "stop"
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """What a model says of itself. ``context_tokens`` is None where it is not known.

    Attributes:
        revision: tells the weights of one name from other weights under that name, where the model can say.
        adapters: the LoRA adapters that it is known to have; there may be others.
    """

    name: str
    revision: str = ""
    context_tokens: int | None = None
    structured_output: bool = False
    adapters: tuple[str, ...] = ()
    concurrency: int = 1


class Model(Protocol):
    """The model all roles share. Calls run concurrently; a cancelled call leaves nothing behind."""

    @property
    def info(self) -> ModelInfo:
        """Name, context length, abilities, and how many calls it digests at once."""
        ...

    async def generate(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ModelError: this request failed.
            ModelUnavailable: no request can be answered.
        """
        ...

    async def aclose(self) -> None:
        """Let go of everything held. May be called twice."""
        ...


class NamedModels(Protocol):
    """The other models that steps may name."""

    async def info_of(self, name: str) -> ModelInfo:
        """What the model called ``name`` says of itself.

        Raises:
            UsageError, ModelUnavailable: there is none of that name.
        """
        ...


Option = Literal["accept", "edit", "reject", "again", "choose"]
"""What a person can answer: take it, change it first, refuse it, ask for more rounds, pick one of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that a person is asked.

    Attributes:
        path: of the step that asks, with keys and rounds.
        item: whose step it is.
        title: what it is about, in the words of the workflow.
        texts: what the person is shown: one text, or the variants to choose from.
        options: the answers there are.
        problem: why the last answer could not be taken, or an empty string.
        timeout_seconds: from when it is shown; None for as long as it takes.
    """

    path: str
    item: str
    title: str
    texts: tuple[str, ...]
    options: tuple[Option, ...]
    problem: str = ""
    timeout_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's answer: ``text`` is the changed text, ``note`` why it was rejected, ``number`` the pick from 1."""

    option: Option
    text: str = ""
    note: str = ""
    number: int = 0


class Person(Protocol):
    """Whoever decides what the workflow leaves to people. Questions may come several at once."""

    async def decide(self, question: Question) -> Decision:
        """The answer to ``question``.

        Raises:
            PersonNeeded: nobody is there.
            TimeoutError: they take longer than they have.
        """
        ...


class Journal(Protocol):
    """What is kept of a run while it runs. What is not awaited is kept in order, and soon; what is, when it returns."""

    def reply(self, key: str) -> StoredReply | None:
        """The reply that is kept under ``key``, from this run or another one.

        Raises:
            StoreError: what is there cannot be read.
        """
        ...

    async def keep(self, call: CallRecord) -> StoredReply | None:
        """Keep a call with its reply; it is durable when this returns.

        Returns:
            The reply that was under the key before, and stays; None where there was none.

        Raises:
            StoreError: it is not.
        """
        ...

    def link(self, call: CallRecord) -> None:
        """Note that this run used a reply that was already kept."""
        ...

    def visit(self, visit: VisitRecord) -> None:
        """Note where a step is; a later note of the same visit replaces it."""
        ...

    async def item_ended(self, row: ItemRow, key: str = "") -> None:
        """Keep the end of an item; it is durable when this returns.

        Args:
            row: the item.
            key: by which another run may find it as done; empty where none may.

        Raises:
            StoreError: it is not.
        """
        ...

    def done_before(self, key: str) -> DoneItem | None:
        """The item that is done under ``key``, of this run or another one.

        Raises:
            StoreError: what is there cannot be read.
        """
        ...

    async def item_reused(self, row: ItemRow, key: str, earlier: DoneItem) -> bool:
        """Keep the end of an item that ended as ``earlier`` did, with that one's calls and visits as its own.

        Returns:
            Whether that one was still there; else nothing is kept. It is durable when this returns.

        Raises:
            StoreError: it is not.
        """
        ...

    def asked(self, question: QuestionRecord) -> None:
        """Note what a person is asked, or what they have decided."""
        ...

    def decision(self, item: str, path: str, number: int) -> QuestionRecord | None:
        """The question of that number at ``path``, with the decision if there is one."""
        ...


EventKind = Literal["item_started", "item_ended", "item_reused", "step_started", "step_ended", "step_skipped",
                    "step_failed", "call_started", "call_ended", "call_failed", "call_reused", "repair", "retry",
                    "round_ended", "dropped", "asked", "answered", "chosen"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a run. ``path`` has item keys and rounds; ``detail`` is plain data."""

    kind: EventKind
    item: str
    path: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


class Observer(Protocol):
    """Who is told of events, in order; must return at once and never raise."""

    def __call__(self, event: Event) -> None:
        """Take notice of ``event``."""
        ...
