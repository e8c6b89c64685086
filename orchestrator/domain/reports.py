"""What checks measure: findings, one report a check, and the report of a pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from pydantic import Field, computed_field, model_validator

from orchestrator.domain.critiques import Severity
from orchestrator.domain.model import DomainModel

MAX_INSTRUCTIONS = 3
"""A writer, human or machine, does three things well and ten badly."""

Measure = float | int | str | bool | None

_SAME_SCORE = 1e-9

_RANK = {"critical": 0, "major": 1, "minor": 2}


class Finding(DomainModel):
    """One thing a writer can act on.

    ``quote`` is the exact text, ``start`` its offset in the measured text in characters (-1 when the
    finding is about the whole text), ``paragraph`` its paragraph when a draft was measured. ``intended``: the
    author means it, so it asks for nothing.
    """

    quote: str = ""
    start: int = -1
    paragraph: str = ""
    severity: Severity = "major"
    instruction: str = Field(min_length=1)
    measured: Measure = None
    target: Measure = None
    intended: bool = False


class Intended(DomainModel):
    """A finding that the author means: the exact quote, and of which check (any, where that is empty).

    Without a quote it is what the check says of the text as a whole.
    """

    check: str = ""
    quote: str = ""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.check and not self.quote:
            raise ValueError("neither a check nor a quote")
        return self

    def covers(self, check: str, finding: Finding) -> bool:
        """Whether ``finding`` of ``check`` is the one."""
        return self.check in ("", check) and self.quote == finding.quote


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

    def with_intended(self, intended: Sequence[Intended]) -> Self:
        """This report with the findings marked that the author means; where nothing else is left it is met.

        >>> told = Finding(quote="Go. Go.", start=0, instruction="Cut it.")
        >>> failed = CheckReport(check="repetition", passed=False, score=0.2, findings=(told,))
        >>> met = failed.with_intended([Intended(quote="Go. Go.")])
        >>> met.passed, met.findings[0].intended
        (True, True)
        """
        if not intended or not self.findings:
            return self
        findings = tuple(
            f.model_copy(update={"intended": True}) if any(i.covers(self.check, f) for i in intended) else f
            for f in self.findings
        )
        update: dict[str, object] = {"findings": findings}
        if self.passed is False and all(finding.intended for finding in findings):
            update |= {"passed": True, "score": 1.0}
        return self.model_copy(update=update)


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

        Only checks that failed ask for anything: what met its target, or is intended, is left alone.
        """
        findings = [f for r in self.reports if r.passed is False for f in r.findings if not f.intended]
        return tuple(sorted(findings, key=lambda f: _RANK[f.severity])[:MAX_INSTRUCTIONS])

    def worse_than(self, other: Report) -> tuple[str, ...]:
        """The checks that judge this text worse than they judged the text of ``other``, in their order.

        A check that judged the other text and cannot judge this one counts as worse: a text that was cut until
        nothing can be measured has not improved. One that judged neither, or only this text, does not.

        >>> good = Report.of([CheckReport(check="length", passed=True, score=1.0)])
        >>> bad = Report.of([CheckReport(check="length", passed=False, score=0.5)])
        >>> bad.worse_than(good), good.worse_than(bad), good.worse_than(good)
        (('length',), (), ())
        """
        before = {report.check: report.score for report in other.reports}
        worse = []
        for report in self.reports:
            score = before.get(report.check)
            if score is not None and (report.score is None or report.score < score - _SAME_SCORE):
                worse.append(report.check)
        return tuple(worse)
