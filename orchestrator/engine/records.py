"""What has happened to one item so far."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field

from orchestrator.domain.drafts import Dropped
from orchestrator.domain.errors import InkloomError
from orchestrator.domain.runs import Failure, RoleUsage, Usage
from orchestrator.engine.ports import Reply

_ROUND = re.compile(r"#\d+")


@dataclass(slots=True)
class ItemRecord:
    """The account of one item.

    Attributes:
        number: its place in the run, from 0.
        questions: how many were asked, by path.
        calls: of the model, that are on their way.
    """

    id: str
    number: int
    usage: Usage = field(default_factory=Usage)
    roles: dict[str, RoleUsage] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    questions: Counter[str] = field(default_factory=Counter)
    calls: set[asyncio.Task[Reply]] = field(default_factory=set)

    def note_score(self, path: str, score: float) -> None:
        """Keep what a report or a critique says; that of a later round takes the place of an earlier one's."""
        self.scores[_ROUND.sub("", path)] = score

    def note_failure(self, error: InkloomError, path: str) -> None:
        """Keep why something was left out or failed."""
        kind = type(error).__name__
        self.failures.append(
            Failure(item=self.id, step=error.step or path, error=kind, message=error.message, hint=error.hint)
        )
