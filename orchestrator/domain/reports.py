"""What checks measure: findings, one report a check, and the report of a pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import Field, computed_field

from orchestrator.domain.critiques import Severity
from orchestrator.domain.model import DomainModel

MAX_INSTRUCTIONS = 3
"""A writer, human or machine, does three things well and ten badly."""

Measure = float | int | str | bool | None

_RANK = {"critical": 0, "major": 1, "minor": 2}


class Finding(DomainModel):
    """One thing a writer can act on.

    ``quote`` is the exact text, ``start`` its offset in the measured text in characters (-1 when the
    finding is about the whole text), ``paragraph`` its paragraph when a draft was measured.
    """

    quote: str = ""
    start: int = -1
    paragraph: str = ""
    severity: Severity = "major"
    instruction: str = Field(min_length=1)
    measured: Measure = None
    target: Measure = None


class CheckReport(DomainModel):
    """What one check found.

    ``passed`` is None where nothing was asked for or the text is too short to judge (then ``reliable``
    is false); ``score`` runs from 0 (far off) to 1 (on target).
    """

    check: str
    passed: bool | None = None
    reliable: bool = True
    score: float | None = Field(default=None, ge=0, le=1)
    measured: dict[str, Measure] = Field(default_factory=dict)
    targets: dict[str, Measure | dict[str, Measure] | list[Measure]] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


class Report(DomainModel):
    """One pass of checks over one text.

    ``passed`` is false if any check failed, true if any was met and none failed, None if none judged.
    ``score`` is the mean of the checks' scores, None if none judged.
    """

    passed: bool | None = None
    score: float | None = None
    reports: tuple[CheckReport, ...] = ()

    @classmethod
    def of(cls, reports: Iterable[CheckReport]) -> Self:
        """Aggregate the reports of single checks."""
        reports = tuple(reports)
        verdicts = {r.passed for r in reports}
        passed = False if False in verdicts else True if True in verdicts else None
        scores = [r.score for r in reports if r.score is not None]
        return cls(passed=passed, score=sum(scores) / len(scores) if scores else None, reports=reports)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def instructions(self) -> tuple[Finding, ...]:
        """The findings to act on in this pass: most severe first, three at most.

        Only checks that failed ask for anything: what met its target is left alone.
        """
        findings = [f for r in self.reports if r.passed is False for f in r.findings]
        return tuple(sorted(findings, key=lambda f: _RANK[f.severity])[:MAX_INSTRUCTIONS])
