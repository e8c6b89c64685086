"""What stands around a run that only shows what it would do: nobody answers, and nothing is kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from orchestrator.adapters.store import StoreReader
from orchestrator.domain.errors import UsageError
from orchestrator.domain.records import (
    CallRecord,
    DoneItem,
    ItemRow,
    QuestionRecord,
    RunRecord,
    StoredReply,
    VisitRecord,
)
from orchestrator.engine.comparing import usual_model
from orchestrator.engine.paths import placed_steps
from orchestrator.engine.ports import Decision, Event, ModelInfo, Question, Reply, Request
from orchestrator.language.plan import Plan

_CONCURRENCY = 1_000_000
"""Calls at once, where none of them ends."""


class Silent:
    """A model that never answers, and keeps what it was asked."""

    def __init__(self, info: ModelInfo) -> None:
        self.info = ModelInfo(name=info.name, revision=info.revision, concurrency=_CONCURRENCY)
        self.requests: list[Request] = []

    async def generate(self, request: Request) -> Reply:
        """Wait for ever."""
        self.requests.append(request)
        await asyncio.Event().wait()
        raise AssertionError("unreachable: nobody sets the event")

    async def aclose(self) -> None:
        """Nothing is held."""


class Identified:
    """Models of which it is known beforehand what they say of themselves."""

    def __init__(self, infos: Mapping[str, ModelInfo]) -> None:
        self._infos = infos

    async def info_of(self, name: str) -> ModelInfo:
        """What the model of that name says."""
        return self._infos[name]


class Undecided:
    """A person who never decides, and keeps what they were asked."""

    def __init__(self) -> None:
        self.questions: list[Question] = []

    async def decide(self, question: Question) -> Decision:
        """Wait for ever."""
        self.questions.append(question)
        await asyncio.Event().wait()
        raise AssertionError("unreachable: nobody sets the event")


class Events:
    """An observer: how much has happened, and which steps were reached."""

    def __init__(self) -> None:
        self.count = 0
        self._paths: set[str] = set()

    def __call__(self, event: Event) -> None:
        """Take notice of one event."""
        self.count += 1
        if event.kind in ("step_started", "step_skipped"):
            self._paths.add(event.path)

    def reached(self, plan: Plan) -> set[str]:
        """The paths, as they stand in the workflow, of the steps of ``plan`` that were begun or skipped."""
        return {
            placed.path
            for placed in placed_steps(plan)
            if placed.path in self._paths or any(placed.pattern.fullmatch(path) for path in self._paths)
        }


class Kept:
    """A journal that finds what is kept and keeps nothing.

    Attributes:
        replies: how many were found, by role.
    """

    def __init__(self, home: Path) -> None:
        self.replies: Counter[str] = Counter()
        self._reader = None
        with suppress(UsageError):  # a home without a store is one in which nothing is kept
            self._reader = StoreReader.open(home)
        self._runs: list[RunRecord] = self._reader.runs() if self._reader is not None else []

    def model_of(self, name: str) -> tuple[str, str] | None:
        """What the model asked for as ``name`` said of itself in the latest run that asked it anything."""
        asked = (self._calls(run) for run in self._runs if run.model == name)
        said = (usual_model(call.request for call in calls) for calls in asked)
        return next((one for one in said if one is not None), None)

    def latest_calls(self, workflow: str, item: str, path: str) -> list[CallRecord]:
        """The calls at ``path`` in the latest run of ``workflow`` that made any there."""
        if self._reader is None or self._reader.latest_call(workflow, item, path) is None:
            return []
        asked = (self._calls(run, item, path) for run in self._runs if run.workflow == workflow)
        return next((calls for calls in asked if calls), [])

    def _calls(self, run: RunRecord, item: str | None = None, path: str | None = None) -> list[CallRecord]:
        assert self._reader is not None
        return self._reader.calls(run.id, item=item, path=path)

    def reply(self, key: str) -> StoredReply | None:
        """The reply that is kept under ``key``."""
        return None if self._reader is None else self._reader.reply(key)

    async def keep(self, call: CallRecord) -> StoredReply | None:
        """Nothing is answered, so nothing is kept."""
        raise AssertionError("unreachable: a silent model answers nothing")

    def link(self, call: CallRecord) -> None:
        """Count a reply that was found."""
        self.replies[call.role] += 1

    def visit(self, visit: VisitRecord) -> None:
        """Nothing is kept."""

    async def item_ended(self, row: ItemRow, key: str = "") -> None:
        """Nothing is kept."""

    def done_before(self, key: str) -> DoneItem | None:
        """What is shown is each step."""
        return None

    async def item_reused(self, row: ItemRow, key: str, earlier: DoneItem) -> bool:
        """Nothing is kept."""
        raise AssertionError("unreachable: nothing was done before")

    def asked(self, question: QuestionRecord) -> None:
        """Nothing is kept."""

    def decision(self, item: str, path: str, number: int) -> QuestionRecord | None:
        """Nobody has decided anything in a run that has not begun."""
        return None

    def close(self) -> None:
        """Close the store."""
        if self._reader is not None:
            self._reader.close()
