"""A report asks for three things at most, the worst first, and only where a check failed."""

import pytest

from orchestrator.domain.reports import CheckReport, Finding, Report


def finding(severity, instruction="Do it."):
    return Finding(severity=severity, instruction=instruction)


@pytest.mark.parametrize(
    ("verdicts", "passed"),
    [([], None), ([None], None), ([True, None], True), ([True, False, None], False), ([False], False)],
)
def test_one_failed_check_fails_the_report_and_none_that_judged_leaves_it_open(verdicts, passed):
    assert Report.of(CheckReport(check="c", passed=v) for v in verdicts).passed is passed


def test_the_three_worst_findings_of_failed_checks_are_the_instructions():
    failed = CheckReport(
        check="a", passed=False, findings=tuple(finding(s, s) for s in ["minor", "major", "critical", "major"])
    )
    met = CheckReport(check="b", passed=True, findings=(finding("critical", "not me"),))
    assert [f.instruction for f in Report.of([met, failed]).instructions] == ["critical", "major", "major"]


def test_the_score_is_the_mean_of_the_checks_that_have_one():
    assert (
        Report.of([CheckReport(check="a", score=1.0), CheckReport(check="b", score=0.5), CheckReport(check="c")]).score
        == 0.75
    )


def scored(**scores: float | None) -> Report:
    return Report.of(CheckReport(check=name, score=score) for name, score in scores.items())


def test_a_report_is_worse_by_every_check_that_scores_lower_or_no_longer_judges() -> None:
    before = scored(length=0.5, tells=1.0, language=0.9, sentiment=None)
    after = scored(length=0.5, tells=0.9, language=None, sentiment=0.1, repetition=0.0)
    assert after.worse_than(before) == ("tells", "language")
    assert before.worse_than(before) == ()


def test_what_is_intended_is_no_instruction() -> None:
    findings = (finding("critical", "meant").model_copy(update={"intended": True}), finding("minor", "not meant"))
    report = Report.of([CheckReport(check="a", passed=False, findings=findings)])
    assert [f.instruction for f in report.instructions] == ["not meant"]
