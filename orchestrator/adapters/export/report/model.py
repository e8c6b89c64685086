"""What a report tells of: one item of a run, its steps, drafts, findings and costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.adapters.export.book.model import Round
from orchestrator.domain.runs import Failure, RoleUsage
from orchestrator.language.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReport:
    """A draft and the rounds of the loop that it went through.

    Attributes:
        path: of the loop.
        name: what it is the draft of, as a reader knows it.
        best_by: the expressions that its rounds are compared by, one for each number of a score.
        until: the expression that ends the loop; empty without any.
        final: the path of the round whose text left the loop.
    """

    path: str
    name: str
    best_by: tuple[str, ...]
    until: str
    rounds: tuple[Round, ...]
    final: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One scene's feeling, from -5 to 5: as it was planned and as it was measured; None where it was not."""

    path: str
    name: str
    planned: float
    measured: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One item of a run.

    Attributes:
        title: of the manuscript.
        language: of the manuscript; the page has Chinese words around a Chinese one.
        plan: of the run's workflow.
        statuses: by the path of a step in the workflow, how often it ended how.
        roles: what each role asked for.
        drafts: in the order in which they began.
        beats: in the order of the text.
        failures: what failed, or was left out.
        gaps: what is missing of the manuscript.
        words: of the manuscript.
        started: when, in UTC, as ISO 8601; ``ended`` as well, None while it runs.
    """

    run: str
    item: str
    title: str
    language: str
    status: str
    model: str
    seed: int
    started: str
    ended: str | None
    plan: Plan
    statuses: Mapping[str, Mapping[str, int]]
    roles: Mapping[str, RoleUsage]
    drafts: tuple[DraftReport, ...]
    beats: tuple[Beat, ...]
    failures: tuple[Failure, ...]
    gaps: tuple[str, ...]
    words: int
