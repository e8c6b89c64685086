"""How right the checks are, on faults planted into prose of our own: floors, and exact quotes.

A few cases of each kind here; `slow` has as many as `python -m benchmarks.check_quality` prints.
"""

from dataclasses import replace

import pytest

from benchmarks.check_quality.faults import FAULTS, cases
from benchmarks.check_quality.planting import fault, planted
from benchmarks.check_quality.trial import try_cases
from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.reports import CheckReport, Finding

FEW, MANY = 12, 500
RECALL, PRECISION = 0.9, 0.9
FLOORS = {
    # A capital at the head of a sentence tells no name from a noun: only what people alone do tells it.
    ("continuity", "unknown person", "en"): (0.6, 0.95),
    # A slip at the head of a sentence is known by the verb behind it, and names may be near each other.
    ("continuity", "misspelt name", "en"): (0.75, 0.9),
    # The samples differ among themselves, in how much is said aloud above all, and so a text of theirs may too.
    ("style", "another hand", "en"): (0.8, 0.95),
}
"""Recall and precision of what is below those, and why."""


def test_there_is_a_fault_for_every_check():
    assert {check for check, _, _ in FAULTS} == set(REGISTRY)


def test_a_planted_fault_stands_where_it_is_said_to():
    text, spans = planted(f"He {fault('runned')} and {fault('goed')}.")
    assert text == "He runned and goed."
    assert [text[low:high] for low, high in spans] == ["runned", "goed"]


@pytest.mark.parametrize(
    ("finding", "recall", "precision", "exactness"),
    [
        (None, 0, 1, 1),  # says nothing
        ({"quote": "The", "start": 0}, 0, 0, 0.0),  # points elsewhere, and quotes what is not there
        ({}, 0, 0, 1),  # says something of the whole text
    ],
)
def test_a_check_that_is_blind_or_makes_things_up_is_seen_through(finding, recall, precision, exactness):
    findings = () if finding is None else (Finding(instruction="Mend.", **finding),)
    report = CheckReport(check="person", passed=not findings, score=0.5, findings=findings)
    blind = replace(REGISTRY["person"], measure=lambda _passage, _targets: report)
    planted_cases = cases("person", "first person", "zh", 3)
    tally = try_cases(planted_cases, {"person": blind})
    assert (tally.recall, tally.precision, tally.exactness) == (recall, precision, exactness)


@pytest.mark.parametrize(("check", "kind", "language"), FAULTS)
def test_planted_faults_are_found_and_little_else(check, kind, language):
    judge(check, kind, language, FEW, slack=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("check", "kind", "language"), FAULTS)
def test_planted_faults_are_found_and_little_else_at_length(check, kind, language):
    judge(check, kind, language, MANY, slack=0.0)


def judge(check, kind, language, count, slack):
    tally = try_cases(cases(check, kind, language, count))
    recall, precision = FLOORS.get((check, kind, language), (RECALL, PRECISION))
    assert tally.faults >= count
    assert tally.exact == tally.quotes
    assert tally.recall >= recall - slack, tally.misses[:5]
    assert tally.precision >= precision - slack, tally.wrong[:5]
