"""Where a step is: which run, which item, under which path, how far from the end."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from orchestrator.checks.registry import Check
from orchestrator.engine.ports import Event, EventKind, Journal, Observer, Person
from orchestrator.engine.records import ItemRecord
from orchestrator.engine.replies import Replies
from orchestrator.engine.scope import Scope
from orchestrator.language.plan import Block


@dataclass(frozen=True, slots=True)
class Run:
    """What all items of a run share.

    Attributes:
        retries: how often the run was told to try again what had failed.
    """

    replies: Replies
    observer: Observer
    person: Person
    checks: Mapping[str, Check]
    seed: int
    journal: Journal | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """The place of a step in its run.

    Attributes:
        path: of the enclosing block, with item keys and rounds: ``story_scenes[s2].polish#2``.
        calls_after: model calls on the longest way from the end of that block to the end of the item.
        attempt: 0 in the first attempt of this step and of all steps around it, else a number of its own.
        part: the number of the item in the nearest serial foreach around, from 1; 1 outside of any.
        only_kept: whether no call may be sent: only replies that are kept are wanted.
        notes: gathers what a person says when rejecting something in this round of the nearest loop around.
    """

    run: Run
    item: ItemRecord
    path: str = ""
    calls_after: int = 0
    attempt: int = 0
    part: int = 1
    only_kept: bool = False
    notes: list[str] = field(default_factory=list)

    def at(self, name: str) -> Context:
        """The context of the step called ``name`` in this block."""
        return replace(self, path=f"{self.path}.{name}" if self.path else name)

    def marked(self, mark: str, *, calls_after: int) -> Context:
        """This context with an item key ``[s2]`` or a round ``#2`` at the end of its path."""
        return replace(self, path=self.path + mark, calls_after=calls_after)

    def tell(self, kind: EventKind, detail: Mapping[str, Any] | None = None) -> None:
        """Tell the observer."""
        self.run.observer(Event(kind=kind, item=self.item.id, path=self.path, detail=detail or {}))


RunBlock = Callable[[Block, Scope, Context, frozenset[str] | None], Coroutine[Any, Any, None]]
"""Runs the named steps of a block (None: all of them) in a scope."""
