"""Texts that should break nothing: every check says something, quotes exactly, and knows what it cannot trust."""

import json

import pytest

from benchmarks.check_quality.edges import EDGES, UNTRUSTED
from benchmarks.check_quality.trial import is_exact
from orchestrator.checks.registry import REGISTRY, asked_of_genre, run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report
from orchestrator.domain.text import guess_language

LARGE = 100_000
CHECKS = tuple(REGISTRY)
TARGETS = asked_of_genre("fiction", CHECKS)
NAMES = [pytest.param(name, marks=pytest.mark.slow) if len(EDGES[name]) > LARGE else name for name in EDGES]


def reports_on(text, language, targets):
    """The text as a file brings it (a draft, cleaned) and as a caller may pass it (raw)."""
    yield (draft := Draft.of(text)).text, run_checks(draft, CHECKS, targets, language)
    raw = run_checks(text, CHECKS, targets, language)
    yield "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text), raw


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("targets", [{}, TARGETS], ids=["measured", "judged"])
def test_nothing_breaks_and_every_quote_is_exact(name, targets):
    text = EDGES[name]
    for measured, report in reports_on(text, guess_language(text), targets):
        assert [r.check for r in report.reports] == list(CHECKS)
        wrong = [f for r in report.reports for f in r.findings if not is_exact(f, measured)]
        assert wrong == []
        told = report.model_dump_json()
        json.loads(told, parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
        assert Report.model_validate_json(told) == report


@pytest.mark.parametrize("name", UNTRUSTED)
@pytest.mark.parametrize("check", [name for name in CHECKS if name != "length"])
def test_what_cannot_be_trusted_is_not_judged(name, check):
    asked = {check: TARGETS[check]} if check in TARGETS else {}
    (report,) = run_checks(EDGES[name], [check], asked, guess_language(EDGES[name])).reports
    assert not report.reliable
    assert report.passed is None
    assert report.score is None


@pytest.mark.parametrize("name", ["right to left", "emoji"])
def test_other_scripts_are_not_judged_by_the_formulas_of_these(name):
    (report,) = run_checks(EDGES[name], ["readability"], {"readability": {"grade": 0}}, "en").reports
    assert not report.reliable
