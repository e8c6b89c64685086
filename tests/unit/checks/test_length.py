from __future__ import annotations

import pytest

from orchestrator.checks.length import length_score
from orchestrator.checks.registry import run_checks
from orchestrator.domain.reports import CheckReport


def length(text: str, **targets: object) -> CheckReport:
    (report,) = run_checks(text, ["length"], {"length": targets}).reports  # type: ignore[dict-item]
    return report


@pytest.mark.parametrize(
    ("written", "passed", "instruction"),
    [
        (90, True, None),
        (110, True, None),
        (89, False, "Add about 10 words."),
        (111, False, "Cut about 10 words."),
        (60, False, "Add about 40 words."),
        (163, False, "Cut about 65 words."),
    ],
)
def test_a_number_of_words_is_met_within_a_tenth(written: int, passed: bool, instruction: str | None) -> None:
    report = length("word " * written, words=100)
    assert report.passed is passed
    assert [f.instruction for f in report.findings] == ([instruction] if instruction else [])


def test_a_tolerance_may_be_given() -> None:
    text = "word " * 80
    assert [length(text, words=100, tolerance=share).passed for share in (0.2, 0.19, 0)] == [True, False, False]


def test_words_may_have_bounds() -> None:
    text = "word " * 50
    assert length(text, words={"min": 40, "max": 60}).passed is True
    assert [f.instruction for f in length(text, words={"min": 80}).findings] == ["Add about 30 words."]
    assert [f.instruction for f in length(text, words={"max": 20}).findings] == ["Cut about 30 words."]


@pytest.mark.parametrize(
    ("required", "written", "score"),
    [
        (100, 100, 1.0),
        (100, 250, 0.5),  # 1 - (2.5 - 1) / 3
        (100, 400, 0.0),
        (100, 50, 0.5),  # 1 - (2 - 1) / 2
        (100, 33, 0.0),
        (100, 0, 0.0),
        (0, 0, 1.0),
        (0, 5, 0.0),
    ],
)
def test_the_score_is_that_of_longbench_write(required: float, written: int, score: float) -> None:
    assert length_score(required, written) == pytest.approx(score)


def test_a_text_without_words_is_judged() -> None:
    report = length("", words=100)
    assert (report.passed, report.reliable, report.score) == (False, True, 0.0)


def test_chinese_lengths_are_in_characters() -> None:
    report = length("你好吗。" * 10, words=100)
    assert report.measured == {"words": 30}
    assert [f.instruction for f in report.findings] == ["再写约 70 字。"]


def test_without_a_target_words_are_only_counted() -> None:
    report = length("One two.")
    assert (report.passed, report.score, report.measured) == (None, None, {"words": 2})
