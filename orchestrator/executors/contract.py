"""What an executor is: how the items of a run are given to engines, here or on many machines.

A run is one: it has one owner, the process that holds its ``RunWriter``, and one list of items, in its store. It may
have many engines. Each engine (``engine.runner.run_items``) runs a shard, any part of the items, and knows of the rest
only what its journal tells it. So shards need no store of their own, no merging and no ownership of their own: the
store keeps one fencing token a run, and a shard that dies is a part of ``left`` again. (The other way, a run for each
shard, would make ``status``, ``resume``, ``retry``, budgets and results add up over runs, and an item moved to another
shard would be in two of them.)

What an executor can rely on:

- **Items.** An item is known by its id and its number, both unique in the run. Its seeds and keys follow from the run's
  seed, the plan and its inputs; neither its number, nor its shard, nor what runs beside it changes what it brings.
  Its ``content`` travels with it: an item of the same content that is done in any run is found by the engine.
- **Journal.** Everything that an engine keeps or looks up goes through the ``Journal`` it is given, and every argument
  and result of it is a record of plain text and numbers, so that a journal can stand for a store in another process.
  ``keep``, ``item_ended`` and ``item_reused`` are durable when they return. ``reply``, ``done_before`` and ``decision``
  are asked without waiting and must be answered within about a millisecond. A journal may be shared by engines:
  keeping a call or an end twice changes nothing, and of two replies under one key the first stays.
- **Definition.** ``Definition.sources`` compiles to the same plan and checks everywhere: it is what is sent.
- **Model.** Each engine asks a model of its own (``App.model``), with its own limit of calls in flight.

What an executor must do:

- give each item to one engine, take ``items`` lazily and keep a bounded number open: they may be hundreds of thousands;
- give results as items end, in any order, each once;
- share out ``settings.max_calls``, ``max_tokens`` and ``concurrency``: together the engines keep within them;
- end soon when ``stop`` is requested, without cancelling a call whose reply is on its way for ``DRAIN_SECONDS``;
- raise the first ``ModelUnavailable`` or ``StoreError`` of any engine when the others have ended; an engine that dies
  otherwise costs its items nothing: they are still open in the store.

Nothing of this is enforced here but the signature. ``tests/contract/executors`` holds any executor to what concerns
items and the journal; limits, stopping and errors are tested of the local one, the only one that ships.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from typing import Protocol

from orchestrator.app import App, Definition
from orchestrator.domain.runs import ItemResult
from orchestrator.engine.ports import Journal, Observer, Person
from orchestrator.engine.runner import Item, Stop


class Executor(Protocol):
    """Runs items; see above for what is promised on both sides."""

    def __call__(
        self,
        app: App,
        definition: Definition,
        items: Iterable[Item],
        *,
        journal: Journal,
        observer: Observer,
        person: Person,
        stop: Stop,
        retries: int,
    ) -> AsyncGenerator[ItemResult, None]:
        """The results of ``items`` as they end.

        Raises:
            UsageError, ModelUnavailable: there is no such model; the items wait.
            StoreError: what the run brings cannot be kept.
        """
        ...
