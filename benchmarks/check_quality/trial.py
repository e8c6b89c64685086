"""What a check finds of planted faults.

A finding is right when its quote overlaps a fault. Where the text as a whole is at fault, the verdict is what
counts: failed with the fault, not failed without it.

* recall: faults that a finding points at, of all that were planted
* precision: findings that point at a fault, of all findings, in the faulty texts and in their clean twins
* quotes: findings whose quote is exactly what stands there, of all that quote
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.check_quality.planting import Case, Span
from orchestrator.checks.registry import REGISTRY, Check, run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport, Finding


@dataclass
class Tally:
    """Counts of one kind of fault."""

    cases: int = 0
    faults: int = 0
    found: int = 0
    findings: int = 0
    right: int = 0
    quotes: int = 0
    exact: int = 0
    clean_failed: int = 0
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """0 to 1."""
        return self.found / self.faults if self.faults else 0.0

    @property
    def precision(self) -> float:
        """0 to 1; 1 where nothing was said."""
        return self.right / self.findings if self.findings else 1.0

    @property
    def exactness(self) -> float:
        """0 to 1; 1 where nothing was quoted."""
        return self.exact / self.quotes if self.quotes else 1.0


def try_cases(cases: Iterable[Case], known: Mapping[str, Check] = REGISTRY) -> Tally:
    """The counts over ``cases``."""
    tally = Tally()
    for case in cases:
        tally.cases += 1
        report = _report(case, case.text, known)
        twin = _report(case, case.clean, known)
        tally.clean_failed += twin.passed is False
        for text, each in ((case.text, report), (case.clean, twin)):
            _count_quotes(tally, text, each)
        if case.spans:
            _count_places(tally, case, report, twin)
        else:
            _count_verdicts(tally, case, report, twin)
    return tally


def _report(case: Case, text: str, known: Mapping[str, Check]) -> CheckReport:
    # As a workflow measures it: a draft, so that findings name paragraphs. Our prose is already clean, so the
    # draft's text is the text.
    draft = Draft.of(text)
    if draft.text != text:
        raise ValueError(f"a planted text is no clean draft: {text[:60]!r}")
    (report,) = run_checks(draft, [case.check], {case.check: case.targets}, case.language, known=known).reports
    return report


def _count_quotes(tally: Tally, text: str, report: CheckReport) -> None:
    for finding in report.findings:
        if finding.quote or finding.start >= 0:
            tally.quotes += 1
            tally.exact += is_exact(finding, text)


def is_exact(finding: Finding, text: str) -> bool:
    """Whether the quote of ``finding`` is what stands at its place."""
    if not finding.quote:
        return finding.start == -1
    return finding.start >= 0 and text[finding.start : finding.start + len(finding.quote)] == finding.quote


def _count_places(tally: Tally, case: Case, report: CheckReport, twin: CheckReport) -> None:
    hit = {span for span in case.spans for finding in report.findings if _overlaps(finding, span)}
    if case.one_fault:
        hit = set(case.spans) if hit else set()
    tally.faults += 1 if case.one_fault else len(case.spans)
    tally.found += bool(hit) if case.one_fault else len(hit)
    tally.misses += [case.text[low:high] for low, high in case.spans if (low, high) not in hit]
    for finding in report.findings:
        tally.findings += 1
        right = any(_overlaps(finding, span) for span in case.spans)
        tally.right += right
        if not right:
            tally.wrong.append(f"{finding.quote or finding.instruction}")
    tally.findings += len(twin.findings)
    tally.wrong += [f"(clean) {finding.quote or finding.instruction}" for finding in twin.findings]


def _count_verdicts(tally: Tally, case: Case, report: CheckReport, twin: CheckReport) -> None:
    failed, alarm = report.passed is False and bool(report.findings), twin.passed is False
    tally.faults += 1
    tally.found += failed
    tally.findings += failed + alarm
    tally.right += failed
    if not failed:
        tally.misses.append(f"{report.measured}"[:160])
    if alarm:
        tally.wrong.append(f"(clean) {twin.measured}"[:160])


def _overlaps(finding: Finding, span: Span) -> bool:
    return bool(finding.quote) and finding.start < span[1] and finding.start + len(finding.quote) > span[0]
