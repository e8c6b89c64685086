"""One check over one text, for tests."""

from __future__ import annotations

from typing import Any

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport, Intended


def check(
    which: str, text: str | Draft, language: str = "en", intended: tuple[Intended | str, ...] = (), **targets: Any
) -> CheckReport:
    """The report of the check ``which`` on ``text``; every quote in it stands where it says."""
    (report,) = run_checks(text, [which], {which: targets}, language, intended=intended).reports
    whole = text.text if isinstance(text, Draft) else text
    for finding in report.findings:
        assert finding.quote == (whole[finding.start : finding.start + len(finding.quote)] if finding.quote else "")
    return report


def quotes(report: CheckReport) -> list[str]:
    """What its findings quote."""
    return [finding.quote for finding in report.findings]
